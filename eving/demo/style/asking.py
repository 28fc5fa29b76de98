"""Forms: every kind of field, untouched and with a mistake, and what stands around them."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from eving.core.addresses import AddressField
from eving.core.amounts import M2, AmountField
from eving.core.public import drawing
from eving.core.public.drawing import Folded
from eving.core.public.forms import PublicForm
from eving.core.public.photo_fields import PhotosForm
from eving.core.public.steps import SHORT_CHOICES
from eving.core.telephones import TelephoneField
from eving.demo.style.pieces import DAY, Chapter, Draw, form_of, from_template, piece, within

CHOICES = [("1", "stufenlos"), ("2", "höchstens eine Stufe")]


class EveryField(PhotosForm, PublicForm):
    form_name = "style"
    line = forms.CharField(label="Ihre Idee in einem Satz", help_text="Eine Schätzung genügt.")
    text = forms.CharField(label="Beschreiben Sie Ihre Idee", widget=forms.Textarea(attrs={"rows": 3}))
    email = AddressField(label="E-Mail-Adresse")
    phone = TelephoneField(label="Telefon", required=False)
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    area = AmountField(label="Fläche in m²", unit=M2, max_digits=7, decimal_places=2)
    day = forms.DateField(label="Bis wann brauchen Sie ihn?", widget=forms.DateInput(attrs={"type": "date"}))
    number = forms.IntegerField(label="Für wie viele Monate?", required=False)
    choice = forms.ChoiceField(label="Zugang", choices=[("", "–"), *CHOICES])
    one = forms.ChoiceField(label="Wer sind Sie?", choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(label="Themen", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    many = forms.MultipleChoiceField(
        label="Nutzungen", choices=[(number, f"Nutzung {number}") for number in range(1, 10)], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tick = forms.BooleanField(label="Bitte rufen Sie mich an", help_text="Eine Schätzung genügt.")
    seldom = forms.CharField(label="Andere Straßen", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["many"].component = SHORT_CHOICES  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Fieldset("Ihre Idee", "line", "text", Div("area", "number", css_class="field-pair")),
            Fieldset("Wer Sie sind", "email", "phone", "website", "day", "choice", "one", "several", "many", "tick"),
            Folded("Andere Straßen", "seldom"),
            Layout("photos", "photo_rights"),
            "homepage2",
            "form_key",
        )
        return helper


def fields(**sent: Any) -> Draw:
    def draw() -> str:
        form = EveryField(auto_id=f"id_{'sent' if sent else 'new'}_%s", data=sent or None)
        return f'<form method="post" novalidate>{drawing.Helper.render_layout(form.helper, form)}</form>'

    return within("form", draw)


CHAPTER = Chapter(
    "asking",
    "Formulare",
    (
        piece(
            "drawing",
            "Jede Art von Feld. Was leer bleiben darf, sagt es. Wo eine Frage überraschen kann, steht der Grund dabei.",
            ("unberührt", fields()),
            ("mit Fehlern abgeschickt", fields(line="", email="erika@", area="viel", seldom="Am Rand")),
        ),
        piece(
            "components/error_summary.html",
            "Über einem Formular, das zurückkommt: Jeder Fehler führt zu seinem Feld.",
            (
                "mit Fehlern",
                from_template(
                    "components/error_summary.html",
                    problems=[
                        {"id": "", "text": "Bitte senden Sie das Formular noch einmal."},
                        {
                            "id": "id_sent_line",
                            "label": "Ihre Idee in einem Satz",
                            "text": "Bitte füllen Sie das aus.",
                        },
                    ],
                ),
            ),
        ),
        piece(
            "components/aside.html",
            "Neben einem Formular: was nach dem Absenden geschieht. Auf dem Telefon zugeklappt.",
            (
                "mit Tag",
                from_template(
                    "components/aside.html",
                    promised_on=DAY,
                    first="Wir senden Ihnen einen Link.",
                    second="Wir prüfen jede Idee und antworten.",
                    third="Dann erscheint sie hier.",
                ),
            ),
        ),
        piece(
            "components/steps.html",
            "Über einem Formular mit mehreren Seiten.",
            ("erster Schritt", from_template("components/steps.html", current=1, total=3, title="Ihre Idee")),
            ("letzter Schritt, ohne Namen", from_template("components/steps.html", current=3, total=3)),
        ),
        piece(
            "components/step_values.html",
            "Trägt mit, was auf anderen Schritten steht. Niemand sieht es.",
            ("mit Werten", form_of(from_template("components/step_values.html", at="idee", kept="x"))),
        ),
    ),
)
