# ruff: noqa: E501 - prose reads better in one piece
"""Invented work of the office: answer templates, an announcement, assigned cases, a bounced mail."""

from datetime import timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy

from eving.core.messaging import mail
from eving.core.models import Announcement, AnswerTemplate, OfficeMessage
from eving.core.workflow import lifecycle
from eving.core.workflow.assignment import assign
from eving.demo.filling.past import OURS, Clock, Filling, Jobs, make_staff
from projects.models import Idea

# name, register, transition, text
TEMPLATES = [
    (
        "Dank und nächster Schritt",
        "projects.idea",
        "publish",
        "Vielen Dank für Ihre Idee „{titel}“. Sie steht jetzt auf dem Portal. Wir suchen Menschen, die mitmachen, und sagen hier, wie es weitergeht.",
    ),
    (
        "Zuständig ist die Stadt",
        "projects.idea",
        "forward",
        "Dafür ist die Stadt Dortmund zuständig. Wir haben Ihre Idee {nummer} am {heute} weitergegeben und fragen in vier Wochen nach.",
    ),
    (
        "Genauer Ort fehlt",
        "projects.idea",
        "ask",
        "Guten Tag {name},\n\nan welcher Stelle genau haben Sie das beobachtet? Eine Hausnummer oder ein Geschäft in der Nähe hilft uns.\n\n{unterschrift}, {buero}",
    ),
    (
        "Private Fläche",
        "projects.idea",
        "decline",
        "Die Fläche gehört einem privaten Eigentümer. Wir haben ihn angeschrieben; entscheiden kann nur er. Meldet er sich, nehmen wir die Idee wieder auf.",
    ),
    (
        "Eintrag ergänzen",
        "actors.actor",
        "decline",
        "In Ihrem Eintrag fehlt ein Satz, der sagt, was Sie tun. Ergänzen Sie ihn gern und melden Sie sich noch einmal, oder rufen Sie uns an: {telefon}.",
    ),
    (
        "Sprechstunde",
        "core.officemessage",
        "",
        "Kommen Sie gern ohne Termin in unsere Sprechstunde, oder rufen Sie an: {telefon}.\n\n{unterschrift}",
    ),
]
REMARK = "Mit dem Bezirksdienst gesprochen, er sieht sich die Stelle in der nächsten Woche an."
FAILED = uuid5(OURS, "mail/failed")


def fill_office(clock: Clock, jobs: Jobs) -> int:
    if AnswerTemplate.objects.exists():
        return 0
    for sort, (name, register, transition, text) in enumerate(TEMPLATES):
        AnswerTemplate.objects.create(name=name, register=register, transition=transition, text=text, sort=sort)
    announce(clock)
    staff = list(make_staff().values())
    share_work(staff, clock)
    come_back(FAILED)
    return len(TEMPLATES)


def announce(clock: Clock) -> None:
    Announcement.objects.create(
        title="Am Freitag bleibt das Büro zu",
        text="Wir sind auf dem Quartiersrundgang in der Bergstraße. Am Montag sind wir wieder für Sie da.",
        titles={"en": "The office is closed on Friday"},
        texts={"en": "We walk through Bergstraße with residents. On Monday we are back for you."},
        starts_on=clock.today - timedelta(days=1),
        ends_on=clock.today + timedelta(days=30),
    )


def share_work(staff: list, clock: Clock) -> None:
    """Assign running ideas; two have a follow-up these days, one has an internal note."""
    running = list(Idea.objects.filter(state__in=["under_review", "accepted", "in_progress"]).order_by("pk")[:4])
    for number, idea in enumerate(running):
        by = staff[number % len(staff)]
        back = clock.today + timedelta(days=7 * (number - 1)) if number < 3 else None
        assign(idea, by=by, assigned_to=by, follow_up_on=back)
    if running:
        lifecycle.add_internal_note(running[0], by=staff[0], text=REMARK)
    OfficeMessage.objects.filter(
        pk__in=OfficeMessage.objects.filter(done_at=None).order_by("pk").values("pk")[:1]
    ).update(assigned_to=staff[-1])


def come_back(message_id: UUID) -> None:
    idea = Idea.objects.filter(contribution__participant__isnull=False, published_at__isnull=False).first()
    if idea is None or idea.contribution is None:
        return
    reason = "the mail server refused the address for good (550)"
    mail.note_failure(
        "projects.idea_step", idea.history.latest("pk").pk, str(message_id), reason, idea.contribution.email
    )


FILLING = Filling("office", gettext_lazy("Answer templates"), 80, fill_office)
