"""What the page of one thing is made of."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from eving.core import static_files
from eving.core.public import facts, parts
from eving.core.public.facts import fact
from eving.demo.style.pieces import DAY, Chapter, Draw, Piece, from_template, piece, within

COSTS = [
    SimpleNamespace(label="Nettokaltmiete", value="620 €", is_total=False),
    SimpleNamespace(label="Nebenkosten", value="140 €", is_total=False),
    SimpleNamespace(label="Zusammen", value="760 €", is_total=True),
]
ENTRIES: list[dict[str, Any]] = [
    {"at": DAY, "who": "Büro", "title": "Veröffentlicht", "tone": "idea"},
    {
        "at": DAY,
        "who": "Büro",
        "title": "in Prüfung",
        "text": "Wir prüfen jede Idee und antworten.",
        "corrections": [{"at": DAY, "text": "Wir prüfen jede Idee und antworten."}],
    },
]
ACTION = {
    "title": "Möchten Sie das auch?",
    "text": "Sie brauchen kein Konto.",
    "url": "#content",
    "label": "Unterstützen Sie diese Idee",
}


def drawn_picture(name: str) -> str:
    return static(static_files.brand_name(f"{name}.svg"))


def photos() -> list[dict[str, Any]]:
    photo = {"src": drawn_picture("street"), "srcset": "", "alt": "Eine Straße", "width": 600, "height": 400}
    return [{**photo, "credit": "A. Beispiel"}, {**photo, "href": "#content"}, {**photo, "is_whole": True}]


def side(**more: Any) -> Draw:
    draw = from_template("components/side_action.html", **{**ACTION, **more})
    return within("with-side", lambda: f'<div class="with-side__main"></div>{draw()}')


def rows() -> list[dict[str, Any]]:
    return [
        fact("Fläche", "85 m²"),
        fact("Straße", facts.linked_names([("Bergstraße", "#content"), ("Lindenstraße", "")])),
        fact("Website", "fahrrad.example", "#content"),
        {**fact("Stand", "in Prüfung"), "badge": {"label": "neu", "tone": "info"}},
    ]


PIECES: tuple[Piece, ...] = (
    piece(
        "components/breadcrumbs.html",
        "Auf inneren Seiten: der Weg zurück nach oben.",
        (
            "zwei Ebenen",
            from_template(
                "components/breadcrumbs.html",
                crumbs=[{"label": "Ideen", "url": "#content"}],
                current="Eine Idee einreichen",
            ),
        ),
    ),
    piece(
        "parts.state_line",
        "Unter der Überschrift eines Falls: sein Stand und seit wann.",
        ("üblich", lambda: parts.state_line({"label": "in Prüfung", "tone": "warning"}, DAY)),
    ),
    piece(
        "components/description_list.html",
        "Tatsachen, jede in einer Zeile. Was niemand weiß, fehlt oder wird gesagt.",
        ("schlicht, mit Link, mit Marke", from_template("components/description_list.html", items=rows)),
    ),
    piece(
        "parts.amounts",
        "Was mehreres zusammen kostet.",
        ("mit Summe", lambda: parts.amounts(COSTS)),
    ),
    piece(
        "parts.gallery",
        "Fotos von einem Ding, das erste groß.",
        ("mit Namen, mit Link, unbeschnitten", within("prose", lambda: parts.gallery(photos()))),
        ("eines allein", within("prose", lambda: parts.gallery(photos()[:1]))),
    ),
    piece(
        "components/timeline.html",
        "Was geschah, wer es sagte und wann.",
        ("mit Berichtigung", from_template("components/timeline.html", entries=ENTRIES)),
        ("mit Überschrift", lambda: parts.history(ENTRIES[:1])),
    ),
    piece(
        "components/side_action.html",
        "Die eine Handlung einer Seite: am Rand, auf dem Telefon am Fuß.",
        ("ein Weg", side()),
        ("zwei Wege", side(second_url="#content", second_label="Folgen", title="Möchten Sie helfen?")),
    ),
    piece(
        "parts.buttons",
        "Weitere Handlungen neben der einen der Seite.",
        (
            "schlicht und leise",
            lambda: parts.buttons(
                [
                    {"label": "Hilfe anbieten", "url": "#content"},
                    {"label": "Folgen", "url": "#content", "is_quiet": True},
                ]
            ),
        ),
    ),
    piece(
        "parts.report_link",
        "Zuletzt auf einer Seite, die Menschen geschrieben haben.",
        ("üblich", lambda: parts.report_link("/")),
    ),
    piece(
        "components/frame/office.html",
        "Wen man fragt, wo eine Seite das Büro nennt.",
        ("üblich", from_template("components/frame/office.html", frame=SimpleNamespace(office=settings.OFFICE))),
    ),
)
CHAPTER = Chapter("things", "Die Seite von einem Ding", PIECES)
