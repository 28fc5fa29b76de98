"""Folds: what stands in the line that opens them, and that what people wrote stays text."""

import re

from django.template import Context, Template
from django.utils.safestring import mark_safe

from eving.core.public.folds import fold, folds


def said(drawn: str) -> list[str]:
    return re.findall(r'<(?:h\d|span) class="fold__(?:title|answer)">(.*?)</', drawn)


def test_the_line_that_opens_a_fold_holds_the_question_and_its_short_answer():
    drawn = fold("Kosten", "992 € im Monat", mark_safe("<p>Mehr.</p>"), name="costs")

    assert said(drawn) == ["Kosten", "992 € im Monat"]
    assert drawn.startswith('<details class="fold" id="costs">\n<summary')
    assert '<div class="fold__body"><p>Mehr.</p></div>' in drawn
    assert said(fold("Kosten", "", "Mehr.")) == ["Kosten"]


def test_a_fold_may_stand_open_hold_fields_and_have_a_smaller_heading():
    drawn = fold("Foto", "freiwillig", "…", heading="h3", is_open=True, is_form=True)

    assert drawn.startswith('<details class="fold fold--form" open>') and '<h3 class="fold__title">Foto</h3>' in drawn


def test_a_fold_with_nothing_behind_it_is_not_drawn():
    assert (fold("Kosten", "keine", ""), folds([fold("Kosten", "keine", "")])) == ("", "")
    assert folds([fold("Kosten", "", "eins"), fold("Räume", "", "zwei")]).count("<details") == 2


def test_a_fold_of_a_template_says_the_same():
    page = Template(
        '{% load details %}{% fold "Kosten" answer name="k" %}<p>{{ text }}</p>{% endfold %}'
        '{% fold "x" %} {% endfold %}'
    )

    assert (
        page.render(Context({"answer": "5 €", "text": "<b>"})).strip()
        == str(fold("Kosten", "5 €", mark_safe("<p>&lt;b&gt;</p>"), name="k")).strip()
    )


def test_nothing_that_people_wrote_becomes_markup_in_a_fold():
    evil = "<script>alert('x')</script>\" onload=\"x"

    drawn = fold(evil, evil, evil, name=evil)

    assert drawn.count("alert") == 4 and "<script" not in drawn and 'onload="x' not in drawn
