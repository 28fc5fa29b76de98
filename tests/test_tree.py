"""Tests of the shape of the tree: small folders and files, names of files, and who may name what.

Every rule is a function from names or source to its violations; its twin feeds it a bad piece and sees it found. The
order of imports is checked in tests/test_architecture.py.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from tests.test_architecture import ROOT, Finding, imports, modules, report

MOST_MODULES, MOST_LINES, MOST_LINES_OF_TESTS = 20, 400, 700
OURS = ("eving", "actors", "projects", "vacancies")
# A command's file bears the name of the command, and `manage.py test` is Django's.
COMMANDS = "management/commands/"
# Only these may name the demo, and only as a dotted string: it is not installed in production.
KNOW_THE_DEMO = {"eving/settings.py", "eving/urls.py"}


# ---------------------------------------------------------------- reading the tree
def own_files() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in modules().values() if "/migrations/" not in path.as_posix()]


def files_of_tests() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests").rglob("*.py"))]


def lines_of(files: Iterable[str]) -> dict[str, int]:
    return {file: len((ROOT / file).read_text().splitlines()) for file in files}


def singular(noun: str) -> str:
    return re.sub(r"s$", "", re.sub(r"ies$", "y", noun))


def nouns(files: Iterable[str]) -> set[str]:
    """What the registers are about: the modules of their models, and their own names."""
    found = {"actor", "message"}  # the models of actors are in one file
    for file in files:
        register, *layer, name = file.removesuffix(".py").split("/")
        if layer == ["models"] and name != "__init__" and register != "eving":
            found.add(singular(name))
    return found


# ---------------------------------------------------------------- rules
def crowded(files: Iterable[str]) -> list[str]:
    folders = Counter(file.rpartition("/")[0] for file in files if not file.endswith("__init__.py"))
    return [f"{folder} holds {count} modules" for folder, count in folders.items() if count > MOST_MODULES]


def too_long(lines: dict[str, int], most: int) -> list[str]:
    return [f"{file} has {count} lines" for file, count in lines.items() if count > most]


def prefixed(files: Iterable[str], known: set[str]) -> list[str]:
    """Files whose name begins with a noun or with a neighbour's name: they belong in a folder of that name."""
    found, files = [], set(files)
    for file in sorted(files):
        folder, _slash, name = file.removesuffix(".py").rpartition("/")
        first, _rest, second = name.partition("_")
        if not first or not second or COMMANDS in file:
            continue
        own_folder = singular(folder.rpartition("/")[2])
        neighbours = {f"{folder}/{first}.py", f"{folder}/{first}s.py"} & files
        if neighbours or singular(first) in known or singular(first) == own_folder:
            found.append(f"{file} begins with the noun {first}")
    return found


def shadowing(files: Iterable[str]) -> list[str]:
    names = ((file, Path(file).parent.name if file.endswith("__init__.py") else Path(file).stem) for file in files)
    return [file for file, name in names if name in sys.stdlib_module_names and COMMANDS not in file]


def private_use(module: str, source: str) -> list[Finding]:
    """Names with a leading underscore that belong to another module of this project."""
    tree, found, known = ast.parse(source), [], {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith((*OURS, "tests")):
            continue
        for alias in node.names:
            if alias.name.startswith("_"):
                found.append((node.lineno, f"imports {alias.name}, which is private to {node.module}"))
            if f"{node.module}.{alias.name}" in modules() or (node.module or "").startswith("tests"):
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner, name = node.value.id, node.attr
        elif isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.args[0], ast.Name):
            text = node.args[1]  # setattr(module, "_name", …)
            owner, name = node.args[0].id, str(text.value) if isinstance(text, ast.Constant) else ""
        else:
            continue
        if owner in known and re.match(r"_[^_]", name):
            found.append((node.lineno, f"uses {name}, which is private to {known[owner]}"))
    return found


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def names_demo(file: str, source: str) -> list[Finding]:
    """Imports of the demo, and strings that name it outside of the settings and the URL configuration."""
    if file.startswith("eving/demo/"):
        return []
    module = file.removesuffix(".py").replace("/", ".")
    found = [(line, f"imports {name}") for line, name in imports(module, source) if name.startswith("eving.demo")]
    if file not in KNOW_THE_DEMO:
        found += [(line, f"names {text}") for line, text in texts_of(source) if text.startswith("eving.demo")]
    return found


def dead_texts(source: str) -> list[Finding]:
    """Dotted strings that name nothing importable in this project."""
    found = []
    for line, text in texts_of(source):
        if not re.fullmatch(rf"({'|'.join(OURS)})(\.\w+)+(:\w+)?", text):
            continue
        try:
            import_module(text)
        except ImportError:
            try:
                import_string(text.replace(":", "."))
            except ImportError:
                found.append((line, f"{text} leads nowhere"))
    return found


def dictionaries_of_names(source: str) -> list[Finding]:
    """``locals().update(…)`` and the like: names that no reader and no type checker can find."""
    return [
        (node.lineno, f"writes into {node.func.value.func.id}()")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Call)
        and isinstance(node.func.value.func, ast.Name)
        and node.func.value.func.id in {"locals", "globals", "vars"}
        and not node.func.value.args  # vars(record) are the attributes of an object
    ]


# ---------------------------------------------------------------- the rules applied to this tree
def over_files(files: Iterable[str], rule) -> list[str]:
    return [line for file in files for line in report(ROOT / file, rule(file, (ROOT / file).read_text()))]


def test_no_folder_is_crowded():
    assert crowded(file for file in own_files() if not file.startswith("eving/demo/content/")) == []


def test_no_file_is_too_long():
    found = too_long(lines_of(own_files()), MOST_LINES) + too_long(lines_of(files_of_tests()), MOST_LINES_OF_TESTS)

    assert not found, "\n".join(found)


def test_nouns_name_folders_not_files():
    assert nouns(own_files()) >= {"idea", "project", "listing", "unit", "enquiry", "profile", "actor"}

    assert prefixed(own_files(), nouns(own_files())) == []


def test_no_module_is_called_like_one_of_the_standard_library():
    assert shadowing(own_files()) == []


def test_what_is_private_stays_in_its_module():
    found = over_files(
        [*own_files(), *files_of_tests()],
        lambda file, source: private_use(file.removesuffix(".py").replace("/", "."), source),
    )

    assert not found, "\n".join(found)


def test_only_settings_and_addresses_name_the_demo_and_by_text_alone():
    assert over_files(own_files(), names_demo) == []
    assert [file for file in KNOW_THE_DEMO if "eving.demo" not in (ROOT / file).read_text()] == []


@pytest.mark.parametrize("file", ["eving/settings.py", "eving/urls.py", "eving/wsgi.py", "manage.py"])
def test_every_dotted_text_leads_somewhere(file):
    assert over_files([file], lambda _file, source: dead_texts(source)) == []


def test_the_settings_in_force_name_nothing_dead():
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for part in value.items():
                yield from texts(part)
        elif isinstance(value, list | tuple | set):
            for part in value:
                yield from texts(part)

    named = [text for name in dir(settings) if name.isupper() for text in texts(getattr(settings, name))]

    assert "eving.core.accounts.sessions.StaySignedIn" in named
    assert dead_texts("\n".join(repr(text) for text in named)) == []


def test_no_names_are_made_out_of_dictionaries():
    assert over_files([*own_files(), *files_of_tests()], lambda _file, source: dictionaries_of_names(source)) == []


# ---------------------------------------------------------------- each rule can fail
def test_a_crowded_folder_and_a_long_file_are_found():
    assert crowded(f"projects/views/page{number}.py" for number in range(21)) == ["projects/views holds 21 modules"]
    assert crowded(f"projects/views/page{number}.py" for number in range(20)) == []
    assert too_long({"a.py": 401, "b.py": 400}, MOST_LINES) == ["a.py has 401 lines"]


@pytest.mark.parametrize(
    "file",
    [
        "projects/idea_pages.py",
        "vacancies/profile_cards.py",
        "eving/portal/listing_search.py",
        "eving/core/photos/photo_store.py",
        "projects/mails/mail_texts.py",
    ],
)
def test_a_noun_before_a_name_is_found(file):
    assert len(prefixed([file], {"idea", "profile", "listing"})) == 1


def test_a_neighbour_before_a_name_is_found():
    assert len(prefixed(["eving/portal/texts.py", "eving/portal/text_admin.py"], set())) == 1
    assert prefixed(["eving/core/public/photo_fields.py", "eving/core/public/forms.py"], {"idea"}) == []


def test_a_name_of_the_standard_library_is_found():
    assert shadowing(["vacancies/warnings.py", "eving/core/queue/__init__.py"]) == [
        "vacancies/warnings.py",
        "eving/core/queue/__init__.py",
    ]
    assert shadowing([f"eving/portal/{COMMANDS}test.py", "vacancies/services/early_warnings.py"]) == []


@pytest.mark.parametrize(
    "source",
    [
        "from eving.core.photos.storage import _add",
        "from eving.core.photos import storage\nstorage._add(1)",
        "from eving.core.photos import storage\npatch.setattr(storage, '_add', None)",
    ],
)
def test_private_names_of_others_are_found(source):
    assert len(private_use("projects.services.ideas", source)) == 1
    assert private_use("projects.services.ideas", source.replace("_take", "take").replace("_add", "add")) == []


@pytest.mark.parametrize(
    "source", ["from eving.demo import seed", "import eving.demo.postbox", "x = 'eving.demo.seed'"]
)
def test_whoever_knows_the_demo_is_found(source):
    assert len(names_demo("eving/portal/context.py", source)) == 1
    assert names_demo("eving/demo/filling/shops.py", source) == []


def test_the_settings_may_name_the_demo_but_not_import_it():
    assert names_demo("eving/settings.py", "x = 'eving.demo.postbox.Backend'") == []
    assert len(names_demo("eving/urls.py", "from eving.demo import postbox")) == 1


@pytest.mark.parametrize("text", ["eving.core.nothing", "eving.core.apps.Nothing", "projects.urls.nothing"])
def test_a_dead_text_is_found(text):
    assert dead_texts(f"x = {text!r}") == [(1, f"{text} leads nowhere")]
    assert dead_texts("x = 'eving.core.apps.AdminConfig'; y = 'projects.urls'; z = 'buero@eving.example'") == []


def test_names_out_of_a_dictionary_are_found():
    assert dictionaries_of_names("class A:\n    locals().update(fields)") == [(2, "writes into locals()")]
    assert dictionaries_of_names("fields.update(more)") == []
