"""Admin pages of the words by which things are sorted and found: topics, parts of compounds, words of one meaning."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Func, Q, TextField, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.base import GuardedForm, StaffAdmin
from eving.core.backoffice.list_search import Word
from eving.core.models import CompoundWord, SynonymGroup, Topic
from eving.core.models.search import LONGEST_EXPRESSION
from eving.core.one_line import one_line
from eving.core.search import german
from eving.core.search.german import fold
from eving.core.search.lexicon import LONGEST_PHRASE
from eving.core.search.parsing import MOST_MEANINGS

MOST_TOGETHER = MOST_MEANINGS + 1  # words of one group: one that is typed, and what else it means


class WordsField(forms.CharField):
    """Words and expressions with commas between them. Each stands once, in its first spelling."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "label": gettext_lazy("Words"),
                "help_text": gettext_lazy(
                    "In their basic form, with commas between them, for example: Bücherei, Bibliothek."
                ),
                "max_length": MOST_TOGETHER * (LONGEST_EXPRESSION + 2),
                "widget": forms.TextInput(attrs={"class": "vTextField", "autocapitalize": "none"}),
                **kwargs,
            }
        )

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = ", ".join(value) if isinstance(value, list) else super().to_python(value) or ""
        pieces = [" ".join(one_line(piece).split()) for piece in re.split(r"[,;\r\n]", text)]
        return list({key_of(piece): piece for piece in reversed(pieces) if piece}.values())[::-1]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial or "") != self.to_python(data or "")

    def run_validators(self, value: list[str]) -> None:
        super().run_validators(", ".join(value))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MOST_TOGETHER:
            raise forms.ValidationError(_("Please enter at most %(most)d words.") % {"most": MOST_TOGETHER})
        for text in value:
            words = german.words(text)
            if not words:
                raise forms.ValidationError(_("“%(text)s” has no letters.") % {"text": text})
            if len(text) > LONGEST_EXPRESSION or len(words) > LONGEST_PHRASE:
                raise forms.ValidationError(
                    _("“%(text)s” is too long: at most %(words)d words and %(letters)d characters.")
                    % {"text": text, "words": LONGEST_PHRASE, "letters": LONGEST_EXPRESSION}
                )


def key_of(text: str) -> str:
    """The same for one expression in capitals and small letters, with ä and with ae."""
    return " ".join(map(fold, german.words(text))) or text


class TopicWordsForm(forms.ModelForm):
    """Words of a topic, on the page of that topic. One word is enough."""

    words = WordsField()

    class Meta:
        model = SynonymGroup
        fields = ["words"]


class SynonymGroupForm(GuardedForm):
    words = WordsField()

    class Meta:
        model = SynonymGroup
        fields = ["words", "topic"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        words, topic = self.cleaned_data.get("words"), self.cleaned_data.get("topic")
        if words and not topic and len(words) < 2:
            self.add_error("words", _("Please enter at least two words, or choose a topic."))
        elif words and (same := self.same_words(words, topic)):
            self.add_error("words", _("These words stand together already: %(words)s.") % {"words": same})
        return cleaned

    def same_words(self, words: Iterable[str], topic: Topic | None) -> SynonymGroup | None:
        keys = set(map(key_of, words))
        others = SynonymGroup.objects.filter(topic=topic).exclude(pk=self.instance.pk)
        return next((group for group in others if keys <= set(map(key_of, group.words))), None)


class TopicWordsInline(admin.TabularInline):
    model = SynonymGroup
    form = TopicWordsForm
    extra = 1
    verbose_name = gettext_lazy("words by which the search finds this topic as well")
    verbose_name_plural = gettext_lazy("Words by which the search finds this topic as well")


@admin.register(Topic)
class TopicAdmin(StaffAdmin):
    list_display = ["name", "field", "is_active", "sort"]
    list_filter = ["is_active", "field"]
    list_select_related = ["field"]
    search_fields = ["name"]
    inlines = [TopicWordsInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # topics are replaced or switched off, so that old URLs keep their meaning


@admin.register(SynonymGroup)
class SynonymGroupAdmin(StaffAdmin):
    form = SynonymGroupForm
    in_office_search = False
    list_display = ["words_display", "topic"]
    list_filter = ["topic"]
    list_select_related = ["topic"]
    search_fields = ["topic__name"]
    search_help_text = gettext_lazy("One of the words, or a topic")
    fields = ["words", "topic"]

    @admin.display(description=gettext_lazy("words"), ordering="words")
    def words_display(self, group: SynonymGroup) -> str:
        return ", ".join(group.words)

    def search_besides(self, request: HttpRequest, word: Word) -> Q:
        text = Func(F("words"), Value(", "), function="array_to_string", output_field=TextField())
        holds = SynonymGroup.objects.alias(text=text)
        found = Q()
        for spelling in word.spellings:
            found |= Q(text__icontains=spelling)
        return Q(pk__in=holds.filter(found).values("pk"))


@admin.register(CompoundWord)
class CompoundWordAdmin(StaffAdmin):
    in_office_search = False
    list_display = ["word"]
    search_fields = ["word"]
