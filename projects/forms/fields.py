"""Form fields of an idea that suggest known values: crossings and actors."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from eving.core.models import CrossStreet
from eving.core.models.compiled import Prepared
from eving.core.public import drawing
from eving.core.public.forms import SingleLineField
from eving.core.search.german import fold

SUGGESTED = 1_000  # names offered while typing; every name is understood


class Suggestions(forms.TextInput):
    """A text input with suggestions (datalist): any text is allowed, no script is needed."""

    def __init__(self, words: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.words = words

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        list_id = f"{given.get('id') or name}_list"
        line = drawing.input_element(self, name, value, {**given, "list": list_id})
        options = as_options(tuple(self.words()))
        return mark_safe(f'{line}<datalist id="{escape(list_id)}">{options}</datalist>')  # noqa: S308 - all escaped


@lru_cache(maxsize=8)
def as_options(words: tuple[str, ...]) -> str:
    return "".join(f'<option value="{escape(word)}"></option>' for word in words)


CROSSINGS = Prepared(lambda: CrossStreet.objects.values_list("street__name", "name"))
ACTORS = Prepared(
    lambda: Actor.objects.published().order_by("name_sort", "pk").values_list("name", "number")[:SUGGESTED]
)


def landmarks() -> list[str]:
    return [f"{street} / {name}" for street, name in CROSSINGS()]


def actor_names() -> tuple[str, ...]:
    return names(tuple(ACTORS()))


@lru_cache(maxsize=8)
def names(actors: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The names to choose actors by, given name and number: actors of the same name carry their number."""
    bearers = Counter(fold(name) for name, _number in actors)
    return tuple(name if bearers[fold(name)] == 1 else f"{name} ({number})" for name, number in actors)


def published_actors() -> list[Actor]:
    return list(
        Actor.objects.published()
        .only("number", "slug", "name", "short_name", "published_at", "hidden_at")
        .order_by("name_sort", "pk")
    )


class ActorField(SingleLineField):
    """A published actor by its name: four hundred are too many for a select list. Cleans to the actor or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, widget=Suggestions(actor_names), **kwargs)

    def clean(self, value: Any) -> Actor | None:
        typed = super().clean(value)
        if not typed:
            return None
        actors = published_actors()
        offered = names(tuple((actor.name, actor.number) for actor in actors))
        known = {fold(name): actor for name, actor in zip(offered, actors, strict=True)}
        short = Counter(fold(actor.short_name) for actor in actors)
        for actor in actors:
            if actor.short_name and short[fold(actor.short_name)] == 1:
                known.setdefault(fold(actor.short_name), actor)
        if fold(typed) not in known:
            raise ValidationError(
                _("We do not know this name. Please choose one of the names offered, or leave the field empty.")
            )
        return known[fold(typed)]
