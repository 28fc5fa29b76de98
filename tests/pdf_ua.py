"""A checker for the clauses of PDF/UA-1 (ISO 14289-1) that a machine can decide.

Checks by clause: 5 and 6.2 (identification), 7.1 (all content tagged or artifact, title, language), 7.2 (structure of
tables and lists), 7.3 (figures), 7.4 (headings), 7.18 (links), 7.21 (embedded fonts, text can be extracted). Reading
order and the quality of alternative texts are for people.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NumberObject

from tests.vacancies.listings.document_files import read

# Operators that put something on the page.
PAINTS = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"S",
    b"s",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"Do",
    b"sh",
    b"INLINE IMAGE",
}
INSIDE = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
}  # fmt: skip
AROUND = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"}, "TD": {"TR"},
    "LI": {"L"}, "Lbl": {"LI", "Note", "Reference"}, "LBody": {"LI"},
}  # fmt: skip


def faults(content: bytes) -> list[str]:
    """The violated clauses; empty when none of those above is violated."""
    reader = read(content)
    root = reader.trailer["/Root"]
    if "/StructTreeRoot" not in root:
        return ["7.1: no structure"]
    tree = list(structure(root["/StructTreeRoot"]))
    return [*of_document(reader), *of_pages(reader, tree), *of_structure(tree), *of_fonts(reader)]


def structure(element: Any, above: str = "") -> Iterator[tuple[str, str, DictionaryObject, list[Any]]]:
    """Kind, kind of the parent, the element and its own children, in reading order."""
    kind = str(element.get("/S", "")).removeprefix("/")
    given = element.get("/K", ArrayObject()).get_object()
    children = [child.get_object() for child in given] if isinstance(given, ArrayObject) else [given]
    if kind:
        yield kind, above, element, children
    for child in children:
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield from structure(child, kind)


def of_document(reader: PdfReader) -> Iterator[str]:
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    if not re.search(r"pdfuaid:part(>|=\")1", metadata):
        yield "5: does not say that it is PDF/UA-1"
    if "<dc:title>" not in metadata:
        yield "7.1: no title in the metadata"
    if root.get("/MarkInfo", {}).get("/Marked") != True:  # noqa: E712 - a PDF's own kind of true
        yield "6.2: not marked as tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False) == True:  # noqa: E712
        yield "7.1: suspects"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") != True:  # noqa: E712
        yield "7.1: the title is not shown"
    if not root.get("/Lang"):
        yield "7.2: no language"


def of_pages(reader: PdfReader, tree: list) -> Iterator[str]:
    tagged = Counter(number for _kind, _above, element, children in tree for number in marks(element, children))
    for index, page in enumerate(reader.pages):
        drawn: set[int] = set()
        open_marks: list[bool] = []  # for each open mark whether it is tagged or an artifact
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                facts = operands[1] if len(operands) > 1 else {}
                number = facts.get("/MCID") if isinstance(facts, dict) else None
                if number is not None:
                    drawn.add(int(number))
                open_marks.append(number is not None or operands[0] == "/Artifact")
            elif operator == b"EMC":
                open_marks.pop()
            elif operator in PAINTS and not any(open_marks):
                yield f"7.1: page {index + 1} shows something that is neither tagged nor an artifact"
                break
        own = page.indirect_reference.idnum
        if lost := {number for number in drawn if not tagged[own, number]}:
            yield f"7.1: page {index + 1} has content outside the structure: {sorted(lost)}"
        if page.get("/Tabs") != "/S" and "/Annots" in page:
            yield f"7.18.3: page {index + 1} is not walked in the order of the structure"
        for link in page.get("/Annots", ()):
            if link.get_object().get("/Subtype") == "/Link" and not link.get_object().get("/Contents"):
                yield f"7.18.5: a link on page {index + 1} does not say where it leads"


def marks(element: DictionaryObject, children: list[Any]) -> Iterator[tuple[int, int]]:
    """The marked content of an element as page and MCID."""
    for child in children:
        page: Any = None
        if isinstance(child, NumberObject):
            page, number = element.raw_get("/Pg"), child
        elif isinstance(child, DictionaryObject) and "/MCID" in child:
            page, number = (child if "/Pg" in child else element).raw_get("/Pg"), child["/MCID"]
        if page is not None:
            yield page.idnum, int(number)


def of_structure(tree: list) -> Iterator[str]:
    last = 0
    for kind, above, element, children in tree:
        kinds = {str(child["/S"]).removeprefix("/") for child in children if "/S" in dict_of(child)}
        if strange := kinds - INSIDE.get(kind, kinds):
            yield f"7.2: {sorted(strange)} in {kind}"
        if kind in AROUND and above not in AROUND[kind]:
            yield f"7.2: {kind} in {above}"
        if kind == "TH" and not any("/Scope" in dict_of(part) for part in attributes(element)):
            yield "7.5: a heading cell does not say of what"
        if kind == "Figure" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "7.3: a figure without words"
        if level := re.fullmatch(r"H([1-6])", kind):
            if int(level[1]) > last + 1:
                yield f"7.4: {kind} after H{last}"
            if not children:
                yield "7.4: an empty heading"
            last = int(level[1])


def dict_of(child: Any) -> dict:
    return child if isinstance(child, DictionaryObject) else {}


def attributes(element: DictionaryObject) -> list[Any]:
    given = element.get("/A", ArrayObject()).get_object()
    return [part.get_object() for part in given] if isinstance(given, ArrayObject) else [given]


def of_fonts(reader: PdfReader) -> Iterator[str]:
    for index, page in enumerate(reader.pages):
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get("/FontDescriptor", {})):
                yield f"7.21.4: a font of page {index + 1} does not travel along"
            if "/ToUnicode" not in font:
                yield f"7.21.7: text of page {index + 1} cannot be read back"
