"""Tests of rules for all files of the repository. Each rule has a twin that shows it can fail."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LICENCE = "EUPL-1.2"

# Joined from parts, so that this file does not contain what it looks for.
HOSTS = [
    f"{host}.{end}"
    for host, end in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com")]
]
MACHINE_PATHS = [f"/{folder}/" for folder in ("work", "root", "tmp/w")]
# Names reserved for examples (RFC 2606), and this machine.
RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$|^127\.0\.0\.1$")
# Required by version 0.4 of publiccode.yml, except `url`: there is none before the source is published.
PUBLICCODE = (
    "publiccodeYmlVersion", "name", "platforms", "categories", "developmentStatus", "softwareType", "legal.license",
    "maintenance.type", "maintenance.contacts", "localisation.localisationReady", "localisation.availableLanguages",
    *(f"description.{code}.{part}Description" for code in ("de", "en") for part in ("short", "long")),
    "description.de.features", "description.en.features",
)  # fmt: skip


def tracked() -> list[Path]:
    """Files under version control, and untracked files that are not ignored."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found.append((path.relative_to(ROOT).as_posix(), content.decode()))
    return found


# ---------------------------------------------------------------- rules
def foreign_places(text: str) -> list[str]:
    """Hosts of package registries and paths of a single machine."""
    return [place for place in [*HOSTS, *MACHINE_PATHS] if place in text]


def unpinned(requirements: str) -> list[str]:
    """Requirements without version or hash, and lines that name an index."""
    entries = [entry.strip() for entry in re.sub(r"\\\n", " ", requirements).splitlines()]
    entries = [entry for entry in entries if entry and not entry.startswith("#")]
    return [
        entry for entry in entries
        if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry) or " --hash=sha256:" not in entry or "://" in entry
    ]  # fmt: skip


def without_purpose(pyproject: str) -> list[str]:
    """Runtime dependencies without a comment that says what they are for."""
    block = pyproject.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    lines = [line.strip() for line in block.splitlines() if line.strip().startswith('"')]
    return [line for line in lines if not re.search(r"#\s*\w{2,}", line)]


def without_integrity(lock: dict) -> list[str]:
    """Front-end packages without an integrity hash, or with the host they came from."""
    packages = {name: package for name, package in lock["packages"].items() if name}
    return [name for name, package in packages.items() if not package.get("integrity") or "resolved" in package]


def unsafe_markup(text: str) -> list[str]:
    patterns = {
        "inline style": r"<style\b|\sstyle\s*=",
        "inline script": r"<script(?![^>]*\bsrc=)[^>]*>|javascript:",
        "event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
        "foreign host": r"""<(?:script|link|img|iframe|source|use)\b[^>]*\b(?:src|href|srcset)=["'](?:https?:)?//""",
    }
    return [name for name, pattern in patterns.items() if re.search(pattern, text, re.I)]


def own_addresses(text: str) -> list[str]:
    """Web addresses that contain the project's name and are not reserved for examples."""
    found = re.findall(r"https?://([\w.-]+\w)(?::\d+)?(/[^\s\"'<>()`]*)?", text)
    return [host + path for host, path in found if "eving" in host + path and not RESERVED.search(host)]


def entries(publiccode: str) -> dict[str, str]:
    """Values of a publiccode.yml by dotted path, such as ``legal.license``; comments are left out."""
    found: dict[str, str] = {}
    place: list[str] = []
    for line in publiccode.splitlines():
        text, depth = line.strip(), (len(line) - len(line.lstrip())) // 2
        is_folded = bool(place) and found[".".join(place)].startswith(">") and depth >= len(place)
        if not is_folded and (key := re.fullmatch(r"(\w+):(?: +(.*))?", text)):
            place = [*place[:depth], key[1]]
            found[".".join(place)] = key[2] or ""
        elif text and not text.startswith("#"):
            found[".".join(place)] += f" {text}"
    return {name: text.strip(' >"') for name, text in found.items()}


def wrong_in_publiccode(publiccode: str) -> list[str]:
    found = entries(publiccode)
    wrong = [f"{place} is missing" for place in PUBLICCODE if not found.get(place)]
    url = found.get("url")
    if url is not None and (not url.startswith("https://") or RESERVED.search(url.split("/")[2])):
        wrong.append("url leads nowhere")
    for place, text in found.items():
        length = len(text)
        if place.endswith(".shortDescription") and length > 150:
            wrong.append(f"{place} is too long")
        if place.endswith(".longDescription") and not 150 <= length <= 10_000:
            wrong.append(f"{place} is too short or too long")
    return wrong


def says_what_it_does(migration: str) -> bool:
    return bool(re.fullmatch(r"\d{4}_(?!auto)[a-z][a-z0-9_]+\.py", migration))


# ---------------------------------------------------------------- the rules applied to this repository
def test_no_file_names_a_package_host_or_a_path_of_one_machine():
    found = {name: places for name, text in texts() if (places := foreign_places(text))}

    assert found == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"])
def test_every_version_is_pinned_with_hashes(name):
    requirements = (ROOT / name).read_text()

    assert "==" in requirements
    assert unpinned(requirements) == []


def test_every_dependency_says_what_it_is_for():
    assert without_purpose((ROOT / "pyproject.toml").read_text()) == []


def test_the_front_end_is_pinned_with_integrity_hashes():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert len(lock["packages"]) > 1
    assert without_integrity(lock) == []


def test_pages_hold_nothing_inline_and_nothing_foreign():
    pages = [(name, text) for name, text in texts() if re.search(r"\.(html|svg)$", name) and "templates/" in name]

    assert len(pages) > 20
    assert {name: found for name, text in pages if (found := unsafe_markup(text))} == {}


def test_every_migration_has_a_name():
    names = [path.name for path in tracked() if path.parent.name == "migrations" and path.name != "__init__.py"]

    assert len(names) > 3
    assert [name for name in names if not says_what_it_does(name)] == []


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 100


def test_the_licence_is_named_by_its_identifier_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    package = json.loads((ROOT / "package.json").read_text())

    assert (project["license"], package["license"]) == (LICENCE, LICENCE)
    assert f"license: {LICENCE}" in (ROOT / "publiccode.yml").read_text()
    assert f"SPDX-License-Identifier: {LICENCE}" in (ROOT / "LICENSES.md").read_text()
    assert LICENCE in (ROOT / "README.md").read_text()


def test_publiccode_says_what_the_standard_demands():
    assert wrong_in_publiccode((ROOT / "publiccode.yml").read_text()) == []


def test_no_file_invents_an_address_of_this_project():
    known = entries((ROOT / "publiccode.yml").read_text()).get("url", "").removeprefix("https://")

    found = {name: addresses for name, text in texts() if (addresses := set(own_addresses(text)) - {known})}

    assert found == {}


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for name, text in texts():
        if not name.endswith(".md"):
            continue
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
            if not (ROOT / name).parent.joinpath(target).exists():
                broken.append(f"{name}: {target}")

    assert broken == []


# ---------------------------------------------------------------- each rule can fail
@pytest.mark.parametrize("place", [*HOSTS, *MACHINE_PATHS])
def test_a_foreign_place_is_found(place):
    assert foreign_places(f"see https://files.{place}/x") == [place]


@pytest.mark.parametrize(
    "line",
    [
        "Django==5.2.19",
        "Django>=5.2 --hash=sha256:abc",
        "--index-url https://packages.example/simple",
        "Django @ https://example.org/django.whl --hash=sha256:abc",
    ],
)
def test_a_loose_requirement_is_found(line):
    good = "psycopg[binary]==3.3.9 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def\n"

    assert unpinned(good) == []
    assert unpinned(good + line) == [line]


def test_a_dependency_without_purpose_is_found():
    pyproject = 'dependencies = [\n    "Django>=5",  # the frame\n    "left-pad>=1",\n]\n'

    assert without_purpose(pyproject) == ['"left-pad>=1",']


def test_a_front_end_package_that_names_its_host_is_found():
    packages = {"": {}, "a": {"integrity": "sha512-x"}, "b": {}, "c": {"integrity": "sha512-x", "resolved": "there"}}

    assert without_integrity({"packages": packages}) == ["b", "c"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color:red">', ["inline style"]),
        ("<style>p {}</style>", ["inline style"]),
        ("<script>alert(1)</script>", ["inline script"]),
        ('<a href="javascript:void(0)">', ["inline script"]),
        ('<button type="button" onclick="go()">', ["event attribute"]),
        ('<img alt="" src="https://example.org/pixel.gif">', ["foreign host"]),
        ('<script src="/static/js/menu.js"></script><a href="https://example.org/">', []),
    ],
)
def test_unsafe_markup_is_found(text, found):
    assert unsafe_markup(text) == found


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("name: eving\n", "", ["name is missing"]),
        ("  license: EUPL-1.2\n", "", ["legal.license is missing"]),
        ("Portal of a", f"Portal of a{' very' * 30}", ["description.en.shortDescription is too long"]),
        ("name: eving\n", "name: eving\nurl: https://code.example/eving\n", ["url leads nowhere"]),
        ("name: eving\n", "name: eving\nurl: git@code-host\n", ["url leads nowhere"]),
        ("name: eving\n", "name: eving\nurl: https://code-host.de/portal\n", []),
    ],
)  # fmt: skip
def test_what_publiccode_lacks_is_found(old, new, wrong):
    publiccode = (ROOT / "publiccode.yml").read_text()

    assert wrong_in_publiccode(publiccode.replace(old, new, 1)) == wrong


def test_an_invented_address_is_found():
    address = "code-host.de/eving/eving"

    assert own_addresses(f"see https://{address} and <https://{address}>") == [address, address]
    assert own_addresses("https://eving.example/ideen/, http://127.0.0.1:8000/eving, https://www.dortmund.de/") == []


@pytest.mark.parametrize(
    ("name", "is_good"), [("0002_auto_20261123_1200.py", False), ("0002.py", False), ("0005_places.py", True)]
)
def test_a_migration_without_name_is_found(name, is_good):
    assert says_what_it_does(name) == is_good
