"""Merging ideas, corrections, prepared answers, proposed changes."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eving.core.models import Participant, Role, Subscription
from eving.core.people import participants
from eving.core.workflow import lifecycle
from eving.core.workflow.lifecycle import Conflict, NotAllowed
from eving.core.workflow.work_queue import queue_lines
from eving.portal import jobs
from projects.models import Idea, IdeaHistory, IdeaPhoto, IdeaProposal, Support
from projects.services import answers, participation, proposals, subscriptions, waiting
from projects.services.ideas import erase_idea
from tests.core.people.test_idempotency import in_parallel
from tests.factories import make_idea, make_staff
from tests.pages import fill_in, hidden_fields, link_in, text_of

pytestmark = pytest.mark.django_db


def support(idea: Idea, email: str, *, confirmed: bool = True) -> Support:
    contribution, _is_new = participants.contribute(
        kind="support", key=uuid.uuid4(), email=email, privacy_version="test"
    )
    row = Support.objects.create(idea=idea, contribution=contribution, participant=contribution.participant)
    if confirmed:
        participation.confirm_support(contribution)
    return row


def follow(idea: Idea, email: str, *, confirmed: bool = True) -> Subscription:
    contribution, _is_new = participants.contribute(
        kind="subscription", key=uuid.uuid4(), email=email, privacy_version="test"
    )
    return Subscription.objects.create(
        kind="idea",
        target=idea.number,
        contribution=contribution,
        participant=contribution.participant,
        confirmed_at=timezone.now() if confirmed else None,
    )


def counts(*ideas: Idea) -> list[int]:
    said = []
    for idea in ideas:
        idea.refresh_from_db()
        said.append(idea.support_count)
    return said


def address(name: str, *args: object) -> str:
    return reverse(f"admin:projects_idea_{name}", args=args)


def office(**fields: object) -> Client:
    client = Client()
    client.force_login(make_staff(**fields))
    return client


# ---------------------------------------------------------------- merging
def test_supporters_count_for_the_other_idea_each_person_once(sent) -> None:
    old, goes_on = make_idea(email="erika@example.org"), make_idea()
    late = support(goes_on, "late@example.org", confirmed=False)
    for email in ("anna@example.org", "both@example.org", "late@example.org", "erika@example.org"):
        support(old, email)
    waiting = support(old, "later@example.org", confirmed=False)
    for email in ("both@example.org", "other@example.org"):
        support(goes_on, email)
    follow(old, "both@example.org")
    sent().clear()

    lifecycle.apply(old, "merge", by=make_staff(), text="Beide wollen eine Bank.", into=goes_on)

    assert (old.state, old.merged_into) == ("merged", goes_on)
    assert counts(old, goes_on) == [4, 5]
    # Followers read it in the daily digest; the author gets the mail about the transition.
    mailed = {letter.to[0]: letter.body for letter in sent() if "weiter" in letter.subject}
    assert sorted(mailed) == ["anna@example.org", "late@example.org"]
    assert "Beide wollen eine Bank." in mailed["anna@example.org"] and goes_on.title in mailed["anna@example.org"]
    # One person confirms a second time for the other idea and counts already; one confirms for the first time and
    # counts for both.
    participation.confirm_support(late.contribution)
    participation.confirm_support(waiting.contribution)
    assert counts(old, goes_on) == [5, 6]
    # Somebody who withdraws one of two supports still counts by the other.
    participation.erase_support(late.contribution)
    participation.erase_support(old.supports.get(participant__email="anna@example.org").contribution)
    assert counts(old, goes_on) == [4, 5]


def test_separating_again_brings_everybody_back(client: Client) -> None:
    first, old, goes_on, staff = make_idea(), make_idea(), make_idea(), make_staff()
    for idea, people in ((first, "a b"), (old, "b c"), (goes_on, "c d")):
        for name in people.split():
            support(idea, f"{name}@example.org")
    lifecycle.apply(first, "merge", into=old, by=staff, text="Dasselbe.")
    lifecycle.apply(old, "merge", into=goes_on, by=staff, text="Auch dasselbe.")
    assert counts(first, old, goes_on) == [2, 3, 4]
    page = client.get(first.get_absolute_url()).content.decode()
    assert goes_on.get_absolute_url() in page

    page = text_of(office().get(address("transition", old.pk, "unmerge")))
    lifecycle.apply(old, "unmerge", by=staff, text="Doch nicht dasselbe.")

    assert "kommt zurück" in page
    assert (old.state, old.merged_into) == ("under_review", None)
    assert counts(first, old, goes_on) == [2, 3, 2]
    first.refresh_from_db()
    lifecycle.apply(first, "unmerge", by=staff, text="Auch nicht.")
    assert counts(first, old, goes_on) == [2, 2, 2]


def test_the_middle_of_a_chain_leaves_with_its_own_and_the_first_with_its_own() -> None:
    first, old, goes_on, staff = make_idea(), make_idea(), make_idea(), make_staff()
    for idea, people in ((first, "a b"), (old, "b c"), (goes_on, "c d")):
        for name in people.split():
            support(idea, f"{name}@example.org")
    lifecycle.apply(first, "merge", into=old, by=staff, text="Dasselbe.")
    lifecycle.apply(old, "merge", into=goes_on, by=staff, text="Auch dasselbe.")

    lifecycle.apply(first, "unmerge", by=staff, text="Doch nicht.")

    assert counts(first, old, goes_on) == [2, 2, 3]


def test_followers_hear_of_the_idea_that_goes_on_and_no_longer_once_separated() -> None:
    old, goes_on, staff = make_idea(), make_idea(), make_staff()
    began = timezone.now()
    lifecycle.apply(old, "merge", into=goes_on, by=staff, text="Dasselbe.")
    lifecycle.apply(goes_on, "review", by=staff)

    def heard() -> list[str]:
        events = subscriptions.transitions_of_ideas([old.number], began, timezone.now())
        return [event.title for event in events if event.url == goes_on.get_absolute_url()]

    assert heard() == [goes_on.title]
    lifecycle.apply(old, "unmerge", by=staff, text="Doch nicht.")
    assert heard() == []


def test_supports_of_a_merged_idea_stay_as_long_as_the_other_one_runs() -> None:
    first, old, goes_on, staff = make_idea(), make_idea(), make_idea(), make_staff()
    support(first, "anna@example.org")
    follow(first, "uli@example.org")
    lifecycle.apply(first, "merge", into=old, by=staff, text="Dasselbe.")
    lifecycle.apply(old, "merge", into=goes_on, by=staff, text="Auch dasselbe.")
    now = timezone.now() + timedelta(days=900)

    assert participation.purge_participation(now, False) == 0
    lifecycle.apply(goes_on, "decline", by=staff, text="Geht nicht.")
    assert participation.purge_participation(now, True) == participation.purge_participation(now, False) == 2

    assert not Support.objects.exists() and not Subscription.objects.exists()
    assert counts(first, old, goes_on) == [1, 1, 1]  # figures without persons


def test_both_public_pages_lead_to_each_other_and_the_author_hears_of_it(client: Client, sent) -> None:
    old, goes_on = make_idea(title="Eine Bank", email="erika@example.org"), make_idea(title="Bänke für Eving")
    sent().clear()

    lifecycle.apply(old, "merge", into=goes_on, by=make_staff(), text="Beide wollen eine Bank.")

    page = client.get(old.get_absolute_url())
    assert page.status_code == 200 and goes_on.get_absolute_url() in page.content.decode()
    assert "läuft zusammen mit einer anderen weiter" in text_of(page)
    assert old.get_absolute_url() in client.get(goes_on.get_absolute_url()).content.decode()
    [mail] = sent()
    assert mail.to == ["Erika Beispiel <erika@example.org>"]
    assert "Zusammengeführt" in mail.body and "Beide wollen eine Bank." in mail.body


def test_a_circle_is_refused_and_so_is_what_nobody_sees() -> None:
    first, second, third, staff = make_idea(), make_idea(), make_idea(), make_staff()
    hidden = make_idea(state="submitted")
    lifecycle.apply(first, "merge", into=second, by=staff, text="Dasselbe.")

    for idea, wrong in ((third, first), (third, hidden), (third, third), (second, first)):
        with pytest.raises(ValidationError):
            lifecycle.apply(idea, "merge", into=wrong, by=staff, text="Dasselbe.")

    assert Idea.objects.filter(state="merged").count() == 1


def test_the_database_wants_to_know_which_idea_goes_on() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        lifecycle.write(lifecycle.locked(make_idea()), "merge", by=make_staff(), text="Dasselbe.")


def test_an_idea_merged_before_anybody_saw_it_is_checked_once_more(client: Client) -> None:
    old, goes_on, staff = make_idea(state="submitted"), make_idea(), make_staff()

    lifecycle.apply(old, "merge", into=goes_on, by=staff, text="Gibt es schon.")

    assert client.get(old.get_absolute_url()).status_code == 404
    assert old.title not in text_of(client.get(goes_on.get_absolute_url()))
    with pytest.raises(NotAllowed):
        lifecycle.apply(old, "unmerge", by=staff, text="Doch nicht.")
    lifecycle.apply(old, "reconsider", by=staff, text="Doch nicht.")
    assert (old.state, old.merged_into) == ("submitted", None)


def test_the_office_names_the_other_idea_by_its_number() -> None:
    old, goes_on, client = make_idea(), make_idea(), office()
    form = {"version": old.version, "text": "Dasselbe."}

    wrong = client.post(address("transition", old.pk, "merge"), {**form, "into": "I-2026-9999"})
    right = client.post(address("transition", old.pk, "merge"), {**form, "into": f" {goes_on.number.lower()} "})

    assert "Es gibt keine öffentliche Idee mit der Nummer I-2026-9999." in text_of(wrong)
    assert right.status_code == 302
    old.refresh_from_db()
    assert old.merged_into == goes_on
    page = text_of(client.get(address("change", goes_on.pk)))
    assert "Läuft hier mit:" in page and old.title in page


def test_two_who_merge_crosswise_do_not_hang_and_one_wins(committed) -> None:
    one, two, staff = make_idea(), make_idea(), make_staff()
    for number in range(3):
        support(one, f"a{number}@example.org")
        support(two, f"b{number}@example.org")
    pairs = iter([(one, two), (two, one)])
    lock = threading.Lock()

    def merge() -> str:
        with lock:
            old, goes_on = next(pairs)
        try:
            lifecycle.apply(Idea.objects.get(pk=old.pk), "merge", into=goes_on, by=staff, text="Dasselbe.")
        except ValidationError:
            return "refused"
        return "merged"

    assert sorted(in_parallel(2, merge)) == ["merged", "refused"]
    assert sorted(counts(one, two)) == [3, 6] and Support.objects.count() == 6


def test_without_the_locks_two_would_lead_to_each_other(committed) -> None:
    """The twin: check, wait, write, as code without locks would do it."""
    one, two = make_idea(), make_idea()
    pairs, both_have_looked = iter([(one, two), (two, one)]), threading.Barrier(2)
    lock = threading.Lock()

    def careless() -> None:
        with lock:
            old, goes_on = next(pairs)
        is_open = Idea.objects.get(pk=goes_on.pk).state != "merged"
        both_have_looked.wait()
        if is_open:
            Idea.objects.filter(pk=old.pk).update(state="merged", merged_into=goes_on)

    in_parallel(2, careless)

    assert Idea.objects.filter(state="merged").count() == 2


# ---------------------------------------------------------------- corrections
def test_a_correction_stands_with_its_day_below_the_old_text(client: Client, sent) -> None:
    idea = make_idea(state="accepted", email="erika@example.org")
    manage = link_in(sent()[-1].body, "/ideen/verwalten/")
    entry = idea.history.get(to_state="accepted")

    answer = office().post(
        address("correct", idea.pk, entry.pk), {"version": idea.version, "text": "Die Bank kommt erst im Mai."}
    )

    assert answer.status_code == 302
    correction = entry.corrections.get()
    assert (correction.from_state, correction.to_state, correction.is_public) == ("accepted", "accepted", True)
    for path in (idea.get_absolute_url(), manage):
        page = text_of(client.get(path))
        assert page.index("Wir haben darüber gesprochen.", page.index("Angenommen")) < page.index("berichtigt am")
        assert page.count("Die Bank kommt erst im Mai.") == 1
    assert "Die Bank kommt erst im Mai." in sent()[-1].body
    idea.refresh_from_db()
    assert idea.state == "accepted"


def test_only_public_words_of_the_office_can_be_corrected() -> None:
    idea, staff = make_idea(state="query"), make_staff()
    question = idea.history.get(to_state="query")
    lifecycle.apply(idea, "answer", by=Role.AUTHOR, text="Vor der Bäckerei.")
    lifecycle.apply(idea, "publish", by=staff, text="Danke.")
    published, author = idea.history.get(to_state="published"), idea.history.filter(role="author").last()
    correction = answers.correct_entry(published, by=staff, text="Vielen Dank.")

    assert [answers.can_be_corrected(entry) for entry in (question, author, correction, published)] == [
        False, False, False, True,
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        answers.correct_entry(question, by=staff, text="Anders.")
    lifecycle.redact(published, reason="Name im Text", by=staff)
    assert not answers.can_be_corrected(published)


def test_a_correction_that_was_removed_is_gone_from_the_page(client: Client) -> None:
    idea, staff = make_idea(state="accepted"), make_staff()
    entry = idea.history.get(to_state="accepted")
    correction = answers.correct_entry(entry, by=staff, text="Frau Muster irrte sich.")

    lifecycle.redact(correction, reason="Name", by=staff)

    page = text_of(client.get(idea.get_absolute_url()))
    assert "Muster" not in page and "[entfernt]" in page


# ---------------------------------------------------------------- prepared answers
def prepare(
    idea: Idea, transition: str = "decline", *, days: int | None = 1, text: str = "Dort liegt kein Wasser."
) -> None:
    on = timezone.localdate() + timedelta(days=days) if days is not None else None
    answers.prepare_answer(
        idea, by=make_staff(first_name="Paula", last_name="Plan"), transition=transition, text=text, on=on
    )
    idea.refresh_from_db()


def test_a_prepared_answer_goes_out_on_its_day_and_not_before(client: Client, sent) -> None:
    idea = make_idea(email="erika@example.org")
    prepare(idea)
    sent().clear()

    early = answers.send_prepared(timezone.now())
    page_before = text_of(client.get(idea.get_absolute_url()))
    on_its_day = [answers.send_prepared(timezone.now() + timedelta(days=1)) for _again in range(2)]

    assert (early, on_its_day) == (0, [1, 0])
    assert "kein Wasser" not in page_before
    page = text_of(client.get(idea.get_absolute_url()))
    assert "Büro Abgelehnt Dort liegt kein Wasser." in page
    idea.refresh_from_db()
    assert (idea.state, idea.prepared_transition, idea.prepared_text, idea.prepared_on) == ("declined", "", "", None)
    assert [entry.role for entry in idea.history.filter(to_state="declined")] == ["system"]
    assert "Dort liegt kein Wasser." in sent()[-1].body
    assert "Vorbereitet: Mit Begründung ablehnen" in idea.history.filter(by__first_name="Paula").get().text


def test_the_worker_sends_them_in_the_morning() -> None:
    idea = make_idea()
    prepare(idea)

    jobs.nightly_tasks["ideas"].func(timestamp=int((timezone.now() + timedelta(days=1)).timestamp()))

    idea.refresh_from_db()
    assert idea.state == "declined"


def test_one_that_fails_keeps_no_other_from_going_out() -> None:
    broken, fine = make_idea(), make_idea()
    prepare(broken)
    prepare(fine)
    Idea.objects.filter(pk=broken.pk).update(prepared_text="")  # the reason is owed

    assert answers.send_prepared(timezone.now() + timedelta(days=1)) == 1
    assert list(waiting.prepared()) == [broken]


def test_after_another_transition_it_no_longer_goes_out_by_itself_and_waits_in_the_queue() -> None:
    idea = make_idea()
    prepare(idea)

    lifecycle.apply(idea, "accept", by=make_staff(), text="Doch, der Brunnen kommt.")
    sent_out = answers.send_prepared(timezone.now() + timedelta(days=5))

    idea.refresh_from_db()
    assert (sent_out, idea.state, idea.prepared_text) == (0, "accepted", "Dort liegt kein Wasser.")
    assert list(waiting.prepared()) == [idea]


def test_what_no_longer_fits_on_its_day_is_refused_with_an_entry_in_the_queue() -> None:
    idea = make_idea()
    prepare(idea)
    Idea.objects.filter(pk=idea.pk).update(state="done")  # as an older release, which knew nothing of preparing

    sent_out = answers.send_prepared(timezone.now() + timedelta(days=1))

    assert sent_out == 0 and list(waiting.prepared()) == [idea]
    assert idea.history.last().text.startswith("Die vorbereitete Antwort ging nicht hinaus: Dieser Schritt ist")


def test_the_office_prepares_changes_drops_and_sends(client: Client) -> None:
    idea, client = make_idea(), office()
    path = address("prepare", idea.pk)
    on = timezone.localdate() + timedelta(days=3)

    def press(**values: object) -> str:
        return text_of(client.post(path, {**hidden_fields(client.get(path)), **values}, follow=True))

    assert "Bitte nennen Sie einen Grund." in press(transition="decline", text="")
    assert "Bitte wählen Sie einen Tag nach heute" in press(transition="review", on=timezone.localdate().isoformat())
    page = press(transition="decline", text="Kein Wasser.", on=on.isoformat())
    assert "Vorbereitet: „Mit Begründung ablehnen“ geht am" in page and "Kein Wasser." in page
    assert "verworfen" in press(_drop="1")
    idea.refresh_from_db()
    assert idea.prepared_transition == ""
    prepare(idea)
    press(transition="accept", text="Es klappt doch.", _now="1")
    idea.refresh_from_db()
    assert (idea.state, idea.prepared_transition) == ("accepted", "")


def test_who_prepares_while_a_colleague_decides_is_warned() -> None:
    idea, client = make_idea(), office()
    path = address("prepare", idea.pk)
    fields = hidden_fields(client.get(path))
    lifecycle.apply(idea, "review", by=make_staff())

    answer = client.post(path, {**fields, "transition": "decline", "text": "Kein Wasser."})

    assert "inzwischen" in text_of(answer) and "Kein Wasser." in answer.content.decode()
    idea.refresh_from_db()
    assert idea.prepared_transition == ""


@pytest.mark.parametrize("version", [None, "", "7000"])
def test_nobody_drops_what_they_did_not_see(version: str | None) -> None:
    idea, client = make_idea(), office()
    prepare(idea)
    path = address("prepare", idea.pk)

    answer = client.post(path, {"_drop": "1", **({} if version is None else {"version": version})})

    idea.refresh_from_db()
    assert (answer.status_code, idea.prepared_transition) == (200, "decline")
    assert "inzwischen" in text_of(answer)
    assert client.post(path, {**hidden_fields(answer), "_drop": "1"}).status_code == 302


def test_what_is_withdrawn_or_erased_keeps_no_prepared_answer() -> None:
    withdrawn, erased = make_idea(), make_idea()
    for idea in (withdrawn, erased):
        prepare(idea, days=None)
        IdeaProposal.objects.create(idea=idea, title="Erika wohnt hier", text="Am Markt 1")

    lifecycle.apply(withdrawn, "withdraw", by=make_staff())
    erase_idea(erased.contribution)

    assert set(Idea.objects.values_list("prepared_transition", "prepared_text")) == {("", "")}
    assert not erased.proposals.exists()


# ---------------------------------------------------------------- proposals
def propose(idea: Idea, **words: str) -> IdeaProposal:
    return proposals.propose_change(idea, **{"title": "Zwei Bänke", "text": "Eine ist zu wenig.", **words})


def test_the_office_reads_a_proposal_word_by_word_and_takes_it_over(client: Client, sent) -> None:
    idea = make_idea(title="Eine Bank am Markt", text="Zum Sitzen.", email="erika@example.org")
    propose(idea, title="Zwei Bänke am Markt", text="Zum Sitzen.")
    path, staff, before = address("proposal", idea.pk), office(), idea.get_absolute_url()

    page = staff.get(path)
    answer = staff.post(path, {**hidden_fields(page), "text": "", "_accept": "1"})

    assert "<del>Eine Bank</del> <ins>Zwei Bänke</ins> am Markt" in page.content.decode()
    assert answer.status_code == 302
    idea.refresh_from_db()
    assert idea.title == "Zwei Bänke am Markt" and idea.get_absolute_url() == before
    assert "Zwei Bänke am Markt" in text_of(client.get("/ideen/?q=Bänke"))
    assert "Ihr Änderungsvorschlag" in sent()[-1].subject
    assert "Änderungsvorschlag übernommen" in text_of(staff.get(address("change", idea.pk)))


def test_refusing_needs_a_reason_which_only_the_author_reads(client: Client, sent) -> None:
    idea = make_idea(title="Eine Bank", email="erika@example.org")
    manage = link_in(sent()[-1].body, "/ideen/verwalten/")
    propose(idea)
    path, staff = address("proposal", idea.pk), office()

    without = staff.post(path, {**hidden_fields(staff.get(path)), "text": " ", "_refuse": "1"})
    staff.post(path, {**hidden_fields(staff.get(path)), "text": "Andere wollten nur eine.", "_refuse": "1"})

    assert "Bitte nennen Sie einen Grund." in text_of(without)
    assert "Andere wollten nur eine." in text_of(client.get(manage)) and "Nicht übernommen am" in text_of(
        client.get(manage)
    )
    assert "Andere wollten nur eine." in sent()[-1].body
    assert "Andere wollten nur eine." not in text_of(client.get(idea.get_absolute_url()))
    idea.refresh_from_db()
    assert idea.title == "Eine Bank"


def test_two_proposals_at_once_leave_one(committed) -> None:
    idea = make_idea()

    def send() -> str:
        try:
            propose(Idea.objects.get(pk=idea.pk))
        except ValidationError:
            return "refused"
        return "kept"

    assert sorted(in_parallel(5, send)) == ["kept", *["refused"] * 4]
    assert IdeaProposal.objects.count() == 1


def test_without_the_lock_the_database_still_keeps_one(committed) -> None:
    """The twin: the check alone lets several through, and the unique index stops them with an error."""
    idea, all_have_looked = make_idea(), threading.Barrier(3)

    def careless() -> str:
        is_free = not IdeaProposal.objects.filter(idea=idea, decided_at=None).exists()
        all_have_looked.wait()
        assert is_free
        try:
            IdeaProposal.objects.create(idea=idea, title="Zwei", text="Bänke")
        except IntegrityError:
            return "error"
        return "kept"

    assert sorted(in_parallel(3, careless)) == ["error", "error", "kept"]


def test_two_who_decide_at_once_make_one_decision(committed, drain) -> None:
    idea, staff = make_idea(), make_staff()
    proposal = propose(idea)

    def decide() -> str:
        try:
            proposals.decide_proposal(proposal, by=staff, accept=True)
        except Conflict:
            return "warned"
        return "decided"

    assert sorted(in_parallel(2, decide)) == ["decided", "warned"]
    [entry] = IdeaHistory.objects.filter(idea=idea, from_state="published")
    assert IdeaProposal.objects.get().decision == entry


# ---------------------------------------------------------------- queues
def test_the_office_takes_one_photo_off_a_public_page_and_puts_it_back(client: Client) -> None:
    idea, staff = make_idea(), office()
    photo = IdeaPhoto.objects.create(
        idea=idea, alt="Platz", width=4, height=3, byte_size=1, sha256="0", approved_at=timezone.now()
    )
    form = {
        "title": idea.title, "text": idea.text, "photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1,
        "photos-0-id": photo.pk, "photos-0-idea": idea.pk, "photos-0-alt": "Platz",
    }  # fmt: skip
    path = address("change", idea.pk)
    fields = {**hidden_fields(staff.get(path)), **form}

    visible = []
    for ticked in ({}, {"photos-0-shown": "on"}):
        assert staff.post(path, {**fields, **hidden_fields(staff.get(path)), **form, **ticked}).status_code == 302
        visible.append(photo.key in client.get(idea.get_absolute_url()).content.decode())

    assert visible == [False, True]
    assert list(waiting.photos()) == []


def test_the_work_queue_names_what_waits_of_ideas() -> None:
    staff = make_staff()
    now = timezone.now()
    silent, proposed, photographed, prepared = make_idea(), make_idea(), make_idea(), make_idea()
    old = now - timedelta(days=91)
    Idea.objects.filter(pk=silent.pk).update(published_at=old)
    silent.history.update(at=old)
    propose(proposed)
    IdeaPhoto.objects.create(idea=photographed, width=4, height=3, byte_size=1, sha256="0", approved_at=now)
    prepare(prepared, days=None)

    lines = {line.name: (line.count, line.url) for line in queue_lines(staff, now)}

    client = office()
    for name, idea in {"silent": silent, "proposals": proposed, "photos": photographed, "prepared": prepared}.items():
        count, url = lines[f"ideas-{name}"]
        page = text_of(client.get(url))
        assert count == 1 and idea.title in page, name
        assert "1 Idee" in page.replace("1 idea", "1 Idee")


def test_an_idea_that_was_answered_or_is_decided_is_not_silent() -> None:
    answered, decided = make_idea(), make_idea(state="accepted")
    old = timezone.now() - timedelta(days=91)
    Idea.objects.update(published_at=old)
    IdeaHistory.objects.update(at=old)
    assert list(waiting.silent()) == [answered]

    lifecycle.apply(answered, "review", by=make_staff(), text="Wir fragen nach.")

    assert list(waiting.silent()) == [] and decided.is_public


def test_readers_see_the_case_and_no_way_to_decide() -> None:
    idea = make_idea()
    propose(idea)
    client, reader = Client(), make_staff(is_superuser=False)
    reader.groups.add(Group.objects.get(name="Lesen"))
    client.force_login(reader)

    page = client.get(address("change", idea.pk)).content.decode()

    assert "Änderungsvorschlag" in page and address("proposal", idea.pk) not in page
    assert client.get(address("proposal", idea.pk)).status_code == 403


def test_the_page_of_an_idea_asks_few_questions_whatever_is_on_it(
    client: Client, django_assert_max_num_queries
) -> None:
    goes_on, staff = make_idea(), make_staff()
    for _number in range(3):
        lifecycle.apply(make_idea(), "merge", into=goes_on, by=staff, text="Dasselbe.")

    with django_assert_max_num_queries(10):
        client.get(goes_on.get_absolute_url())


def test_the_office_writes_to_an_author_without_a_transition(sent) -> None:
    idea, staff = make_idea(state="published", email="autor@example.org"), make_staff()
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    path = reverse("admin:projects_idea_write", args=[idea.pk])
    sent()

    assert fill_in(client, path, text=" ").status_code == 200
    assert fill_in(client, path, text="Jemand hat Ihre Idee gemeldet.\nWir lassen sie stehen.").status_code == 302
    letter = sent()[-1]
    assert "Wir lassen sie stehen." in letter.body and "nicht einverstanden" in letter.body
    assert letter.to[0].endswith("<autor@example.org>")
    idea.refresh_from_db()
    assert idea.state == "published"
    assert "Wir lassen sie stehen." not in client.get(idea.get_absolute_url()).content.decode()

    Participant.objects.update(wrong_since=timezone.now())
    with pytest.raises(ValidationError):
        answers.write_to_author(idea, by=staff, text="Noch ein Wort.")


def test_a_double_click_writes_to_the_author_once(sent) -> None:
    idea, client = make_idea(), office()
    path = address("write", idea.pk)
    fields = {**hidden_fields(client.get(path)), "text": "Vielen Dank für Ihre Geduld."}
    before = len(sent())

    first, second = (client.post(path, fields) for _click in range(2))

    assert (first.status_code, second.status_code) == (302, 200)
    assert "inzwischen" in text_of(second) and "Vielen Dank" in second.content.decode()
    assert len(sent()) == before + 1
    assert client.post(path, {"text": "Ohne Blick auf den Stand."}).status_code == 200
    assert client.post(path, {**hidden_fields(second), "text": "Noch ein Wort."}).status_code == 302
    assert len(sent()) == before + 2
