"""Lists and what leads into them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from eving.core.plan.counting import Place, Places
from eving.core.plan.drawing import drawing
from eving.core.public import panel
from eving.core.public.facts import fact
from eving.core.public.filters import ListFilter
from eving.core.public.rows import column, in_a_line
from eving.demo.style.pieces import Chapter, Draw, beside, from_template, piece, within
from eving.demo.style.things import drawn_picture
from projects.filters.ideas import IdeaFilter
from projects.models import Idea

CHIPS = [{"label": "Straße", "url": "#content"}, {"label": "Themen", "url": "#content"}]

ORDERS: list[dict[str, Any]] = [
    {"label": "neueste zuerst", "url": "#content", "active": True},
    {"label": "meiste Unterstützung", "url": "#content"},
]


def card(kind: str, **more: Any) -> dict[str, Any]:
    ready = {"url": "#content", "title": "Eine Bank an der Haltestelle", "kind": kind, "preline": "Bergstraße"}
    return {**ready, **more}


def cards(heading: str = "h4") -> Draw:
    def draw() -> list[dict[str, Any]]:
        picture = {"alt": "", "width": 600, "height": 400}
        picture |= {"small": drawn_picture("street"), "double": drawn_picture("street")}
        return [
            card("idea", picture=picture, badges=[{"label": "in Prüfung", "tone": "warning"}]),
            card("project", summary="Wir prüfen jede Idee und antworten."),
            card("actor", preline="Verein"),
            card("shop", facts=[fact("Fläche", "85 m²"), fact("Miete", "620 €")], note="Miete nicht angegeben"),
        ]

    return from_template("components/cards.html", cards=draw, heading=heading)


def row_of(kind: str) -> Callable[[], list[dict[str, Any]]]:
    def draw() -> list[dict[str, Any]]:
        figures = [
            column("Miete", "620 €", is_lead=True, is_figure=True),
            column("Fläche", "85 m²", is_figure=True),
            column("Frei", "ab sofort"),
        ]
        picture = {"alt": "", "width": 600, "height": 400, "small": drawn_picture("street")}
        ask = {"label": "Beim Büro nachfragen", "url": "#content"}
        return [
            card(
                kind,
                columns=figures,
                picture=picture,
                summary="Wir prüfen jede Idee und antworten.",
                preline=in_a_line("Bergstraße 9", "stufenlos"),
            ),
            card(kind, columns=figures[1:], note="Miete nicht angegeben", ask=ask),
        ]

    return draw


def plan() -> dict[str, Any]:
    """The plan of the district with numbers at its first street and its first part; without one there is none."""
    drawn = settings.DISTRICT.plan
    if drawn is None:
        return {}
    streets = {line.street: Place(line.street, 0, "#content") for line in drawn.lines}
    parts = {area.part: Place(area.part, 0, "#content") for area in drawn.areas}
    streets[drawn.lines[0].street] = street = Place(drawn.lines[0].street, 3, "#content", drawn.areas[0].part)
    parts[drawn.areas[0].part] = part = Place(drawn.areas[0].part, 4, "#content")
    return {
        "kind": "shop",
        "drawing": drawing(drawn, Places(streets, parts), label="Läden", counted=lambda number: f"{number} Läden"),
        "stops_of": drawn.stops_of,
        "rows": [street],
        "parts": [part],
        "not_drawn": [Place("Lindenstraße", 1, "#content")],
        "nowhere": "2 Läden",
    }


def page(number: int, rows: int = 60) -> Page:
    return Paginator(range(rows), 12).page(number)


def pages(which: Page) -> Draw:
    return from_template("components/pagination.html", page=which, base_query="")


class CutOff(Paginator):
    """Of a list that ends before all of it was shown."""

    is_more = True


def filters(query: str, sorts: Sequence[dict[str, Any]] = ()) -> Draw:
    def draw() -> str:
        given: ListFilter = IdeaFilter(QueryDict(query), Idea.objects.none())
        return panel.panel(given, sorts=sorts)

    return within("with-panel", draw)


def hits() -> list[dict[str, Any]]:
    return [
        {"card": card("idea", badges=[{"label": "neu", "tone": "info"}]), "title": "Eine Bank an der Haltestelle"},
        {
            "card": {"url": "#content", "kind": "shop"},
            "title": "Ladenlokal",
            "excerpt": "Wir prüfen jede Idee und antworten.",
            "missing": ["Bamk"],
        },
    ]


CHAPTER = Chapter(
    "lists",
    "Listen und Suche",
    (
        piece(
            "components/cards.html",
            "Mehreres von einer Art, um darunter zu wählen.",
            ("jede Art", cards()),
        ),
        piece(
            "components/card_rows.html",
            "Vieles von einer Art, zum Vergleichen: eine Zeile für jedes, etwa 100 px auf dem Telefon.",
            ("Läden", from_template("components/card_rows.html", rows=row_of("shop"), heading="h4")),
            ("Ideen", from_template("components/card_rows.html", rows=row_of("idea"), heading="h4")),
            (
                "in enger Spalte",
                from_template("components/card_rows.html", rows=row_of("actor"), heading="h4", is_small=True),
            ),
        ),
        piece(
            "components/plan.html",
            "Eine Liste als Plan des Bezirks: wie viel wo ist, und dasselbe als Tabelle.",
            ("mit Zahlen", from_template("components/plan.html", plan=plan)),
        ),
        piece(
            "components/filter_panel.html",
            "Neben einer Liste, auf dem Telefon zugeklappt darüber.",
            ("unberührt, mit Reihenfolgen", filters("", ORDERS)),
            ("gewählt", filters("stand=neu")),
            ("mit Fehler", filters("strasse=nirgends")),
        ),
        piece(
            "components/chips.html",
            "Was die Liste gerade einengt. Jedes lässt sich einzeln wegnehmen.",
            ("einer", from_template("components/chips.html", chips=CHIPS[:1], reset_url="#content")),
            ("mehrere", from_template("components/chips.html", chips=CHIPS, reset_url="#content")),
        ),
        piece(
            "components/pagination.html",
            "Wo eine Liste mehr als eine Seite hat.",
            ("erste Seite", pages(page(1))),
            ("in der Mitte", pages(page(4, 120))),
            ("Ende dessen, was gezeigt wird", pages(CutOff(range(24), 12).page(2))),
        ),
        piece(
            "components/results.html",
            "Treffer der Suche über alles.",
            ("üblich und unvollständig", from_template("components/results.html", rows=hits, heading="h4")),
        ),
        piece(
            "components/door.html",
            "Die vier Eingänge der Startseite. Sonst nirgends.",
            (
                "alle vier",
                within(
                    "doors",
                    beside(
                        *(
                            from_template(
                                "components/door.html",
                                scene=scene,
                                kind=kind,
                                url="#content",
                                title=title,
                                text="Sie brauchen kein Konto.",
                            )
                            for scene, kind, title in (
                                ("idea", "idea", "Ich habe eine Idee"),
                                ("search", "shop", "Ich suche ein Ladenlokal"),
                                ("offer", "shop", "Ich biete ein Ladenlokal an"),
                                ("join", "actor", "Ich möchte mitmachen"),
                            )
                        )
                    ),
                ),
            ),
        ),
        piece(
            "components/figures.html",
            "Wenige Zahlen, jede mit Quelle und Richtung.",
            (
                "mit und ohne Richtung",
                from_template(
                    "components/figures.html",
                    figures=[
                        {"value": 32, "label": "Ideen", "url": "#content", "trend": "up", "source": "03/2027"},
                        {"value": 9, "label": "Projekte", "trend": "down"},
                        {"value": 40, "label": "Akteure", "trend": "same", "trend_label": "unverändert"},
                        {"value": 12, "label": "Ladenlokale"},
                    ],
                ),
            ),
        ),
        piece(
            "components/street_band_mini.html",
            "Eine Straße als Reihe von Häusern, mit dem Satz, der sie vorliest.",
            (
                "mit Häusern",
                from_template(
                    "components/street_band_mini.html",
                    fronts=[
                        {"use": "free" if number == 3 else "none", "width": number % 4 + 1, "label": f"{number * 2}"}
                        for number in range(1, 13)
                    ],
                    title="Bergstraße",
                    summary="Bergstraße",
                    url="#content",
                ),
            ),
            ("ohne Angaben", from_template("components/street_band_mini.html", title="Lindenstraße")),
        ),
    ),
)
