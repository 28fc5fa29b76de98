"""What the portal says: notices, states in a word, empty lists, where one is in a form."""

from eving.core.public import components
from eving.core.public.found import Note
from eving.demo.style.pieces import DAY, Chapter, beside, from_template, piece

ALERT, SUMMARY = "components/alert.html", "components/error_summary.html"
NOTE = "components/search_note.html"


class Seen:
    is_public = was_public = True


class Taken:
    is_public, was_public = False, True


class Coming:
    is_public = was_public = False


def preview(case: object):
    return from_template(
        "components/preview.html",
        case=lambda: case,
        public="Vorschau: Die Idee ist öffentlich. So sehen sie alle.",
        hidden="Vorschau: Die Idee war öffentlich und ist es nicht mehr. Diese Seite sieht nur das Büro.",
        coming="Vorschau: So werden alle die Idee sehen. Noch ist sie nicht öffentlich.",
        back_url="#content",
    )


def notice(tone: str, language: str = ""):
    return from_template(
        "components/announcement.html",
        announcements=[
            {
                "pk": tone,
                "tone": tone,
                "title": "Das Büro bleibt am Freitag geschlossen.",
                "text": "Kommen Sie einfach vorbei. Sie brauchen keinen Termin.",
                "language": language,
                "version": tone,
            }
        ],
    )


def badge(tone: str, label: object):
    return lambda: components.badge(label, tone)


def note(**said: object):
    return from_template(NOTE, note=Note(**{"typed": "Bamk", **said}))  # type: ignore[arg-type]


CHAPTER = Chapter(
    "notices",
    "Hinweise und Zustände",
    (
        piece(
            "components/alert.html",
            "Ein Satz, den niemand übersehen darf. Höchstens einer auf einer Seite.",
            ("Hinweis", from_template(ALERT, tone="info", title="Diese Seite ist nur eine Vorschau.")),
            (
                "Erfolg",
                from_template(
                    ALERT, tone="success", title="Ihre Idee ist angekommen.", text="Wir prüfen jede Idee und antworten."
                ),
            ),
            ("Warnung", from_template(ALERT, tone="warning", title="Gehört das in die Öffentlichkeit?")),
            ("Fehler", from_template(ALERT, tone="danger", title="Es wurde nichts gespeichert.")),
            (
                "wird sofort vorgelesen",
                from_template(ALERT, tone="success", title="Ihre Idee ist angekommen.", live=True),
            ),
            (
                "als Anfang eines Abschnitts",
                from_template(ALERT, tone="info", title="Diese Seite ist nur eine Vorschau.", heading="h4"),
            ),
        ),
        piece(
            "components/announcement.html",
            "Eine Nachricht des Büros an alle, für einige Tage.",
            ("Hinweis", notice("info")),
            ("Warnung", notice("warning")),
        ),
        piece(
            "components/badge.html",
            "Ein Zustand in einem Wort, mit eigenem Zeichen: Die Farbe braucht niemand.",
            (
                "alle Töne",
                beside(
                    *(
                        badge(tone, label)
                        for tone, label in (
                            ("info", "neu"),
                            ("success", "frei ab sofort"),
                            ("warning", "in Prüfung"),
                            ("danger", "abgelehnt"),
                            ("neutral", "archiviert"),
                            ("idea", "Idee"),
                            ("actor", "Akteur"),
                            ("shop", "Ladenlokal"),
                        )
                    )
                ),
            ),
            (
                "mit Tag",
                from_template("components/badge.html", label="in Prüfung", tone="warning", date=DAY),
            ),
            (
                "mehrere",
                from_template(
                    "components/badges.html",
                    badges=[{"label": "stufenlos", "tone": "success"}, {"label": "neu", "tone": "info"}],
                ),
            ),
        ),
        piece(
            "components/preview.html",
            "Über einer Vorschau des Büros: wer die Seite sehen kann.",
            ("öffentlich", preview(Seen)),
            ("war öffentlich", preview(Taken)),
            ("noch nicht öffentlich", preview(Coming)),
        ),
        piece(
            "components/private_pieces.html",
            "Bevor etwas öffentlich wird: was darin privat aussieht. Es verbietet nichts.",
            (
                "Warnung",
                from_template(
                    "components/private_pieces.html",
                    private=[{"label": "Telefon", "piece": "0231 000000"}],
                    again=True,
                ),
            ),
        ),
        piece(
            "components/empty.html",
            "Eine leere Liste: warum sie leer ist und wie es weitergeht.",
            (
                "ein Schritt",
                from_template(
                    "components/empty.html",
                    title="Hier gibt es noch keine Idee.",
                    text="Reichen Sie eine Idee ein, dann erscheint hier die erste.",
                    url="#content",
                    label="Idee einreichen",
                    heading="h4",
                ),
            ),
            (
                "mehrere Schritte",
                from_template(
                    "components/empty.html",
                    title="Hier gibt es noch keine Idee.",
                    actions=[
                        {"label": "Idee einreichen", "url": "#content"},
                        {"label": "Im ganzen Portal suchen", "url": "#content"},
                    ],
                    heading="h4",
                ),
            ),
        ),
        piece(
            "components/search_note.html",
            "Über Treffern, die nicht ganz das Getippte sind. Niemand wird getäuscht, nichts verschwiegen.",
            ("berichtigt", note(corrected="Bank", exact_url="#content")),
            ("Wörter ausgelassen", note(is_partial=True, left_out=("Bamk", "Süd"))),
            ("die meisten Wörter", note(is_partial=True)),
            ("ein Teil des Wortes", note(is_partial=True, is_piece=True)),
            ("im Inneren von Wörtern", note(is_inside=True, meant="Bank", meant_url="#content")),
        ),
    ),
)
