"""Form fields of an idea that suggest known values: crossings and actors."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from eving.core.models import CrossStreet
from eving.core.public.forms import SingleLineField
from eving.core.search.german import fold

SUGGESTED = 1_000  # names offered while typing; every name is understood


class Suggestions(forms.TextInput):
    """A text input with suggestions (datalist): any text is allowed, no script is needed."""

    def __init__(self, words: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.words = words

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id') or name}_list"
        line = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words()))
        return format_html('{}<datalist id="{}">{}</datalist>', line, list_id, options)


def landmarks() -> list[str]:
    return [str(crossing) for crossing in CrossStreet.objects.select_related("street")]


def published_actors() -> QuerySet[Actor]:
    named = Actor.objects.published().only("number", "slug", "name", "short_name", "published_at", "hidden_at")
    return named.order_by("name_sort", "pk")


def names(actors: Iterable[Actor]) -> dict[str, Actor]:
    """Actors by the name to choose them by; actors of the same name carry their number."""
    actors = list(actors)
    bearers = Counter(fold(actor.name) for actor in actors)
    return {
        actor.name if bearers[fold(actor.name)] == 1 else f"{actor.name} ({actor.number})": actor for actor in actors
    }


class ActorField(SingleLineField):
    """A published actor by its name: four hundred are too many for a select list. Cleans to the actor or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, widget=Suggestions(lambda: names(published_actors()[:SUGGESTED])), **kwargs)

    def clean(self, value: Any) -> Actor | None:
        typed = super().clean(value)
        if not typed:
            return None
        actors = published_actors()
        known = {fold(name): actor for name, actor in names(actors).items()}
        short = Counter(fold(actor.short_name) for actor in actors)
        for actor in actors:
            if actor.short_name and short[fold(actor.short_name)] == 1:
                known.setdefault(fold(actor.short_name), actor)
        if fold(typed) not in known:
            raise ValidationError(
                _("We do not know this name. Please choose one of the names offered, or leave the field empty.")
            )
        return known[fold(typed)]
