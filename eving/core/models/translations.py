"""Texts of the office in several languages: a column in the portal's own language, and {language: text} beside it.

How many languages there are is said by ``settings.LANGUAGES`` alone: another one needs neither a column nor a join.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, override

from eving.core.one_line import SingleLineField


def other_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def language_name(code: str) -> str:
    """In the reader's language; the code itself of a language that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def language_choices() -> list[tuple[str, str]]:
    """Each language by its own name. A callable, so that another language is no change of the schema."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def each_language(text: Any) -> list[str]:
    """A lazy translation in each language of the portal, without repetitions."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(text))
    return list(dict.fromkeys(found))


def in_all_languages(text: Any) -> str:
    """The same as one text, for the search."""
    return " ".join(each_language(text))


def texts_display(texts: Mapping[str, str]) -> str:
    """What a TranslationsField holds, for staff to read."""
    return "; ".join(f"{language_name(code)}: {text}" for code, text in texts.items())


class TranslationsWidget(forms.MultiWidget):
    """One labelled input for each language besides the portal's own."""

    use_fieldset = True

    def __init__(self, widget: forms.Widget, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(other_languages(), widget), attrs)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in other_languages()]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widgets = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        rows = []
        for code, part in zip(other_languages(), widgets, strict=True):
            label = language_name(code)
            own = {**part["attrs"], "lang": code, "id": f"{part['attrs'].get('id', name)}"}
            text = part["value"] or ""
            if part["template_name"].endswith("textarea.html"):
                field = format_html('<textarea name="{}"{}>\n{}</textarea>', part["name"], flatatt(own), text)
            else:
                field = format_html('<input type="text" name="{}" value="{}"{}>', part["name"], text, flatatt(own))
            rows.append((own["id"], label, field))
        return format_html_join("", '<div class="translation"><label for="{}">{}</label> {}</div>', rows)


class TranslationsFormField(forms.MultiValueField):
    """A dictionary {language: text}; empty texts are left out."""

    def __init__(self, *, source: models.Field, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5}) if isinstance(source, models.TextField) else forms.TextInput()
        part = forms.CharField if isinstance(source, models.TextField) else SingleLineField
        parts = [part(required=False, max_length=source.max_length, widget=widget) for _code in other_languages()]
        kwargs.pop("max_length", None)
        kwargs.update(required=False, require_all_fields=False)
        super().__init__(fields=parts, **kwargs)
        self.widget = TranslationsWidget(widget)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return (
            {code: text for code, text in zip(other_languages(), data_list, strict=True) if text} if data_list else {}
        )


class TranslationsField(models.JSONField):
    """``{"en": "Housing"}`` beside the column named by ``of``, which holds the text in the portal's own language."""

    def __init__(self, verbose_name: Any = None, *, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(verbose_name, **{"default": dict, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def save_form_data(self, instance: models.Model, data: dict[str, str]) -> None:
        """Texts in languages that the form does not ask for, such as one that was given up, stay."""
        stored = getattr(instance, self.attname) or {}
        kept = {code: text for code, text in stored.items() if code not in other_languages()}
        super().save_form_data(instance, {**kept, **data})

    def formfield(self, **kwargs: Any) -> Any:
        source = self.model._meta.get_field(self.of)
        kwargs.pop("widget", None)
        # Django repeats callable defaults in hidden inputs, which would hold a dictionary as text.
        kwargs["show_hidden_initial"] = False
        return models.Field.formfield(self, form_class=TranslationsFormField, source=source, **kwargs)


class Translated(models.Model):
    """A row with TranslationsFields. ``label_column`` is what it is called."""

    label_column = "name"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text_in(self.label_column)[0]

    def text_in(self, column: str, language: str = "") -> tuple[str, str]:
        """A text in a language, the reader's if none is given, and the language of what was found."""
        wanted = language or get_language() or settings.LANGUAGE_CODE
        text = self.translations_of(column).get(wanted, "")
        return (text, wanted) if text else (getattr(self, column), settings.LANGUAGE_CODE)

    def all_texts(self, *columns: str) -> Iterator[str]:
        """The texts of columns in every language of the portal, for the search."""
        for column in columns:
            yield getattr(self, column)
            texts = self.translations_of(column)
            yield from (texts[code] for code in other_languages() if code in texts)

    def translations_of(self, column: str) -> dict[str, str]:
        field = next(
            field for field in self._meta.fields if isinstance(field, TranslationsField) and field.of == column
        )
        return getattr(self, field.attname) or {}
