"""Plain words and links, which need no template but a class."""

from eving.core.public import components
from eving.demo.style.pieces import Chapter, from_template, piece

CHAPTER = Chapter(
    "words",
    "Text, Links, Knöpfe",
    (
        piece("prose", "Fließtext, höchstens 42 rem breit.", ("üblich", from_template("demo/style/prose.html"))),
        piece(
            "kern-btn",
            "Ein Verb. Ein gefüllter Knopf je Bildschirm; was leise ist, hat keinen Rand.",
            ("alle Arten", from_template("demo/style/buttons.html")),
        ),
        piece(
            "link-row",
            "Gleichrangige Links nebeneinander: Reihenfolgen einer Liste, Wege, sie mitzunehmen.",
            ("einer ist gewählt", from_template("demo/style/links.html", css="link-row")),
        ),
        piece(
            "tabs",
            "Ansichten derselben Sache. Jede ist eine Adresse.",
            ("einer ist gewählt", from_template("demo/style/links.html", css="tabs")),
        ),
        piece(
            "components.icon",
            "Neben Wörtern, nie allein.",
            (
                "alle",
                lambda: "".join(
                    f"<li>{components.icon(name)} <code>{name}</code></li>" for name in sorted(components.icon_names())
                ).join(('<ul class="style-icons">', "</ul>")),
            ),
        ),
    ),
)
