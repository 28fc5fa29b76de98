"""Templates lose lines and indents when they are read, and no two words grow together."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine, Template
from hypothesis import given
from hypothesis import strategies as st

from eving.runtime.templates import LINES, PIECES, dense

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))

gaps = st.sampled_from(["", "", "\n", "\n  ", " ", "  \n\n "])
words = st.sampled_from(["a", "b", "<p>c</p>", "{{ x }}"])


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(st.tuples(gaps, inner), min_size=1, max_size=3).flatmap(
        lambda parts: gaps.map(lambda end: "".join(gap + part for gap, part in parts) + end)
    )
    truth = st.sampled_from(["yes", "no"])
    return st.one_of(
        st.builds("{{% if {} %}}{}{{% endif %}}".format, truth, block),
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, truth, block, block),
        st.builds("{{% if {} %}}{}{{% elif {} %}}{}{{% endif %}}".format, truth, block, truth, block),
        st.builds("{{% for x in {} %}}{}{{% endfor %}}".format, st.sampled_from(["none", "two"]), block),
        st.builds("{{% for x in none %}}{}{{% empty %}}{}{{% endfor %}}".format, block, block),
        st.builds("{{% with y=x %}}{}{{% endwith %}}".format, block),
        st.sampled_from(["{# note #}", "{% comment %}\n d\n {% endcomment %}", "{% firstof x as z %}"]),
    )


sources = st.lists(
    st.tuples(gaps, st.recursive(words, lambda inner: st.one_of(words, nested(inner)), max_leaves=12)),
    min_size=1,
    max_size=6,
).map(lambda parts: "".join(gap + part for gap, part in parts))


def said(source: str) -> list[str]:
    return Template(source).render(Context({"yes": True, "no": False, "none": [], "two": [1, 2], "x": 0})).split()


@given(sources)
def test_a_dense_template_says_the_same_words(source: str) -> None:
    assert said(dense(source)) == said(source)


def test_words_that_grow_together_would_be_found() -> None:
    source = "a\n{% if no %}\nb\n{% endif %}\nc"

    assert said(source) == said(dense(source)) == ["a", "c"]
    assert said(re.sub(r"\n(?=\{%)|(?<=%\})\n", "", source)) == ["ac"]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<ul>\n    <li>\n\n  a</li>\n</ul>\n", "<ul>\n<li>\na</li>\n</ul>\n"),
        ("<p>a  b</p> <p>c</p>", "<p>a  b</p> <p>c</p>"),
        ("a\n{% if x %}\n  b\n{% else %}\n  c\n{% endif %}\nd", "a{% if x %}\nb{% else %}\nc{% endif %}\nd"),
        ("<ul>\n{% for x in two %}\n  <li>\n{% endfor %}\n</ul>", "<ul>{% for x in two %}\n<li>{% endfor %}\n</ul>"),
        ("{% for x in two %}{{ x }}\n{% endfor %}\n", "{% for x in two %}{{ x }}\n{% endfor %}\n"),
        ("a\n{% if x %}b{% endif %}\nc", "a\n{% if x %}b{% endif %}\nc"),
        ("a\n{# why #}\n{% load i18n %}\nb", "a{# why #}{% load i18n %}\nb"),
        ("a\n{% translate 'b' %}\nc", "a\n{% translate 'b' %}\nc"),
        ("{% blocktranslate %}\n  a\n{% endblocktranslate %}", "{% blocktranslate %}\n  a\n{% endblocktranslate %}"),
    ],
)
def test_a_line_break_stays_where_lines_were(source: str, left: str) -> None:
    assert dense(source) == left


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_our_templates_lose_white_space_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert re.sub(r"\s", "", dense(source)) == re.sub(r"\s", "", source)
    assert PIECES.split(dense(source))[1::2] == PIECES.split(source)[1::2]


def test_pages_are_read_in_this_way_and_mails_are_not() -> None:
    engine = Engine.get_default()
    page, mail = (engine.get_template(name).source for name in ("pages/list.html", "components/signature.txt"))

    assert [text for text in PIECES.split(page)[::2] if LINES.sub("\n", text) != text] == []
    assert mail == (Path(settings.BASE_DIR) / "templates/components/signature.txt").read_text(encoding="utf-8")
