"""What the page of one thing is made of."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from eving.core import static_files
from eving.core.public import facts, folds, parts, sharing, timelines
from eving.core.public.facts import fact
from eving.demo.style.pieces import DAY, Chapter, Draw, Piece, form_of, from_template, piece, within

COSTS = [
    fact("Nettokaltmiete", "620 €"),
    fact("Nebenkosten", "140 €"),
    {**fact("Zusammen", "760 €"), "is_total": True},
]
STRIP = [
    {"label": "Miete kalt", "value": "620 €", "more": "7,29 € je m²"},
    {"label": "Fläche", "value": "85 m²", "more": "63 m² Verkauf"},
    {"label": "Frei", "value": "ab sofort"},
    {"label": "Eingang", "value": "1 Stufe", "more": "15 cm"},
]
PROGRESS: list[dict[str, Any]] = [
    {"label": "eingereicht", "when": "3. März", "is_done": True, "is_current": False},
    {"label": "geprüft", "when": "5. März", "is_done": True, "is_current": False},
    {"label": "in Prüfung", "when": "seit 9. März", "is_done": False, "is_current": True},
    {"label": "Ergebnis", "is_done": False, "is_current": False},
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


SIGNS = [
    {"label": "Folgen", "url": "#content", "icon": "bell"},
    {"label": "Teilen", "url": "#content", "icon": "link"},
]
DAYS = [("1", "Di 1. Dez."), ("2", "Mi 2. Dez."), ("0", "anderer Tag")]


def drawn_picture(name: str) -> str:
    return static(static_files.brand_name(f"{name}.svg"))


def photos() -> list[dict[str, Any]]:
    photo = {"src": drawn_picture("street"), "srcset": "", "alt": "Eine Straße", "width": 600, "height": 400}
    return [{**photo, "credit": "A. Beispiel"}, {**photo, "href": "#content"}, {**photo, "is_whole": True}]


def side(**more: Any) -> Draw:
    draw = from_template("components/side_action.html", **{**ACTION, **more})
    return within("with-side", lambda: f'<div class="with-side__main"></div>{draw()}')


def costs(**state: Any) -> str:
    return folds.fold("Kosten", "760 € im Monat zusammen", facts.fact_table(COSTS), heading="h4", **state)


def key_card() -> str:
    return parts.key_buttons(ACTION, [{"label": "0231 000000 anrufen", "url": "#content"}]) + parts.key_links(SIGNS)


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
        "parts.fact_strip",
        "Was entscheidet, höchstens vier Angaben nebeneinander, ganz oben.",
        ("mit zweiter Angabe", lambda: parts.fact_strip(STRIP)),
    ),
    piece(
        "folds.fold",
        "Eine Frage mit kurzer Antwort, dahinter der Rest. Die meisten müssen sie nicht öffnen.",
        ("zu", lambda: folds.folds([costs()])),
        ("offen", lambda: folds.folds([costs(is_open=True)])),
        ("mit Feldern", lambda: folds.folds([costs(is_form=True)])),
    ),
    piece(
        "parts.support",
        "Wie viele das auch möchten, und wie sich die Zahl zusammensetzt.",
        ("üblich", lambda: parts.support(49, "Menschen wollen das auch.", "12 hier, 37 auf Papier")),
        ("nur die Zahl", lambda: parts.support(1, "Mensch will das auch.")),
    ),
    piece(
        "parts.progress_line",
        "Wie weit ein Fall ist. Auf dem Telefon sagt es ein Satz daneben.",
        ("auf halbem Weg", within("kind-idea", lambda: parts.progress_line(PROGRESS))),
    ),
    piece(
        "timelines.word",
        "Die neueste Antwort des Büros. Höchstens eine auf einer Seite.",
        ("mit Berichtigung", lambda: timelines.word("Das sagt das Büro", ENTRIES[1])),
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
        "parts.key_buttons",
        "Die eine Handlung im Kasten am Rand. Auf dem Telefon hat sie die Leiste am Fuß.",
        ("mit zweitem Knopf und leisen Links", within("key-card", key_card)),
    ),
    piece(
        "parts.action_bar",
        "Der nächste Schritt unter dem Daumen, mit höchstens zwei Zeichen daneben. Nur auf dem Telefon.",
        ("mit Zeichen", lambda: parts.action_bar(ACTION, SIGNS)),
    ),
    piece(
        "parts.choices",
        "Eines von bis zu sieben, jedes so groß wie ein Daumen.",
        ("nichts gewählt", form_of(lambda: parts.choices("day", "Welcher Tag passt Ihnen?", DAYS))),
    ),
    piece(
        "sharing.share",
        "Die Adresse der Seite zum Weitergeben, ohne Dritte.",
        ("ohne Skript", lambda: sharing.share("https://portal.example/", "Eine Bank an der Haltestelle")),
    ),
    piece(
        "parts.last_line",
        "Was wenige suchen, am Ende einer Seite in einer Zeile.",
        (
            "üblich",
            lambda: parts.last_line(["Nummer I-1", parts.file_link("#content", "Aushang A3"), parts.report("/")]),
        ),
        ("nur melden", lambda: parts.report_link("/")),
    ),
    piece(
        "components/frame/office.html",
        "Wen man fragt, wo eine Seite das Büro nennt.",
        ("üblich", from_template("components/frame/office.html", frame=SimpleNamespace(office=settings.OFFICE))),
    ),
)
CHAPTER = Chapter("things", "Die Seite von einem Ding", PIECES)
