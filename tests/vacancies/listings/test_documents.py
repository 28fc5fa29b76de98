"""Exposé, window poster and preview image of a listing: content, accessibility, privacy, delivery."""

import io
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ContentStream, IndirectObject, NameObject

from eving.core.documents import render
from eving.core.documents.fonts import font_folder, printable_text
from eving.core.models.photos import path_of
from eving.core.static_files import static_file
from tests import pdf_ua
from tests.pages import text_of
from tests.vacancies.listings.document_files import (
    bytes_in,
    code_in,
    elements,
    make_published,
    millimetres,
    photographed,
    read,
    text_in,
)
from tests.vacancies.make import make_listing, make_photo, make_unit, use
from vacancies.documents import expose, poster
from vacancies.models import Listing

pytestmark = pytest.mark.django_db
PAPERS = ["expose.pdf", "aushang.pdf"]
ALL = [*PAPERS, "vorschau.jpg"]


def get(client: Client, listing: Listing, name: str = "expose.pdf", **headers: str) -> Any:
    return client.get(f"/ladenlokale/{listing.number}/{name}", headers=headers)


def document_of(client: Client, listing: Listing, name: str = "expose.pdf") -> bytes:
    answer = get(client, listing, name)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content


def fresh(listing: Listing) -> Listing:
    return Listing.objects.select_related("unit__street", "unit__part").get(pk=listing.pk)


# ---------------------------------------------------------------- what they say
def test_the_expose_says_all_that_the_page_says(client: Client) -> None:
    unit = make_unit(
        house_number="59",
        total_area_m2=Decimal("85.5"),
        storage_area_m2=Decimal("18"),
        entrance_steps=1,
        entrance_step_height_cm=12,
        door_width_cm=98,
        has_water=True,
        equipment_note="Boden Terrazzo",
    )
    listing = make_published(
        unit=unit,
        title="Ecklokal mit Gründerzeitfassade",
        description="Große Fenster, süße Ecke.\n\nIm Hof ist Platz.",
        location_text="Wochenmarkt am Donnerstag.",
        ancillary_costs_month=Decimal("160"),
        heating_costs_month=Decimal("95"),
        vat_charged=False,
        deposit=Decimal("1920"),
        available_from=date(2099, 1, 1),
        checked_on=date(2026, 11, 20),
        wanted_uses=[use("einzelhandel")],
        energy_status="available",
        energy_kind="consumption",
        energy_heat_kwh=Decimal("120.5"),
        energy_power_kwh=Decimal("22.1"),
        energy_carrier="Fernwärme",
        energy_issued_on=date(2022, 5, 17),
    )

    text = text_in(document_of(client, listing))

    in_order = [
        "Bergstraße 59",
        "Ecklokal mit Gründerzeitfassade",
        "1 Stufe (12 cm)",
        f"Nummer {listing.number}",
        "Mietfläche 85,5 m²",
        "Nettokaltmiete 640 € im Monat",
        "Verfügbar ab 1. Januar 2099",
        "Große Fenster, süße Ecke. Im Hof ist Platz.",
        "Wochenmarkt am Donnerstag.",
        "Nebenkosten 160 € im Monat",
        "Zusammen 895 € im Monat",
        "Kaution 1.920 €",
        "Lager 18 m²",
        "Boden Terrazzo",
        "Türbreite 98 cm",
        "Barrierefreies WC unbekannt",
        "Erwünscht Einzelhandel",
        "Endenergie Wärme 120,5 kWh",
        "Fernwärme",
        "Quartiersmanagement Eving",
        "Telefon 0231 000000",
        "Diese Angaben wurden zuletzt am",
    ]
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    places = [plain.find(part) for part in in_order]
    assert -1 not in places, in_order[places.index(-1)]
    assert places == sorted(places)


def test_every_unknown_part_of_the_cost_is_named(client: Client) -> None:
    listing = make_published(rent_on_request=True, net_cold_rent_month=Decimal("777"))

    text = text_in(document_of(client, listing))

    assert "auf Anfrage" in text and "777" not in text
    named = text.partition("weil offen ist: ")[2].partition("Kaution")[0].replace("\u00ad ", "")
    assert named.split() == ["Nettokaltmiete,", "Nebenkosten,", "Heizkosten", "und", "Umsatzsteuer"]


def test_a_listing_with_little_known_has_no_empty_sections(client: Client) -> None:
    listing = make_listing(description="Kurz.", unit=make_unit(total_area_m2=None))

    content = document_of(client, listing)

    headings = [str(element["/T"]) for kind, element in elements(content) if kind == "H1"]
    assert len(headings) == len(set(headings)) == 7
    assert "Die Umgebung" not in headings and "Was hier hineinpasst" not in headings
    assert len(read(content).pages) == 1


@pytest.mark.parametrize(("name", "size"), [("expose.pdf", (210, 297)), ("aushang.pdf", (297, 420))])
def test_paper_sizes(client: Client, name: str, size: tuple[int, int]) -> None:
    content = document_of(client, make_published(), name)

    assert millimetres(content) == size


def test_the_poster_is_one_page_however_long_the_title(client: Client) -> None:
    title = "Sehr geräumiges Ladenlokal mit großem Lager, Hof, Keller und Schaufenstern, EG"
    unit = make_unit(entrance_steps=2, entrance_step_height_cm=15)
    listing = make_published(unit=unit, title=title, kind="sale", sale_price=Decimal("1285000.50"))

    content = document_of(client, listing, "aushang.pdf")

    text = text_in(content).replace("\N{NO-BREAK SPACE}", " ")
    assert len(read(content).pages) == 1
    for expected in (title, "80 m²", "1.285.000,50 €", "2 Stufen (15 cm)", "0231 000000", "zu verkaufen"):
        assert expected in text
    assert f"127.0.0.1:8000/ladenlokale/{listing.number}" in text


def test_a_reserved_shop_says_so(client: Client) -> None:
    listing = make_published(state="reserved")

    assert "reserviert" in text_in(document_of(client, listing, "aushang.pdf"))
    assert "Dieses Ladenlokal ist reserviert." in text_in(document_of(client, listing))


def test_the_preview_is_a_picture_of_the_agreed_size(client: Client) -> None:
    listing = make_published()

    answer = get(client, listing, "vorschau.jpg")

    assert answer["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
        red, _green, blue = picture.getpixel((100, 500))  # the left half of the photo is red
        assert red > 150 > 100 > blue
        assert picture.getpixel((1190, 10)) == (255, 255, 255)
    assert len(answer.content) < 300_000


# ---------------------------------------------------------------- the code
@pytest.mark.parametrize(("make", "smallest"), [(expose.expose, 25), (poster.poster, 90)])
def test_a_telephone_reads_the_address_of_the_page(
    client: Client, settings, make: Callable[[Listing], Any], smallest: int
) -> None:
    settings.BASE_URL = "https://quartiersportal.eving.example"
    listing = make_published()

    pages = render.compiled(make(fresh(listing)), format="png", ppi=60)
    first = pages[0] if isinstance(pages, list) else pages

    assert code_in(first) == f"https://quartiersportal.eving.example/ladenlokale/{listing.number}/"
    assert client.get(f"/ladenlokale/{listing.number}/", follow=True).redirect_chain == [
        (listing.get_absolute_url(), 301)
    ]
    [figure] = [
        element for kind, element in elements(render.pdf(make(fresh(listing)))) if "QR" in element.get("/Alt", "")
    ]
    left, _bottom, right, _top = figure["/A"][0]["/BBox"]
    border = 8 / (29 + 8)  # four modules of white on each side of a code of version 3
    assert (float(right) - float(left)) / 72 * 25.4 * (1 - border) >= smallest


# ---------------------------------------------------------------- PDF/UA: what a machine can tell of it
@pytest.mark.parametrize("name", PAPERS)
def test_a_document_is_tagged_and_says_what_it_is(client: Client, name: str) -> None:
    listing = make_published(pictures=4, plan=True, title="Laden <mit> Ecke")

    content = document_of(client, listing, name)

    reader = read(content)
    root = reader.trailer["/Root"]
    assert reader.metadata.title == f"Laden <mit> Ecke, {listing.place}"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)
    assert root["/MarkInfo"].get("/Suspects", False) == False  # noqa: E712 - a PDF's own kind of false
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert all(page["/Tabs"] == "/S" for page in reader.pages)
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", metadata)
    assert "Laden &lt;mit&gt; Ecke" in metadata and not reader.is_encrypted


@pytest.mark.parametrize("pictures", [0, 1, 5])
@pytest.mark.parametrize("name", PAPERS)
def test_no_rule_that_a_machine_can_check_is_broken(client: Client, name: str, pictures: int) -> None:
    assert pdf_ua.faults(document_of(client, make_published(pictures=pictures, plan=pictures > 1), name)) == []


def test_the_rules_find_what_is_broken(client: Client) -> None:
    """The twin: the same document with its parts removed one by one."""

    def broken(change: Callable[[PdfWriter, Any, list], None]) -> list[str]:
        writer = PdfWriter(clone_from=read(content))
        root = writer.root_object
        change(writer, root, list(pdf_ua.structure(root["/StructTreeRoot"])))
        written = io.BytesIO()
        writer.write(written)
        return pdf_ua.faults(written.getvalue())

    def first(tree: list, kind: str) -> Any:
        return next(element for found, _above, element, _children in tree if found == kind)

    def turn(kind: str, into: str) -> Callable[[PdfWriter, Any, list], None]:
        return lambda _writer, _root, tree: first(tree, kind).update({NameObject("/S"): NameObject(into)})

    def paint(writer: PdfWriter, _root: Any, _tree: list) -> None:
        page = writer.pages[0]
        page[NameObject("/Contents")] = ContentStream(page.get_contents(), writer)
        page["/Contents"].operations.append(([], b"S"))

    content = document_of(client, make_published(pictures=2))
    expected: list[tuple[str, Callable[[PdfWriter, Any, list], Any]]] = [
        ("7.1: no structure", lambda _writer, root, _tree: root.pop("/StructTreeRoot")),
        ("7.2: no language", lambda _writer, root, _tree: root.pop("/Lang")),
        ("6.2: not marked", lambda _writer, root, _tree: root.pop("/MarkInfo")),
        ("5: does not say", lambda _writer, root, _tree: root.pop("/Metadata")),
        ("7.3: a figure", lambda _writer, _root, tree: first(tree, "Figure").pop("/Alt")),
        ("7.5: a heading cell", lambda _writer, _root, tree: first(tree, "TH").pop("/A")),
        ("7.4: H3 after", turn("H1", "/H3")),
        ("7.2: ['P'] in TR", turn("TD", "/P")),
        ("7.1: page 1 has content outside", lambda _writer, _root, tree: first(tree, "H1").pop("/K")),
        ("7.1: page 1 shows something", paint),
    ]  # fmt: skip
    for complaint, change in expected:
        assert any(fault.startswith(complaint) for fault in broken(change)), complaint


@pytest.mark.parametrize("name", PAPERS)
def test_fonts_are_ours_and_travel_along(client: Client, name: str) -> None:
    reader = read(document_of(client, make_published(), name))

    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        assert re.fullmatch(r"/[A-Z]{6}\+FiraSans-\w+", inner["/BaseFont"])
        assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])
        assert isinstance(font.raw_get("/ToUnicode"), IndirectObject)


def test_headings_tables_lists_and_pictures_are_what_they_look_like(client: Client) -> None:
    listing = make_published(pictures=5, plan=True)

    structure = elements(document_of(client, listing))

    kinds = [kind for kind, _element in structure]
    headings = [kind for kind in kinds if re.fullmatch(r"H\d?", kind)]
    assert headings and set(headings) == {"H1"}
    assert kinds.count("Table") == 1 and kinds.count("TH") == 2 and kinds.count("TR") == kinds.count("TD") / 2 + 1
    assert kinds.count("LI") == kinds.count("Lbl") == kinds.count("LBody") > 10
    alts = [str(element.get("/Alt", "")) for kind, element in structure if kind == "Figure"]
    assert alts[0] == "Blick 1 in den Laden"
    assert alts[2:] == ["Grundriss mit Lager", "Blick 2 in den Laden", "Blick 3 in den Laden"]
    assert alts[1].startswith("QR") and f"/ladenlokale/{listing.number}/" in alts[1]


def test_without_a_plan_there_is_room_for_three_more_photos(client: Client) -> None:
    structure = elements(document_of(client, make_published(pictures=6)))

    assert [element["/Alt"][:7] for kind, element in structure if kind == "Figure" and "Blick" in element["/Alt"]] == [
        f"Blick {number}" for number in (1, 2, 3, 4)
    ]


def test_an_english_document_says_that_the_texts_of_people_are_german(client: Client) -> None:
    listing = make_published(description="Schöner Laden.")

    answer = client.get(f"/en/ladenlokale/{listing.number}/expose.pdf")

    assert read(answer.content).trailer["/Root"]["/Lang"] == "en"
    assert "What it costs" in text_in(answer.content)
    assert b"/Lang (de)" in bytes_in(answer.content) or b"/Lang(de)" in bytes_in(answer.content)


# ---------------------------------------------------------------- what they keep to themselves
@pytest.mark.parametrize("name", PAPERS)
def test_a_hidden_house_number_is_nowhere(client: Client, name: str) -> None:
    # With a letter: four digits alone occur in some PDFs by chance, as object offsets.
    secret = {"house_number": "7353q", "unit_label": "Seitenflügel"}
    listing = make_published(unit=make_unit(**secret), show_address=True)
    assert "7353q" in text_in(document_of(client, listing, name))  # the twin: there is something to hide
    Listing.objects.filter(pk=listing.pk).update(show_address=False)

    answer = get(client, listing, name)

    assert "Bergstraße" in text_in(answer.content)
    haystack = bytes_in(answer.content) + str(answer.headers).encode() + text_in(answer.content).encode()
    haystack += str(read(answer.content).metadata).encode()
    for word in ("7353q", "Seitenflügel"):
        assert word.encode() not in haystack
        assert word.encode("utf-16-be") not in haystack and word.encode("utf-16-be").hex().encode() not in haystack


@pytest.mark.parametrize("name", PAPERS)
def test_internal_notes_and_persons_stay_inside(client: Client, name: str) -> None:
    listing = make_published(owner_consent_note="Brief von Frau Geheim")

    assert "Geheim" not in text_in(document_of(client, listing, name))


def test_a_photo_that_is_not_approved_is_not_printed(client: Client) -> None:
    listing = make_published(pictures=1)
    photographed(listing.unit, alt="Noch nicht freigegeben", approved_at=None)

    alts = [element.get("/Alt", "") for _kind, element in elements(document_of(client, listing))]

    assert "Blick 1 in den Laden" in alts and "Noch nicht freigegeben" not in alts


def test_a_photo_whose_file_is_lost_is_left_out(client: Client) -> None:
    listing = make_published(pictures=2)
    path_of(listing.unit.photos.first().file_names[-1]).unlink()

    for name in ALL:
        assert get(client, listing, name).status_code == 200
    alts = [element.get("/Alt", "") for _kind, element in elements(document_of(client, listing))]
    assert "Blick 2 in den Laden" in alts and "Blick 1 in den Laden" not in alts


# ---------------------------------------------------------------- hostile texts
HOSTILE = [
    "#let x = 1",
    '#import "@preview/x:1.0.0"',
    '#read("/etc/passwd")',
    "$x^2$ und *fett* und _schief_",
    "<label> @ref // nichts /* nichts */",
    "= keine Überschrift",
    r"\ \u{41} \\ C:\neu",
    "\"doppelt\" 'einfach' `code`",
    "]}) [{( %(title)s %s {0}",
    "</script><script>alert(1)</script>",
]


@pytest.mark.parametrize("name", PAPERS)
def test_what_looks_like_markup_stays_text(client: Client, name: str) -> None:
    for written in HOSTILE:
        listing = make_published(title=written, description=written, location_text=written)

        assert written in text_in(document_of(client, listing, name))
        assert get(client, listing, "vorschau.jpg").status_code == 200


def test_all_hostile_texts_stay_text_in_every_field(client: Client) -> None:
    text = "\n".join(HOSTILE)
    unit = make_unit(house_number="#let x", unit_label="$x$", equipment_note=HOSTILE[3])
    listing = make_published(
        unit=unit, description=text, location_text=text, commission=HOSTILE[2], commission_owed="some"
    )
    make_photo(unit)

    shown = text_in(document_of(client, listing))

    assert "Bergstraße #let x ($x$)" in shown and HOSTILE[2] in shown
    for written in HOSTILE:
        assert shown.count(written) >= 2


@pytest.mark.parametrize("name", ALL)
def test_characters_without_a_shape_never_break_a_document(client: Client, name: str) -> None:
    strange = (
        "Laden 😀 مرحبا 你好 👩‍👩‍👧"
        " \u202eumgedreht \u200b\u00ad\ufeff \ue000 \U0010fffd a\u0301\u0489 ﬁ ① \x07\x1b\x7f ends"
    )
    listing = make_published(title=strange[:80], description=strange, location_text=strange * 20)

    answer = get(client, listing, name)

    assert answer.status_code == 200
    if name == "expose.pdf":
        assert "Laden […] umgedreht á ﬁ 1 ends" in text_in(answer.content)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Größe „85 m²“ – 3 × 4 … €", "Größe „85 m²“ – 3 × 4 … €"),
        ("Łódź, İzmir, Харків, Αθήνα", "Łódź, İzmir, Харків, Αθήνα"),
        ("u\u0308ber", "über"),
        ("Hallo 😀!", "Hallo !"),
        ("zu\u00adsam\u200bmen", "zusammen"),
        ("Gruß مرحبا بكم Ende", "Gruß […] Ende"),
        ("eins\u2028zwei\tdrei", "eins zwei drei"),
        ("a\nb", "a\nb"),
        ("", ""),
    ],
)
def test_texts_are_cut_to_what_the_font_can_draw(written: str, printed: str) -> None:
    assert printable_text(written) == printed


def test_a_text_of_four_thousand_characters_flows_over_pages(client: Client) -> None:
    long_text = " ".join(f"Wort{number}" for number in range(520))[:4000]
    listing = make_published(pictures=4, plan=True, description=long_text, location_text=long_text[:2000])

    content = document_of(client, listing)

    text = text_in(content)
    assert "Wort0 Wort1 " in text and "Wort400" in text
    assert 3 <= len(read(content).pages) <= 4


def test_a_word_without_end_does_not_break_a_document(client: Client) -> None:
    listing = make_published(title="W" * 80, description="x" * 4000, commission="y" * 160, commission_owed="some")

    for name in ALL:
        assert get(client, listing, name).status_code == 200
    assert len(read(document_of(client, listing, "aushang.pdf")).pages) == 1


# ---------------------------------------------------------------- who gets one
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("paused", 410), ("withdrawn", 410), ("expired", 410)])
def test_a_hidden_listing_has_no_document(client: Client, state: str, status: int, name: str) -> None:
    listing = make_listing(state=state, title="Verborgener Laden")

    answer = get(client, listing, name)

    assert answer.status_code == status and "Verborgener" not in text_of(answer)


@pytest.mark.parametrize("name", PAPERS)
def test_nobody_prints_a_shop_that_is_let(client: Client, name: str) -> None:
    answer = get(client, make_listing(state="let"), name)

    assert answer.status_code == 410
    assert "Dieses Ladenlokal ist vermittelt." in text_of(answer)


def test_the_preview_of_a_let_shop_names_no_rent(client: Client) -> None:
    listing = make_listing(state="let")
    dear = get(client, listing, "vorschau.jpg").content
    Listing.objects.filter(pk=listing.pk).update(net_cold_rent_month=Decimal("9999"))

    assert get(client, listing, "vorschau.jpg").content == dear


@pytest.mark.parametrize("number", ["anbieten", "L-999999", "L-1%00", "..", "%3Cb%3E"])
def test_an_unknown_number_has_no_document(client: Client, number: str) -> None:
    assert client.get(f"/ladenlokale/{number}/expose.pdf").status_code in (400, 404)


def test_document_are_only_read(client: Client) -> None:
    listing = make_published()

    assert client.post(f"/ladenlokale/{listing.number}/expose.pdf").status_code == 405


# ---------------------------------------------------------------- how they are served
def test_the_name_of_the_file_is_the_number(client: Client) -> None:
    listing = make_published(title="Laden; filename=evil.exe")

    answer = get(client, listing)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="ladenlokal-{listing.number}-expose.pdf"'
    assert "Set-Cookie" not in answer and answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ALL)
def test_who_has_the_document_gets_it_again_only_when_something_changed(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    listing = make_published()
    first = get(client, listing, name)
    etag = first["ETag"]
    monkeypatch.setattr(render, "WAIT_SECONDS", 0.01)

    with render.one_at_a_time:  # anything that has to be typeset would have to wait and be refused
        again = get(client, listing, name, if_none_match=etag)
        anew = get(client, listing, name)

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert anew.status_code == 503
    listing.unit.photos.all().delete()
    assert get(client, listing, name, if_none_match=etag).status_code == (304 if name == "aushang.pdf" else 200)
    Listing.objects.filter(pk=listing.pk).update(title="Neuer Titel")
    changed = get(client, listing, name, if_none_match=etag)
    assert changed.status_code == 200 and changed["ETag"] != etag


def test_the_same_document_has_the_same_bytes(client: Client) -> None:
    listing = make_published(pictures=2, plan=True)
    first = document_of(client, listing)

    anew = render.compiled(expose.expose(fresh(listing)), format="pdf", pdf_standards=["ua-1"])

    assert anew == first


@pytest.mark.parametrize("name", ALL)
def test_a_document_needs_the_same_few_queries_for_one_photo_and_for_three(
    client: Client, django_assert_num_queries: Any, name: str
) -> None:
    one = make_published(pictures=1)
    three = make_published(pictures=3, plan=True, wanted_uses=[use("einzelhandel"), use("buero")])

    for listing in (one, three):
        with django_assert_num_queries(1):
            document_of(client, listing, name)


def test_when_too_many_ask_the_next_one_is_told_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = make_published()
    monkeypatch.setattr(render, "WAIT_SECONDS", 0.01)

    with render.one_at_a_time:
        answer = get(client, listing)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert not {"ETag", "Content-Disposition"} & set(answer.headers)
    assert get(client, listing).status_code == 200


# ---------------------------------------------------------------- the font
def test_two_processes_unpack_the_font_at_once(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    start = threading.Barrier(2)

    def unpack(_number: int) -> Path:
        start.wait()
        return font_folder.__wrapped__()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(unpack, range(2))

    assert first == second
    assert sorted(path.name for path in first.iterdir()) == [
        "FiraSans-Bold.ttf",
        "FiraSans-Medium.ttf",
        "FiraSans-Regular.ttf",
    ]
    assert list((tmp_path / "fonts").iterdir()) == [first], "no draft is left behind"


def test_where_only_collected_files_are_left_the_font_is_found_by_its_hash(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path
    name = "vendor/kern/fonts/fira-sans/FiraSans-Bold.woff2"
    hashed = "vendor/kern/fonts/fira-sans/FiraSans-Bold.0123456789ab.woff2"
    (tmp_path / "staticfiles.json").write_text(f'{{"version": "1.1", "paths": {{"{name}": "{hashed}"}}, "hash": "x"}}')
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    monkeypatch.setattr(finders, "find", lambda _name: None)

    assert static_file(name) == tmp_path / hashed
