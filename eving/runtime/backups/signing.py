"""The files of a backup, their checksums, and the signature of the installation that wrote them."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from eving.runtime.backups import BackupError

DUMP, MEDIA, MANIFEST, SUMS = "database.dump", "media.tar", "manifest.json", "SHA256SUMS"
SIGNATURE = "SIGNATURE"
MOST_BYTES = {SUMS: 10_000, SIGNATURE: 1_000, MANIFEST: 10_000_000}  # these are read into memory


def sign(folder: Path) -> None:
    """Write the checksums of a backup, and an HMAC over them with this installation's SECRET_KEY."""
    lines = [f"{checksum(folder / name)}  {name}\n" for name in (DUMP, MEDIA, MANIFEST)]
    (folder / SUMS).write_text("".join(lines))
    (folder / SIGNATURE).write_text(signature("".join(lines), settings.SECRET_KEY) + "\n")


def signature(sums: str, secret: str) -> str:
    return salted_hmac("eving.backup", sums, secret=secret, algorithm="sha256").hexdigest()


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_files(folder: Path, *, accept_unsigned: bool = False) -> None:
    """Raises BackupError that names the first file that is missing or not as this installation wrote it."""
    for name in (MANIFEST, DUMP, MEDIA, SUMS):
        # Only regular files: a link could point outside of the backup, and opening a pipe would block.
        if (folder / name).is_symlink() or not (folder / name).is_file():
            raise BackupError(_("The backup is incomplete: %(name)s is missing.") % {"name": name})
    sums = small_text(folder, SUMS)
    if not accept_unsigned and not is_ours(folder, sums):
        raise BackupError(
            _(
                "This backup was not signed by this installation. If it is yours, put the SECRET_KEY of that time into "
                "SECRET_KEY_FALLBACKS. “--accept-unsigned” puts it back all the same: whoever made it can do anything "
                "in the database then."
            )
        )
    written = {name: value for value, _gap, name in (line.partition("  ") for line in sums.splitlines())}
    for name in (MANIFEST, DUMP, MEDIA):
        if written.get(name) != checksum(folder / name):
            raise BackupError(_("The backup is damaged: %(name)s is not as it was written.") % {"name": name})


def is_ours(folder: Path, sums: str) -> bool:
    if (folder / SIGNATURE).is_symlink() or not (folder / SIGNATURE).is_file():
        return False
    written = small_text(folder, SIGNATURE).strip()
    secrets_ = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(written, signature(sums, secret)) for secret in secrets_)


def small_text(folder: Path, name: str) -> str:
    with (folder / name).open("rb") as file:
        text = file.read(MOST_BYTES[name] + 1)
    if len(text) > MOST_BYTES[name]:
        raise BackupError(_("The backup is damaged: %(name)s is not as it was written.") % {"name": name})
    return text.decode(errors="replace")
