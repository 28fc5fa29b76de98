"""Ideas and projects as tables: columns, matching of rows and saving for import and export."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from actors.models import Actor, ActorState
from eving.core.models import Channel, FieldOfAction, Framework, Street, Topic, User
from eving.core.public.forms import PRIVACY_VERSION
from eving.core.search import engine
from eving.core.search.german import fold
from eving.core.tables.columns import (
    PERSONAL,
    PUBLIC,
    ChoiceCell,
    Column,
    DateCell,
    ManyCell,
    NumberCell,
    RelatedCell,
    StreetCell,
    TelephoneCell,
    plain_text,
)
from eving.core.tables.saving import Candidate, set_related
from eving.core.tables.table import Table
from projects.models import Idea, IdeaState, Project, ProjectParticipation, ProjectState
from projects.services import ideas, projects
from projects.services.ideas import Author

NUMBER = RegexValidator(r"^[A-Za-z0-9-]+$", gettext_lazy("Please use letters, digits and hyphens only."))
SORTING = {"field", "topics", "frameworks"}
SEVERAL = gettext_lazy("Separate several with semicolons.")


class IdeaTable(Table):
    """An import adds ideas from paper and the desk. Of existing ideas it changes only field, topics and frameworks."""

    model = Idea

    number = Column(gettext_lazy("number"), level=PUBLIC, help=gettext_lazy("Empty: a new idea."))
    title = Column(gettext_lazy("title"), level=PUBLIC, required=True, example="Bänke für die Bergstraße")
    text = Column(gettext_lazy("description"), level=PUBLIC, required=True, example="Am Markt fehlen Bänke.")
    street = Column(gettext_lazy("street"), StreetCell(Street.objects.all, "name", "slug"), level=PUBLIC)
    place_note = Column(gettext_lazy("place in words"), level=PUBLIC)
    field = Column(
        gettext_lazy("field of action"), RelatedCell(FieldOfAction.objects.all, "name", "code"), level=PUBLIC
    )
    topics = Column(gettext_lazy("topics"), ManyCell(Topic.objects.all, "name", "slug"), level=PUBLIC, help=SEVERAL)
    frameworks = Column(
        gettext_lazy("frameworks"), ManyCell(Framework.objects.all, "short_name", "name", "code"), help=SEVERAL
    )
    own_contribution = Column(gettext_lazy("own contribution"), level=PUBLIC)
    cost_text = Column(gettext_lazy("rough cost"), level=PUBLIC, example="etwa 800 Euro")
    actor = Column(
        gettext_lazy("on behalf of (actor)"),
        RelatedCell(Actor.objects.published, "name", "number"),
        get=lambda idea: idea.actor if idea.actor and idea.actor.is_public else None,
        level=PUBLIC,
        help=gettext_lazy("Name or number of a published actor."),
    )
    channel = Column(
        gettext_lazy("channel"),
        ChoiceCell(Channel, Channel.PAPER),
        get=lambda idea: idea.contribution.channel if idea.contribution else "",
        help=gettext_lazy("How a new idea came in; empty: on paper."),
    )
    state = Column(gettext_lazy("state"), ChoiceCell(IdeaState), level=PUBLIC, only_out=True)
    author_name = Column(
        gettext_lazy("name of the author"),
        level=PERSONAL,
        get=lambda idea: idea.contribution.name if idea.contribution else "",
    )
    author_phone = Column(
        gettext_lazy("telephone of the author"),
        TelephoneCell(),
        level=PERSONAL,
        get=lambda idea: idea.contribution.phone if idea.contribution else "",
    )
    author_email = Column(
        gettext_lazy("e-mail address of the author"),
        level=PERSONAL,
        get=lambda idea: idea.contribution.email if idea.contribution else "",
        only_out=True,
    )

    def rows(self) -> QuerySet:
        rows = Idea.objects.defer(*engine.COLUMNS).order_by("-created_at", "-pk")
        return rows.select_related("street", "field", "actor", "contribution__participant").prefetch_related(
            "topics", "frameworks"
        )

    def alias_of(self, obj: Any) -> str:
        return fold(f"{obj.title} {plain_text(obj.text)}")

    def alias_in(self, values: dict[str, Any]) -> str:
        return fold(f"{values.get('title', '')} {values.get('text', '')}")

    def check(self, obj: Idea, values: dict[str, Any]) -> None:
        if obj.pk:
            fixed = [name for name in values if name not in SORTING]
            if fixed:
                raise ValidationError(
                    {
                        name: _("A table does not change the text of an idea, only how it is classified.")
                        for name in fixed
                    }
                )
        elif values.get("channel") == Channel.WEB:
            raise ValidationError({"channel": _("Ideas of the web form come in by the form only.")})

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        new = [row for row in rows if row.is_new]
        for row in new:
            row.obj.actor = row.values.get("actor")
        ideas.record_ideas([(row.obj, received(row.values)) for row in new], privacy_version=PRIVACY_VERSION, by=by)
        self.update(rows)
        for name in ("topics", "frameworks"):
            set_related(rows, name)


def received(values: dict[str, Any]) -> ideas.Received:
    author = Author(name=values.get("author_name", ""), phone=values.get("author_phone", ""))
    return ideas.Received(author, values.get("channel") or Channel.PAPER)


# ---------------------------------------------------------------- projects
class ParticipantsCell(Widget):
    """Names or numbers of actors, separated by lines or semicolons. A name without an actor is stored as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.actors: dict[str, Actor] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Actor | str]:
        names = [name.strip() for name in plain_text(value).replace("\n", ";").split(";")]
        if any(len(name) > 160 for name in names):
            raise ValidationError(
                _("One of the names is longer than 160 characters. Please separate them with semicolons.")
            )
        participants: list[Actor | str] = [self.actors.get(fold(name), name) for name in names if name]
        return list(dict.fromkeys(participants))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        names = [one.name if isinstance(one, Actor) else str(one) for one in value or ()]
        return "; ".join(names)


ROLES = {
    "sponsors": ProjectParticipation.Role.SPONSOR,
    "partners": ProjectParticipation.Role.PARTNER,
    "supporters": ProjectParticipation.Role.SUPPORTER,
    "funders": ProjectParticipation.Role.FUNDER,
}


def who(role: str) -> Any:
    def of(project: Project) -> list[Actor | str]:
        return [row.actor or row.name for row in project.participations.all() if row.role == role]

    return of


def participants_column(label: Any, name: str, **more: Any) -> Column:
    return Column(
        label,
        ParticipantsCell(),
        get=who(ROLES[name]),
        level=PUBLIC,
        help=gettext_lazy("Names or numbers of actors, separated by semicolons; other names stay as text."),
        **more,
    )


class ProjectTable(Table):
    model = Project

    number = Column(
        gettext_lazy("number"),
        level=PUBLIC,
        help=gettext_lazy("That of the town's list. Empty: the next free one."),
        example="863",
    )
    title = Column(gettext_lazy("title"), level=PUBLIC, required=True, example="Die Straße blüht auf")
    summary = Column(
        gettext_lazy("in one sentence"), level=PUBLIC, required=True, example="Mehr Bäume und Bänke vor den Läden."
    )
    generation = Column(gettext_lazy("project generation"), NumberCell(), level=PUBLIC, example="2")
    family = Column(gettext_lazy("project family"), level=PUBLIC, example="Ökonomie")
    theme = Column(gettext_lazy("theme"), level=PUBLIC, example="Stadtentwicklung")
    district = Column(
        gettext_lazy("district"),
        level=PUBLIC,
        usual=settings.DISTRICT.name,
        help=format_lazy(gettext_lazy("Empty: {value}."), value=settings.DISTRICT.name),
        example=settings.DISTRICT.name,
    )
    starting_situation = Column(gettext_lazy("initial situation"), level=PUBLIC)
    description = Column(gettext_lazy("description"), level=PUBLIC)
    goals_text = Column(gettext_lazy("goals"), level=PUBLIC, help=gettext_lazy("One goal per line."))
    sponsors = participants_column(gettext_lazy("sponsors"), "sponsors", example="Stadtplanung")
    partners = participants_column(gettext_lazy("partners"), "partners", example="lokale Akteure")
    supporters = participants_column(gettext_lazy("supporters"), "supporters")
    funders = participants_column(gettext_lazy("funders"), "funders")
    financial_frame = Column(gettext_lazy("budget"), level=PUBLIC, example="Noch festzulegen")
    duration_text = Column(gettext_lazy("duration in words"), level=PUBLIC, example="Noch festzulegen")
    starts_on = Column(gettext_lazy("begins"), DateCell(), level=PUBLIC)
    ends_on = Column(gettext_lazy("ends"), DateCell(), level=PUBLIC)
    funding = Column(gettext_lazy("funding"), level=PUBLIC, example="Noch zu prüfen")
    street = Column(gettext_lazy("street"), StreetCell(Street.objects.all, "name", "slug"), level=PUBLIC)
    place_note = Column(gettext_lazy("place in words"), level=PUBLIC)
    field = Column(
        gettext_lazy("field of action"), RelatedCell(FieldOfAction.objects.all, "name", "code"), level=PUBLIC
    )
    topics = Column(gettext_lazy("topics"), ManyCell(Topic.objects.all, "name", "slug"), level=PUBLIC, help=SEVERAL)
    frameworks = Column(
        gettext_lazy("frameworks"),
        ManyCell(Framework.objects.all, "short_name", "name", "code"),
        level=PUBLIC,
        help=SEVERAL,
    )
    state = Column(gettext_lazy("state"), ChoiceCell(ProjectState), level=PUBLIC, only_out=True)

    def rows(self) -> QuerySet:
        rows = Project.objects.defer(*engine.COLUMNS).order_by("-created_at", "-pk")
        return rows.select_related("street", "field").prefetch_related("topics", "frameworks", "participations__actor")

    def load(self) -> None:
        super().load()
        known: dict[str, Actor] = {}
        hidden = [ActorState.SPAM, ActorState.UNCONFIRMED]
        for actor in Actor.objects.exclude(state__in=hidden).defer(*engine.COLUMNS).order_by("-pk"):
            known[fold(actor.name)] = actor
            if actor.number:
                known[fold(actor.number)] = actor
        for name in ROLES:
            self.columns[name].widget.actors = known

    def blank(self, values: dict[str, Any]) -> Project:
        if number := self.key_in(values):
            try:
                NUMBER(number)
            except ValidationError as problem:
                raise ValidationError({"number": problem.messages}) from problem
        return Project()

    def check(self, obj: Project, values: dict[str, Any]) -> None:
        if obj.starts_on and obj.ends_on and obj.ends_on < obj.starts_on:
            raise ValidationError({"ends_on": _("A project ends after it begins.")})

    def write_all(self, rows: Sequence[Candidate], *, by: User) -> None:
        columns = {name for row in rows for name in row.values} - {"topics", "frameworks", "number", *ROLES}
        projects.save_projects([row.obj for row in rows], by=by, columns=columns)
        for name in ("topics", "frameworks"):
            set_related(rows, name)
        set_participants(rows)


def set_participants(rows: Sequence[Candidate]) -> None:
    """Replace the participants in those roles that the table says something about."""
    given = [(row.obj, role, row.values[name]) for row in rows for name, role in ROLES.items() if name in row.values]
    if not given:
        return
    old = Q()
    for project, role, _wanted in given:
        old |= Q(project=project, role=role)
    ProjectParticipation.objects.filter(old).delete()
    ProjectParticipation.objects.bulk_create(
        ProjectParticipation(
            project=project,
            role=role,
            sort=place,
            actor=one if isinstance(one, Actor) else None,
            name="" if isinstance(one, Actor) else one,
        )
        for project, role, wanted in given
        for place, one in enumerate(wanted)
    )
