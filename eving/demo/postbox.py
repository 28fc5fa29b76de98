"""The mailbox of the demo: an e-mail backend that keeps mails as files, and pages to read them."""

import email
import re
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _


class Backend(BaseEmailBackend):
    """Writes each mail to a file of its own; sorted by name, the newest is last."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.DEMO_MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            raw = message.message()
            mark = re.sub(r"[^0-9a-f-]", "", raw["Message-ID"])[:40]
            target = folder / f"{timezone.now():%Y%m%dT%H%M%S%f}-{mark}.eml"
            draft = target.with_suffix(".part")
            draft.write_bytes(raw.as_bytes())
            draft.rename(target)
        return len(email_messages)


def read(file: Path) -> ParsedMail:
    return email.message_from_bytes(file.read_bytes(), policy=policy.default)


def box(request: HttpRequest) -> HttpResponse:
    files = sorted(Path(settings.DEMO_MAIL_DIR).glob("*.eml"), reverse=True)[:100]
    mails = [{"name": file.stem, "mail": read(file)} for file in files]
    return render(request, "demo/postbox.html", {"mails": mails})


def letter(request: HttpRequest, name: str) -> HttpResponse:
    mail = mail_or_404(name)
    body = mail.get_body(("plain",))
    files = [part.get_filename() or _("file") for part in mail.iter_attachments()]
    parts = linked(body.get_content() if body else "")
    return render(request, "demo/letter.html", {"mail": mail, "name": name, "parts": parts, "files": files})


def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    # Always a download: displayed inline, a file could run as a page of this site.
    files = list(mail_or_404(name).iter_attachments())
    if not 1 <= number <= len(files):
        raise Http404
    part = files[number - 1]
    return HttpResponse(
        part.get_payload(decode=True),
        content_type=part.get_content_type(),
        headers={"Content-Disposition": content_disposition_header(True, part.get_filename() or _("file")) or ""},
    )


def mail_or_404(name: str) -> ParsedMail:
    file = Path(settings.DEMO_MAIL_DIR) / f"{name}.eml"
    if not re.fullmatch(r"[0-9A-Za-z-]{1,80}", name) or not file.exists():
        raise Http404
    return read(file)


def linked(text: str) -> list[dict[str, str]]:
    """Split a mail into text and links to this portal, so that only those become clickable."""
    pieces = re.split(rf"({re.escape(settings.BASE_URL)}/(?!/)\S*)", text)
    return [
        {"text": piece, "path": piece.removeprefix(settings.BASE_URL) if index % 2 else ""}
        for index, piece in enumerate(pieces)
    ]
