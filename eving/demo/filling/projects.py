"""Creates the projects of the demo with participants, goals and documents, then backdates them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy

from actors.models import Actor
from eving.core.models import FieldOfAction, Framework, FrameworkGoal, Street, Topic, User
from eving.core.search import engine
from eving.core.workflow import lifecycle
from eving.demo.content.projects import EXAMPLE, GOALS, PROJECTS, DemoProject
from eving.demo.filling.past import Clock, Filling, Jobs, make_staff
from eving.demo.filling.pictures import hang
from projects.models import Idea, Project, ProjectDocument, ProjectHistory, ProjectParticipation, ProjectPhoto
from projects.services import documents, projects


def fill_projects(clock: Clock, jobs: Jobs) -> int:
    known = Project.objects.filter(title__in=[demo.title for demo in PROJECTS])
    if known.exists() or Project.objects.filter(number__in=[demo.number for demo in PROJECTS if demo.number]).exists():
        return 0
    staff = make_staff()
    make_goals()
    for demo in sorted(PROJECTS, key=lambda demo: -demo.days_ago):
        seed_project(demo, staff, clock)
    return len(PROJECTS)


def make_goals() -> None:
    """Goals that a framework might contain, each marked as an example."""
    fields = {field.code: field for field in FieldOfAction.objects.all()}
    frameworks = {framework.code: framework for framework in Framework.objects.all()}
    for demo in GOALS:
        goal, is_new = FrameworkGoal.objects.get_or_create(
            framework=frameworks[demo.framework],
            number=demo.number,
            defaults={"title": demo.title, "text": EXAMPLE},
        )
        if is_new:
            goal.fields.set([fields[code] for code in demo.fields])


def seed_project(demo: DemoProject, staff: dict[str, User], clock: Clock) -> Project:
    plan = [(demo.days_ago, True), *((act.days_ago, True) for act in demo.acts)]
    created_at, *moments = clock.moments(plan, demo.title)
    project = write_down(demo, next(iter(staff.values())), clock.today)
    connect(project, demo)
    for number, (drawing, alt) in enumerate(demo.photos):
        hang(ProjectPhoto, drawing, alt, created_at, project=project, sort=number)
    add_document(project, demo, clock.today)
    for act in demo.acts:
        lifecycle.apply(project, act.transition, by=staff[act.by], text=act.text)
    engine.index(project)
    for entry, moment in zip(project.history.order_by("pk"), [created_at, *moments], strict=True):
        ProjectHistory.objects.filter(pk=entry.pk).update(at=moment)
    Project.objects.filter(pk=project.pk).update(
        created_at=created_at, state_changed_at=moments[-1], published_at=moments[0]
    )
    project.photos.update(approved_at=moments[0])
    return project


def write_down(demo: DemoProject, staff: User, today: date) -> Project:
    starts_on = None if demo.starts_days_ago is None else today - timedelta(days=demo.starts_days_ago)
    project = Project(
        number=demo.number,
        title=demo.title,
        summary=demo.summary,
        generation=demo.generation,
        family=demo.family,
        theme=demo.theme,
        starting_situation=demo.starting_situation,
        description=demo.description,
        goals_text="\n".join(demo.goals),
        financial_frame=demo.financial_frame,
        duration_text=demo.duration,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=demo.runs_days) if starts_on and demo.runs_days else None,
        funding=demo.funding,
        field=FieldOfAction.objects.get(code=demo.field),
        street=Street.objects.get(slug=demo.street) if demo.street else None,
        place_note=demo.place_note,
        idea=Idea.objects.filter(title=demo.idea).first() if demo.idea else None,
    )
    projects.save_project(project, by=staff)
    return project


def connect(project: Project, demo: DemoProject) -> None:
    project.topics.set(Topic.objects.filter(slug__in=demo.topics))
    project.frameworks.set(Framework.objects.filter(code__in=demo.frameworks))
    project.goals.set(FrameworkGoal.objects.filter(number__in=demo.framework_goals, text=EXAMPLE))
    known = {actor.name: actor for actor in Actor.objects.filter(name__in=[name for _role, name in demo.actors])}
    # An actor that was removed from the register still took part: then only its name is kept.
    rows = [(role, name, known.get(name)) for role, name in demo.actors]
    rows += [(role, name, None) for role, name in demo.names]
    ProjectParticipation.objects.bulk_create(
        ProjectParticipation(project=project, role=role, actor=actor, name="" if actor else name, sort=number)
        for number, (role, name, actor) in enumerate(rows)
    )


def add_document(project: Project, demo: DemoProject, today: date) -> None:
    title, lines = demo.document
    if not title:
        return
    upload = SimpleUploadedFile("steckbrief.pdf", pdf([project.title, *lines]), "application/pdf")
    documents.check(upload)
    ProjectDocument.objects.create(
        project=project,
        title=title,
        key=documents.store(upload),
        byte_size=upload.size or 0,
        added_on=today - timedelta(days=demo.days_ago),
    )


def pdf(lines: Sequence[str]) -> bytes:
    """One page of A4 with these lines, as small as a PDF can be."""
    operators = b" ".join(b"(%b) Tj T*" % _escaped(line) for line in lines)
    text = b"BT /F1 14 Tf 22 TL 72 770 Td %b ET" % operators
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    paper, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(paper))
        paper += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return paper + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(paper))
    )


def _escaped(line: str) -> bytes:
    for sign in "\\()":
        line = line.replace(sign, f"\\{sign}")
    return line.encode("cp1252", "replace")


FILLING = Filling("projects", gettext_lazy("Projects"), 60, fill_projects)
