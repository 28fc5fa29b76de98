import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from eving.core.models import Contribution, NumberSequence, OfficeMessage, Participant, Role, Topic, User
from eving.core.workflow import lifecycle
from eving.demo.content.actors import ACTORS
from eving.demo.content.ideas import IDEAS
from eving.demo.content.messages import NOTES
from eving.demo.content.projects import PROJECTS
from eving.demo.content.shops.units import UNITS
from eving.demo.drawings.scenes import SCENES
from eving.demo.filling.office import TEMPLATES
from eving.demo.filling.pictures import DRAWINGS, draw
from eving.demo.seed import fillings, seed
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaState
from projects.services import ideas
from tests.factories import make_idea

pytestmark = pytest.mark.django_db

# Pictures cost time; where they do not matter the demo goes without.
PLAIN = [replace(demo, photos=()) for demo in IDEAS]
FEW = PLAIN[::5]


def everything() -> dict[str, list]:
    """All rows of the registers that the demo fills, as they stand in the database."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Idea, IdeaHistory, Contribution, Participant, OfficeMessage, NumberSequence, User)
    }


def test_in_the_demo_the_command_fills_every_register_without_asking_and_elsewhere_with_a_yes(settings):
    first, second = StringIO(), StringIO()

    settings.DEMO = True
    call_command("demo_data", stdout=first)
    settings.DEMO = False
    call_command("demo_data", "--yes", stdout=second)

    wanted = {len(rows) for rows in (IDEAS, NOTES, ACTORS, UNITS, PROJECTS, TEMPLATES)}
    counts = [int(number) for number in re.findall(r"\d+", first.getvalue())]
    assert (len(counts), wanted - set(counts), 0 in counts) == (len(fillings()), set(), False)
    assert re.findall(r"\d+", second.getvalue()) == ["0"] * len(fillings())
    with_photo = Idea.objects.published().filter(photos__approved_at__isnull=False).distinct()
    photos = list(IdeaPhoto.objects.select_related("idea"))
    assert Idea.objects.count() == len(IDEAS)
    assert with_photo.count() >= 10
    assert all(photo.is_public() and photo.alt and photo.rights_confirmed for photo in photos)
    assert all(path.is_file() for photo in photos for path in photo.paths())


def test_every_state_that_a_transition_leads_to_is_shown():
    seed(PLAIN)

    reachable = {IdeaState.UNCONFIRMED} | {IdeaState(transition.target) for transition in Idea.lifecycle.transitions}
    assert set(Idea.objects.values_list("state", flat=True)) == {state.value for state in reachable}


def test_a_second_run_changes_nothing():
    seed(FEW)
    before = everything()

    added = seed(FEW)

    assert added == {"ideas": 0, "notes": 0}
    assert everything() == before


def test_what_people_changed_or_erased_stays_so():
    seed(FEW)
    withdrawn, erased, renamed = Idea.objects.published()[:3]
    lifecycle.apply(withdrawn, "withdraw", by=Role.AUTHOR)
    ideas.erase_idea(erased.contribution)
    Idea.objects.filter(pk=renamed.pk).update(title="Ein Brunnen zum Trinken")
    OfficeMessage.objects.filter(kind="error").delete()
    before = everything()

    seed(FEW)

    assert everything() == before


def test_own_ideas_are_left_alone():
    own = make_idea(title="Eine eigene Idee")
    before = Idea.objects.filter(pk=own.pk).values().get()

    seed(FEW)

    assert Idea.objects.filter(pk=own.pk).values().get() == before


def test_no_mail_of_the_demo_waits_and_those_of_others_do():
    make_idea(state="submitted", email="somebody@example.org")
    waiting = list(ProcrastinateJob.objects.order_by("id").values_list("id", flat=True))

    seed(FEW)

    assert len(waiting) == 2  # the confirmation and the receipt
    assert list(ProcrastinateJob.objects.order_by("id").values_list("id", flat=True)) == waiting


def test_time_runs_forward_and_ends_now():
    seed(PLAIN)

    now = timezone.now()
    for idea in Idea.objects.all():
        moments = list(idea.history.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(set(moments))
        assert moments[-1] < now
        dates = [idea.created_at, idea.submitted_at, idea.published_at, idea.hidden_at]
        known = [date for date in dates if date]
        assert known == sorted(known)
        assert (idea.created_at, idea.state_changed_at) == (moments[0], moments[-1])


def test_lists_look_back_over_ten_months():
    seed(PLAIN)

    oldest, newest = Idea.objects.order_by("created_at").first(), Idea.objects.order_by("created_at").last()
    assert oldest.created_at < timezone.now() - timedelta(days=290)
    assert newest.created_at > timezone.now() - timedelta(days=3)


@pytest.mark.parametrize("moment", [datetime(2027, 2, 10, 0, 3, tzinfo=UTC), datetime(2028, 2, 29, 12, tzinfo=UTC)])
def test_numbers_carry_the_year_in_which_an_idea_came_in_without_a_gap(moment):
    with time_machine.travel(moment, tick=True):
        seed(PLAIN)
        later = make_idea(state="submitted")

    numbered = Idea.objects.filter(number__isnull=False).exclude(pk=later.pk)
    by_year: dict[str, list[int]] = {}
    for idea in numbered:
        _series, year, number = idea.number.split("-")
        assert int(year) == timezone.localtime(idea.submitted_at).year
        by_year.setdefault(year, []).append(int(number))
    assert set(by_year) == {str(moment.year - 1), str(moment.year)}
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in by_year.values())
    assert later.number == f"I-{moment.year}-{len(by_year[str(moment.year)]) + 1}"


def test_everybody_in_the_demo_is_plainly_invented():
    seed(FEW)

    addresses = [*Participant.objects.values_list("email", flat=True), *User.objects.values_list("email", flat=True)]
    assert [address for address in addresses if not address.endswith("@example.org")] == []
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_personal_data_of_closed_ideas_has_a_date_of_deletion_counted_from_its_closing(settings):
    seed(PLAIN)

    closed = Idea.objects.get(title__startswith="Trinkbrunnen")
    closed_on = timezone.localdate(closed.state_changed_at)
    assert closed.contribution.purge_on == closed_on + timedelta(days=30 * settings.PURGE_IDEA_MONTHS)


def test_topics_and_pictures_named_by_the_demo_exist():
    topics = set(Topic.objects.values_list("slug", flat=True))

    assert {slug for demo in IDEAS for slug in demo.topics} <= topics
    assert {name for demo in IDEAS for name, _alt in demo.photos} == set(SCENES)


def test_pictures_are_three_to_two_and_all_different():
    pictures = {name: draw(name) for name in DRAWINGS}

    assert {Image.open(BytesIO(content)).size for content in pictures.values()} == {(1200, 800)}
    assert len(set(pictures.values())) == len(DRAWINGS)


def test_outside_the_demo_it_wants_a_yes():
    with pytest.raises(CommandError, match="--yes"):
        call_command("demo_data")

    assert not Idea.objects.exists()


def test_never_in_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError):
        call_command("demo_data", "--yes")

    assert not Idea.objects.exists()
