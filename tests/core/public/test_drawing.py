"""Forms drawn in Python look as the pack ``kern`` draws them: fields, hints, errors, choices, attributes."""

from collections.abc import Iterator

import pytest
from django import forms
from django.http import QueryDict
from django.utils.safestring import mark_safe
from django.utils.translation import override

from actors.forms import ActorForm
from eving.core.models import Topic
from eving.core.public.forms import PublicForm
from eving.portal.forms.confirmation import Confirmation
from projects.forms.ideas import IdeaForm
from tests.core.public.drawn import EveryField, in_python, tags_of, through_pack
from vacancies.forms.profiles import ProfileForm

# Something for many fields, half of it wrong, with what has to be escaped.
TYPED = QueryDict(
    "title=<b>%26&text=a%0D%0Ab%22&street=3&topics=2&topics=3&kinds=sale&kind=x&email=a&homepage2=<&wants_ad=on"
    "&also_follow=on&name_display=full&area_min_m2=1.250,5&area_m2=abc&available_from=2026-13-01&step_free=yes"
)
SENT = [None, QueryDict(""), TYPED]


def public_forms(parent: type = PublicForm) -> Iterator[type[PublicForm]]:
    for child in parent.__subclasses__():
        if child.__module__.split(".")[0] != "tests":
            yield child
            yield from public_forms(child)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("sent", SENT, ids=["empty", "with errors", "typed"])
@pytest.mark.parametrize("kind", [*public_forms(), EveryField], ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_form_drawn_in_python_looks_as_through_the_pack(kind, sent: QueryDict | None, language: str) -> None:
    with override(language):
        form = kind(sent)
        form.is_valid()

        assert tags_of(in_python(form)) == tags_of(through_pack(form))


def test_a_label_that_only_one_of_them_knows_is_noticed() -> None:
    form, other = EveryField(), EveryField()
    other.fields["line"].label = "Andere Zeile"

    assert set(tags_of(in_python(other))) ^ set(tags_of(through_pack(form))) == {
        '<label class="kern-label" for="id_line">Zeile', '<label class="kern-label" for="id_line">Andere Zeile',
    }  # fmt: skip


class Unusual(forms.Form):
    """What no public form has yet."""

    groups = forms.ChoiceField(label="Gruppen", choices=[(None, "–"), ("A & B", [("1", "<eins>"), ("2", "zwei")])])
    buttons = forms.ChoiceField(
        label="Knöpfe", required=False, initial="2", choices=[("Gruppe", [("1", "eins"), ("2", "zwei")])],
        widget=forms.RadioSelect(attrs={"data-x": "y", "class": "wide"}),
    )  # fmt: skip
    safe = forms.CharField(label=mark_safe("<em>sicher</em>"), help_text='<a href="/">hier</a>', initial=0)
    plain = forms.CharField(label="<em>unsicher</em>", widget=forms.TextInput(attrs={"class": "textinput wide"}))
    shut = forms.BooleanField(label="Zu", disabled=True, initial=True)
    unnamed = forms.CharField(label="", required=False, widget=forms.Textarea(attrs={"id": "eigen", "hidden": True}))
    day = forms.DateField(label="Tag", localize=True, initial="2026-11-30")
    number = forms.FloatField(label="Zahl", localize=True, initial=1250.5)
    secret = forms.CharField(label="Kennwort", initial="nie", widget=forms.PasswordInput)
    one_of = forms.TypedMultipleChoiceField(label="Mehrere", choices=[("1", "eins")], initial=["1"])
    kept = forms.CharField(label="Gemerkt", show_hidden_initial=True, initial="alt")


@pytest.mark.parametrize(
    "sent", [None, QueryDict(""), QueryDict("groups=2&buttons=1&secret=x&plain=%22&number=1,5&kept=neu")]
)
def test_what_no_public_form_has_yet_looks_the_same(sent: QueryDict | None) -> None:
    form = Unusual(sent)
    form.is_valid()

    assert tags_of(in_python(form)) == tags_of(through_pack(form))


class Shouting(forms.TextInput):
    def render(self, *args, **kwargs) -> str:
        return mark_safe("<strong>!</strong>")


def test_a_widget_that_draws_itself_is_asked_to() -> None:
    class Loud(forms.Form):
        word = forms.CharField(label="Wort", widget=Shouting)

    assert "<strong>!" in tags_of(in_python(Loud()))
    assert tags_of(in_python(Loud())) == tags_of(through_pack(Loud()))


@pytest.mark.django_db
def test_initial_values_and_choices_of_the_database_look_the_same() -> None:
    topic = Topic.objects.filter(is_active=True).first()
    idea = IdeaForm(initial={"title": '"Bank" & Baum', "topics": [topic], "street": 3, "name_display": "first"})
    shop = ProfileForm(initial={"streets": [3, 4], "steps_max": "0", "area_min_m2": 40, "needed_by": "2027-03-01"})

    assert f'value="{topic.pk}"' in "".join(tag for tag in tags_of(in_python(idea)) if " checked" in tag)
    for form in (idea, shop):
        assert tags_of(in_python(form)) == tags_of(through_pack(form))


@pytest.mark.django_db
def test_a_topic_that_the_office_renames_has_its_new_name_in_the_next_form() -> None:
    topic = Topic.objects.filter(is_active=True).first()
    before = in_python(ActorForm())

    Topic.objects.filter(pk=topic.pk).update(name="Umbenannt & neu")

    assert "Umbenannt &amp; neu" not in before
    assert "Umbenannt &amp; neu" in in_python(ActorForm())


def test_choices_that_somebody_wrote_are_escaped() -> None:
    class Also(Confirmation):
        def __init__(self) -> None:
            super().__init__()
            self.fields["word"] = forms.ChoiceField(choices=[('"><script>', "<script>")], widget=forms.RadioSelect)

    assert "<script>" not in in_python(Also())
