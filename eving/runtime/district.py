"""The district that this portal is about, as ``eving/districts/<name>.toml`` describes it."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eving.runtime.environment import problems
from eving.runtime.plan import Plan, faults, read_plan
from eving.runtime.wordings import Wordings


@dataclass(frozen=True)
class Street:
    name: str
    part: str
    is_focus: bool = False


@dataclass(frozen=True)
class District:
    name: str
    town: str
    postcode: str
    land: str  # code of the federal state
    brand: str  # folder below static/brand
    motif: Wordings  # what the drawings show besides houses; may be empty
    password_words: tuple[str, ...]
    parts: tuple[str, ...]
    streets: tuple[Street, ...]
    frameworks: tuple[dict[str, str], ...]  # columns of core.Framework
    plan: Plan | None = None  # without one lists have no plan


BRAND = ("mark.svg", "favicon.svg", "street.svg", "row.svg", "empty.svg", "idea.svg", "brand.css")


def check_brand(folder: Path, brand: str) -> None:
    """Appends to ``problems`` which drawings are missing; a server with collected files only has no such folder."""
    lacking = [name for name in BRAND if not (folder / brand / name).is_file()]
    if folder.is_dir() and lacking:
        problems.append(f"static/brand/{brand} lacks {', '.join(lacking)}; static/brand/plain has them all.")


TEXTS = ("name", "town", "postcode", "land", "brand")
NO_LETTER = re.compile(r"[\W_]+")
FRAMEWORK = ("code", "name", "short_name", "owner", "summary")


def misfits(content: dict[str, Any]) -> Iterator[str]:
    """What TOML allows and a district cannot be, as sentences."""
    for key in TEXTS:
        if not isinstance(content.get(key, ""), str):
            yield f"“{key}” is a text and stands in quotation marks."
    if not isinstance(content.get("motif", {}), dict):
        yield "“motif” names languages: motif = {de = …, en = …}."
    tables = {key: content.get(key, []) for key in ("parts", "frameworks")}
    for key, rows in tables.items():
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            yield f"each of “{key}” begins with [[{key}]] in a line of its own."
            tables[key] = []
    named = [(key, part.get(key, [])) for part in tables["parts"] for key in ("streets", "focus_streets")]
    lists = [("password_words", content.get("password_words", [])), *named]
    for key, names in lists:
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            yield f'“{key}” is a list of texts: ["…", "…"].'
            return
    for framework in tables["frameworks"]:
        if not framework.get("code") or set(framework) - set(FRAMEWORK):
            yield f"a framework has a “code”, and nothing but {', '.join(FRAMEWORK)}."
    places = {"parts": [part.get("name", "") for part in tables["parts"]]}
    places["streets"] = [name for _key, names in named for name in names]
    for kind, names in places.items():
        alike = Counter(NO_LETTER.sub("", str(name).casefold()) for name in names)
        if twice := [str(name) for name in names if alike[NO_LETTER.sub("", str(name).casefold())] > 1]:
            yield f"two of “{kind}” have one name: {', '.join(twice)}."


def places_of(content: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The names of parts and streets."""
    parts = content.get("parts", [])
    streets = {name for part in parts for key in ("streets", "focus_streets") for name in part.get(key, [])}
    return {part.get("name", "") for part in parts}, streets


def read_district(folder: Path, name: str) -> District:
    """The district of a file in the folder, or of one elsewhere whose path is given.

    What the file lacks is appended to ``problems``, with a stand-in so that the rest is read.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
        problems.append(f"DISTRICT is “{name}”, which is no file, and eving/districts has only: {known}.")
        content = {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{path.name} cannot be read: {error}.")
        content = {}
    else:
        if wrong := list(misfits(content)):
            problems.extend(f"{path.name}: {sentence}" for sentence in wrong)
            content = {key: value for key, value in content.items() if key in TEXTS and isinstance(value, str)}
        for key in () if wrong else ("name", "town", "postcode", "land", "brand", "parts"):
            if not content.get(key):
                problems.append(f"{path.name} does not say “{key}”.")
    named = ("parts", "frameworks")
    if nameless := [kind for kind in named if not all(row.get("name") for row in content.get(kind, []))]:
        problems.append(f"{path.name} has {' and '.join(nameless)} without “name”.")
    plan = content.get("plan")
    if plan is not None and (wrong := list(faults(plan, *places_of(content)))):
        problems.extend(f"{path.name}: {sentence}" for sentence in wrong)
        plan = None
    parts: list[dict[str, Any]] = [part for part in content.get("parts", []) if part.get("name")]
    return District(
        name=content.get("name", ""),
        town=content.get("town", ""),
        postcode=content.get("postcode", ""),
        land=content.get("land", ""),
        brand=content.get("brand", ""),
        motif=Wordings(content.get("motif", {})),
        password_words=tuple(content.get("password_words", [])),
        parts=tuple(part["name"] for part in parts),
        streets=tuple(
            Street(street, part["name"], is_focus)
            for part in parts
            for is_focus, names in ((True, part.get("focus_streets", [])), (False, part.get("streets", [])))
            for street in names
        ),
        frameworks=tuple(
            {"owner": "", "summary": "", "short_name": framework["name"], **framework}
            for framework in content.get("frameworks", [])
            if framework.get("name") and framework.get("code")
        ),
        plan=read_plan(plan) if plan else None,
    )
