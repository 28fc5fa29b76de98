# ruff: noqa: E501 - prose reads better in one piece
"""Invented messages to the office."""

from dataclasses import dataclass

from eving.demo.content.people import LENA, MIRKO, Person

NOBODY = Person("")


@dataclass(frozen=True)
class DemoMessage:
    kind: str
    text: str
    days_ago: int
    author: Person = NOBODY
    path: str = ""
    reason: str = ""
    done_days_ago: int | None = None
    done_by: str = LENA


NOTES = [
    DemoMessage(
        kind="contact",
        text="Guten Tag, ich möchte im Sprachcafé mithelfen. An wen kann ich mich wenden? Ich habe dienstags und mittwochs Zeit.",
        days_ago=1,
        author=Person("Paula Ungenannt", "paula.ungenannt@example.org"),
    ),
    DemoMessage(
        kind="barrier",
        text="Mit dem Vorleseprogramm finde ich auf der Liste der Ideen den Filter erst nach langem Suchen. Könnte er eine eigene Überschrift bekommen?",
        days_ago=12,
        author=Person("Bruno Beispielhaft", "bruno.beispielhaft@example.org"),
        path="/ideen/",
    ),
    DemoMessage(
        kind="report",
        reason="private",
        text="Auf einem der Fotos ist mein Autokennzeichen zu lesen. Bitte machen Sie es unkenntlich.",
        days_ago=2,
        author=Person("Kai Keinname", "kai.keinname@example.org"),
        path="/ideen/",
    ),
    DemoMessage(
        kind="contact",
        text="Kann ich auch ohne Termin ins Büro kommen? Ich habe ein paar Fotos auf Papier dabei.",
        days_ago=71,
        author=Person("Nina Nirgends", "nina.nirgends@example.org"),
        done_days_ago=70,
    ),
    DemoMessage(
        kind="error",
        text="Bei den Hochbeeten steht der falsche Wochentag.",
        days_ago=97,
        path="/ideen/",
        done_days_ago=95,
        done_by=MIRKO,
    ),
]
