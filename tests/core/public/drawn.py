"""A form drawn both ways: through the templates of the pack ``kern``, and in Python."""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.template import Context

from eving.core.public.forms import bare_helper

CHOICES = [("a", "Eins"), ("b", "Zwei")]


class EveryField(forms.Form):
    """One field of each kind, with and without a hint, the kinds that no page has yet included."""

    line = forms.CharField(label="Zeile", help_text="Hinweis")
    day = forms.DateField(label="Tag", required=False)
    choice = forms.ChoiceField(label="Wahl", choices=CHOICES, help_text="Hinweis")
    several = forms.MultipleChoiceField(label="Mehrere", choices=CHOICES)
    one = forms.ChoiceField(label="Eins", choices=CHOICES, widget=forms.RadioSelect, help_text="Hinweis")
    some = forms.MultipleChoiceField(label="Einige", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    yes = forms.BooleanField(label="Ja", help_text="Hinweis")
    file = forms.FileField(label="Datei", help_text="Hinweis")
    when = forms.SplitDateTimeField(label="Wann", help_text="Hinweis", widget=forms.SplitDateTimeWidget())


def through_pack(form: forms.Form) -> str:
    return FormHelper.render_layout(helper_of(form), form, Context({"form_show_errors": True}))


def in_python(form: forms.Form) -> str:
    return helper_of(form).render_layout(form)


def helper_of(form: forms.Form) -> FormHelper:
    return getattr(form, "helper", None) or bare_helper(form)


def tags_of(html: str) -> list[str]:
    """Tags and texts one by one, without the white space around them."""
    return re.sub(r"\s*([<>])\s*", r"\1", " ".join(html.split())).replace("<", "\n<").split("\n")
