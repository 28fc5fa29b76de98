"""Tests of the warning about private details: what it finds, and what it leaves alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eving.core.people.private_data import Kind, find, find_in

E, P, I, A, N = Kind.EMAIL, Kind.PHONE, Kind.IBAN, Kind.ADDRESS, Kind.PERSON  # noqa: E741 - the table below stays narrow


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("Schreiben Sie an erika@example.org.", E, "erika@example.org"),
        ("Mail: Erika.Beispiel+eving@post.example.org!", E, "Erika.Beispiel+eving@post.example.org"),
        ("erika (at) example.org", E, "erika (at) example.org"),
        ("erika[ät]example.de", E, "erika[ät]example.de"),
        ("(erika@bücher-eving.de)", E, "erika@bücher-eving.de"),
        ("Rufen Sie an: 0231 5023456", P, "0231 5023456"),
        ("0231/50-23456, abends", P, "0231/50-23456"),
        ("(0231) 50 23 456", P, "(0231) 50 23 456"),
        ("+49 231 5023456", P, "+49 231 5023456"),
        ("+49 (0) 231 / 50 23 456", P, "+49 (0) 231 / 50 23 456"),
        ("0049-231-5023456.", P, "0049-231-5023456"),
        ("0176 12345678", P, "0176 12345678"),
        ("017612345678", P, "017612345678"),
        ("0176.123.456.78", P, "0176.123.456.78"),
        ("0 176 123 45 67", P, "0 176 123 45 67"),
        ("44339 Dortmund, 0231 123456", P, "0231 123456"),
        ("Eving 44339 0231 123456", P, "0231 123456"),
        ("Am 01.05.2026 0231 123456 anrufen", P, "0231 123456"),
        ("Tel. 502345", P, "502345"),
        ("Telefon: 50 23 45", P, "50 23 45"),
        ("Handy 15123456", P, "15123456"),
        ("DE89 3704 0044 0532 0130 00", I, "DE89 3704 0044 0532 0130 00"),
        ("Konto DE89370400440532013000, danke", I, "DE89370400440532013000"),
        ("de89 3704 0044 0532 0130 00", I, "de89 3704 0044 0532 0130 00"),
        ("AT61 1904 3002 3457 3201", I, "AT61 1904 3002 3457 3201"),
        ("NL91ABNA0417164300", I, "NL91ABNA0417164300"),
        ("Frau Müller, Bergstraße 12, hat es gern ruhig.", A, "Frau Müller, Bergstraße 12"),
        ("bei Meier Hausnummer 5", A, "bei Meier Hausnummer 5"),
        ("Herr Dr. Yıldız in der Evinger Straße 7a", A, "Herr Dr. Yıldız in der Evinger Straße 7a"),
        ("Familie Beispiel aus der Bergstr. 3", A, "Familie Beispiel aus der Bergstr. 3"),
        ("In der Bergstraße 12 wohnt Frau Müller allein.", A, "Bergstraße 12 wohnt"),
        ("Bergstraße 12, Frau Müller", A, "Bergstraße 12, Frau Müller"),
        ("Ich wohne in der Deutschen Straße 8.", A, "wohne in der Deutschen Straße 8"),
        ("Unser Nachbar Öztürk, Haus Nr. 4", A, "Nachbar Öztürk, Haus Nr. 4"),
        ("Familie Öztürk, Nr. 12", A, "Familie Öztürk, Nr. 12"),
        ("Frau Müller (82), Bergstraße 12", A, "Frau Müller (82), Bergstraße 12"),
        ("Frau Müller Bergstraße 12", A, "Frau Müller Bergstraße 12"),
        ("Ich kenne Frau Kowalczyk (82) gut.", N, "Frau Kowalczyk (82)"),
        ("Frau Kowalczyk (82 Jahre)", N, "Frau Kowalczyk (82 Jahre)"),
        ("Frau Anna Kowalczyk-Schmidt (82 J.)", N, "Frau Anna Kowalczyk-Schmidt (82 J.)"),
        ("Frau Kowalczyk (Jahrgang 1944)", N, "Frau Kowalczyk (Jahrgang 1944)"),
        ("Herr Yılmaz, 75, sitzt dort jeden Tag.", N, "Herr Yılmaz, 75"),
        ("Herr Yılmaz, 75. Er sitzt dort.", N, "Herr Yılmaz, 75"),
        ("für Herrn Dr. Yılmaz, 75 Jahre alt", N, "Herrn Dr. Yılmaz, 75 Jahre alt"),
        ("Herr Yılmaz, 75 aus dem Haus gegenüber", N, "Herr Yılmaz, 75"),
        ("die 82-jährige Frau Kowalczyk", N, "82-jährige Frau Kowalczyk"),
        ("Mit Fr. Kowalczyk (82) aus dem Haus.", N, "Fr. Kowalczyk (82)"),
        ("Mit Hr. Kowalczyk (82) aus dem Haus.", N, "Hr. Kowalczyk (82)"),
        ("für Hrn. Kowalczyk (82)", N, "Hrn. Kowalczyk (82)"),
        ("Mit Frau von der Heide (82) aus dem Haus.", N, "Frau von der Heide (82)"),
        ("Herr Jan van den Berg, 75 Jahre", N, "Herr Jan van den Berg, 75 Jahre"),
        ("Frau\u00a0Kowalczyk (82)", N, "Frau\u00a0Kowalczyk (82)"),
        ("Frau Kowalczyk\u00a0(82)", N, "Frau Kowalczyk\u00a0(82)"),
        ("Frau  Kowalczyk  (82)", N, "Frau  Kowalczyk  (82)"),
        ("Frau Kowalczyk, 82\u00a0Jahre", N, "Frau Kowalczyk, 82\u00a0Jahre"),
        ("Frau Anna Maria Kowalczyk (82)", N, "Frau Anna Maria Kowalczyk (82)"),
        ("Frau K. (82)", N, "Frau K. (82)"),
        ("Frau A. Kowalczyk (82)", N, "Frau A. Kowalczyk (82)"),
        ("Frau Kowalczyk (82, verwitwet)", N, "Frau Kowalczyk (82, verwitwet)"),
        ("Frau Kowalczyk (Rentnerin, 82)", N, "Frau Kowalczyk (Rentnerin, 82)"),
        ("Eheleute Meier (82 und 79)", N, "Eheleute Meier (82 und 79)"),
        ("Frau Kowalczyk ist 82", N, "Frau Kowalczyk ist 82"),
        ("Frau Kowalczyk ist 82.", N, "Frau Kowalczyk ist 82"),
        ("Frau Kowalczyk ist schon 82 und geht am Stock.", N, "Frau Kowalczyk ist schon 82"),
        ("Herr Yılmaz wird bald 75 Jahre alt", N, "Herr Yılmaz wird bald 75 Jahre alt"),
        ("Frau Kowalczyk mit ihren 82 Jahren", N, "Frau Kowalczyk mit ihren 82 Jahren"),
        ("Frau Dr. Kowalczyk, 82 Jahre", N, "Frau Dr. Kowalczyk, 82 Jahre"),
        ("Frau Prof. Dr.\u00a0Kowalczyk (82)", N, "Frau Prof. Dr.\u00a0Kowalczyk (82)"),
        ("Frau\u00a0Müller, Bergstraße 12", A, "Frau\u00a0Müller, Bergstraße 12"),
        ("Frau von der Heide, Bergstraße 12", A, "Frau von der Heide, Bergstraße 12"),
    ],
)  # fmt: skip
def test_what_looks_private_is_found(text: str, kind: Kind, piece: str) -> None:
    found = find(text)

    assert [(finding.kind, finding.piece) for finding in found] == [(kind, piece)]
    assert text[found[0].start : found[0].end] == piece


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Eine Bank an der Haltestelle Amtsstraße.",
        "44339",
        "44339 Dortmund",
        "Am 01.05.2026 um 08.30 Uhr",
        "vom 01.05. bis 03.05.2026",
        "01.05.26 oder 02.05.26",
        "1.5.-3.5.2026",
        "01/05/2026",
        "01-05-2026",
        "2026-05-01",
        "Montags 08.30-12.30 Uhr und 08:30-12:30 Uhr",
        "Das kostet 1.200.000 Euro.",
        "0,50 Euro bis 12.500,00 €",
        "etwa 3500 Euro",
        "Bergstraße 12",
        "Bergstraße 12-14, Hausnummer 5",
        "Vor Nr. 12 fehlt eine Lampe.",
        "Der Spielplatz in der Bergstraße 12 ist alt.",
        "Eine Frau stürzte. Bergstraße 12 braucht ein Geländer.",
        "Frau Müller vom Amt weiß Bescheid.",
        "Bei Regen steht das Wasser vor der Bergstraße 12.",
        "Bürger@innen und Nachbar*innen",
        "Treffpunkt @ Markt. Um drei.",
        "In den Jahren 2026/2027 und 1998-2004",
        "Linie U41, Bus 411, A2, B54",
        "Die 2. Generation, Projekt 863",
        "DE88370400440532013000",
        "DE12 ist kein Konto",
        "110 und 112",
        "1.000.000 Schritte, 0,5 km",
        "Aktenzeichen 61/3-0042-2026",
        "I-2026-1234",
        "51.5497, 7.4661",
        "Familien in der Bergstraße 12 brauchen Platz.",
        "Frau Holle Straße 12",
        "Frau Holle Straße (82)",
        "In der Frau-Holle-Straße 12 fehlt eine Bank.",
        "Herr der Lage (82) ist keiner.",
        "Familie (5 Personen) sucht Laden.",
        "Familie (5 Personen), 75 m²",
        "Familie Yılmaz (5 Personen)",
        "Familie Yılmaz, 4 Kinder",
        "Herr Meier, 12. Mai",
        "Frau Müller, 12. Stock",
        "Frau Müller, 20:00 Uhr",
        "Frau Müller, 18 Uhr",
        "Frau Müller, 20,50 Euro",
        "Herr Meier (2. Vorsitzender)",
        "Frau Müller (44339 Dortmund)",
        "Frau Müller, 44339 Dortmund",
        "Die Frau (82) ging weiter.",
        "Familie Demir (12) kommt",
        "Familie Demir, 12",
        "Linie Frau Holle (24)",
        "Haltestelle Frau Holle (24)",
        "Haltestelle „Frau Holle“ (24)",
        "Frau\u00a0Holle\u00a0Straße 12",
        "Frau Müller ist 20 Minuten zu spät",
        "Frau Müller ist 20,50 Euro schuldig",
        "Frau Müller mit 12 Kindern",
        "Frau Müller war 12. Mai da",
        "Montag bis Fr. 10 bis 12 Uhr",
        "Mo. und Fr. Treffpunkt Bergstraße 12",
        "Herr der Lage ist 82",
        "Frau Müller (12, 14 Uhr)",
    ],
)
def test_what_is_not_private_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_several_findings_stand_in_the_order_of_the_text() -> None:
    text = "Frau Müller, Bergstraße 12, 0231 123456 oder erika@example.org, DE89 3704 0044 0532 0130 00"

    assert [finding.kind for finding in find(text)] == [A, P, E, I]


def test_two_numbers_side_by_side_are_two_findings() -> None:
    assert [finding.piece for finding in find("0231 123456 0176 12345678")] == ["0231 123456", "0176 12345678"]


def test_a_number_after_its_word_swallows_no_other() -> None:
    assert [finding.piece for finding in find("Tel. 1 0231 123456")] == ["0231 123456"]


def test_a_piece_that_stands_twice_is_named_once() -> None:
    assert [finding.piece for finding in find_in(["erika@example.org", "an erika@example.org"])] == [
        "erika@example.org"
    ]


SIGNS = st.text(alphabet=" @.+-()/:,09DEdeatFrauHMüß\n12straße" + "\u00a0\x1f", max_size=300)


@given(st.one_of(st.text(max_size=300), SIGNS))
def test_no_text_is_too_strange(text: str) -> None:
    found = find(text)

    assert all(text[finding.start : finding.end] == finding.piece for finding in found)
    ends = [0, *(finding.end for finding in found)]
    assert all(before <= finding.start for before, finding in zip(ends, found, strict=False))


HOSTILE = ["a", "0", "@", "a@", "a.", "0 ", "+0", "(0", "DE89", "DE89 ", "Frau A", "straße", "Weg 1 ", "wohnt ",
           "Nr. 1 Frau A ", "1.", "a@a.", "Tel. 1", " ", "bei Nr. 1",
           "Frau Aa (", "Frau Aa Bb, 1", "82-jährige ", "Frau von der ", "Frau\u00a0A. ", "Frau Aa ist ",
           "Frau Aa (b, "]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_ten_times_the_text_costs_about_ten_times_the_time(piece: str) -> None:
    """Twice that is allowed; a quadratic pattern would need a hundred times."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = 1.0
        for _attempt in range(5):
            start = time.thread_time()
            find(text)
            best = min(best, time.thread_time() - start)
        return best

    assert seconds(30_000) <= 25 * seconds(3_000) + 0.02
