"""Tests of the import order: eving.core ← actors ← vacancies ← projects ← eving.portal, and the layers inside each.

Each part may use those to its left, never those to its right; inside a part the same holds for its packages.

Every rule is a function from a piece of source to its violations. One test runs it over the whole tree, its twin
feeds it a bad piece and sees it found.
"""

import ast
import graphlib
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)

# Lowest first; a module belongs to the longest prefix of its name.
LAYERS = (
    "eving.runtime",
    "eving.settings",
    "eving.formats",
    "eving.core",
    "actors",
    "vacancies",
    "projects",
    "eving.portal",
    "eving.demo",
    "eving.urls",
    "eving.wsgi",
    "eving.demo.bench.server",  # the portal with floors, as only the bench starts it
)
REGISTERS = ("actors", "vacancies", "projects")
# The packages of core, lowest first. A new package is added here before it is imported anywhere.
CORE = (
    "isolated",
    "one_line",
    "addresses",
    "amounts",
    "house_numbers",
    "telephones",
    "web_addresses",
    "static_files",
    "home",
    "models",
    "registry",
    "caching",
    "working_days",
    "series",
    "search",
    "photos",
    "documents",
    "workflow",
    "people",
    "texts",
    "tables",
    "audit",
    "messaging",
    "background",
    "public",
    "plan",
    "accounts",
    "backoffice",
    "admin",
    "templatetags",
    "apps",
)
# The packages of a register, lowest first; those in one line may import each other, but not in a circle.
REGISTER = (
    ("workflow",),
    ("models",),
    ("pricing", "energy", "matching", "services", "messages"),
    ("forms", "filters", "cards", "pages", "mails"),
    (
        *("views", "admin", "documents", "exports", "tables", "structured_data", "queues", "privacy"),
        *("agenda", "connections", "figures", "home", "jobs", "notice", "roles"),
    ),
    ("urls", "apps"),
)
# The packages of the portal, lowest first; the demo has no layers, because it is content.
PORTAL = (
    ("law", "navigation", "roles", "checks"),
    ("services", "jobs"),
    ("context", "forms"),
    ("views", "admin"),
    ("management", "office"),
    ("urls", "apps"),
)
ORDERS: dict[str, "Order"] = {"eving.core": CORE, **dict.fromkeys(REGISTERS, REGISTER), "eving.portal": PORTAL}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "mixins", "mixin", "misc", "tools"}
# Template folders that no register owns: every page may use them, so they may name nothing of the registers.
SHARED_FOLDERS = {"components", "kern", "pages", "admin", "registration"}
# Django's own admin pages, which belong to no part.
DJANGO_ADMIN = {"index", "login", "logout", "jsi18n", "password_change", "password_change_done", "app_list"}
# QuerySet methods that take lookup paths as keywords, and as strings.
BY_KEYWORD = {"filter", "exclude", "get", "get_or_create", "update_or_create"}
BY_TEXT = {"select_related", "prefetch_related", "values", "values_list", "order_by", "only", "defer"}

Finding = tuple[int, str]  # line, what is wrong
Order = tuple[str | tuple[str, ...], ...]


# ---------------------------------------------------------------- parts
def part_of(module: str) -> int:
    """The position of a module in LAYERS; -1 for modules of other packages."""
    fitting = [part for part in LAYERS if module == part or module.startswith(f"{part}.")]
    return LAYERS.index(max(fitting, key=len)) if fitting else -1


def part_of_app(label: str) -> int:
    return part_of(apps.get_app_config(label).name) if label in apps.app_configs else -1


def part_of_url(name: str) -> int:
    """The part that answers a named URL; names without a namespace are the portal's."""
    namespace, colon, rest = name.rpartition(":")
    if not colon:
        return LAYERS.index("eving.portal")
    if namespace != "admin":
        return part_of_app(namespace)
    owners = [label for label in apps.app_configs if rest.startswith(f"{label}_")]
    return -1 if rest in DJANGO_ADMIN or not owners else part_of_app(max(owners, key=len))


def part_of_template(name: str) -> int:
    """The part of a template by its folder; -1 for those of packages."""
    first, *rest = name.split("/")
    if first == "admin" and len(rest) > 1 and rest[0] in apps.app_configs:
        return part_of_app(rest[0])
    if first in apps.app_configs and part_of_app(first) >= 0:
        return part_of_app(first)
    if first == "law":  # pages of a Land, which the portal's legal pages include
        return LAYERS.index("eving.portal")
    return LAYERS.index("eving.core") if rest == [] or first in SHARED_FOLDERS else -1


# ---------------------------------------------------------------- reading source
@cache
def modules() -> dict[str, Path]:
    """All modules of this project by dotted name."""
    found = {}
    for top in ("eving", *REGISTERS):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, source: str) -> Iterator[tuple[int, str]]:
    """Every imported module with its line, wherever in the file the import stands."""
    known = modules()
    package = module if known.get(module, Path("x.py")).name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                deeper = f"{base}.{alias.name}"
                yield node.lineno, deeper if deeper in known else base


def calls(source: str) -> Iterator[tuple[int, str, list[str]]]:
    """Line, last part of the function's name, and string arguments of every call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield node.lineno, name, texts


def is_above(part: int, module: str) -> bool:
    return part > part_of(module)


def report(path: Path, findings: Iterable[Finding]) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in sorted(findings)]


# ---------------------------------------------------------------- rules
def upward_imports(module: str, source: str) -> list[Finding]:
    return [
        (line, f"imports {target} from a part above") for line, target in imports(module, source)
        if is_above(part_of(target), module)
    ]  # fmt: skip


def upward_names(module: str, source: str) -> list[Finding]:
    """Models, URLs and templates of a part above, named by a string."""
    found = []
    for line, call, texts in calls(source):
        if call == "get_model" and texts and is_above(part_of_app(texts[0].split(".")[0]), module):
            found.append((line, f"gets the model {'.'.join(texts)} from a part above"))
        looks_up = call in {"reverse", "reverse_lazy", "resolve_url"} or (call == "redirect" and ":" in "".join(texts))
        if looks_up and texts and is_above(part_of_url(texts[0]), module):
            found.append((line, f"names the address {texts[0]} of a part above"))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_template = re.fullmatch(r"[\w/-]+/[\w.-]+\.(html|txt|svg|xml)", node.value)
            if is_template and is_above(part_of_template(node.value), module):
                found.append((node.lineno, f"names the template {node.value} of a part above"))
    return found


def reverse_names(part: int) -> set[str]:
    """Names of reverse relations from parts above to models of this part or one below."""
    return {
        field.related_query_name()
        for model in apps.get_models()
        if part_of(model.__module__) > part
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.remote_field and not field.remote_field.hidden and 0 <= part_of(field.related_model.__module__) <= part
    }


def upward_lookups(module: str, source: str) -> list[Finding]:
    """Lookup paths like ``filter(idea__state=…)`` that lead into a part above."""
    names, found = reverse_names(part_of(module)), []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        lookups = []
        if node.func.attr in BY_KEYWORD:
            lookups = [keyword.arg or "" for keyword in node.keywords]
        if node.func.attr in BY_TEXT:
            lookups = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        found += [
            (node.lineno, f"looks up {lookup} in a part above")
            for lookup in lookups
            if names & set(lookup.removeprefix("-").split("__"))
        ]
    return found


def upward_relations(relations: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{owner} points up to {target}" for owner, target in relations if part_of(target) > part_of(owner)]


TAG = re.compile(r"{%-?\s*(extends|include|url|load)\s+(.*?)\s*-?%}", re.S)


@cache
def tag_libraries() -> dict[str, int]:
    return {module.rpartition(".")[2]: part_of(module) for module in modules() if ".templatetags." in module}


def upward_tags(name: str, source: str) -> list[Finding]:
    """Templates, tag libraries and URLs of parts above, named in a template."""
    part, found = part_of_template(name), []
    for match in TAG.finditer(source):
        tag, rest = match.groups()
        line = source.count("\n", 0, match.start()) + 1
        if tag == "load":
            libraries = rest.split(" from ")[-1].split()
            found += [
                (line, f"loads {library} of a part above")
                for library in libraries
                if tag_libraries().get(library, -1) > part
            ]
            continue
        literal = re.match(r"""["']([^"']+)["']""", rest)
        if literal is None:
            continue
        height = part_of_url(literal[1]) if tag == "url" else part_of_template(literal[1])
        if height > part:
            found.append((line, f"{tag} {literal[1]} of a part above"))
    return found


def inner_name(module: str, above: str) -> str:
    """The package of a module inside a part; empty for the part itself and for migrations."""
    first = module.removeprefix(above).lstrip(".").split(".")[0]
    return "" if first == "migrations" else first


def heights(order: Order) -> dict[str, int]:
    """The position of each package; those named together share one."""
    return {
        name: height for height, level in enumerate(order) for name in ([level] if isinstance(level, str) else level)
    }


def inner_disorder(module: str, source: str, above: str, order: Order) -> list[Finding]:
    height = heights(order)
    own = inner_name(module, above)
    if own not in height:
        return []
    found = []
    for line, target in imports(module, source):
        other = inner_name(target, above) if target.startswith(f"{above}.") else ""
        if height.get(other, -1) > height[own]:
            found.append((line, f"imports {target}, which stands above it inside {above}"))
    return found


def not_plain(module: str, source: str) -> list[Finding]:
    """Imports of its own part in a module of states, which must be plain data."""
    part, _dot, rest = module.partition(".")
    if part not in REGISTERS or rest.split(".")[0] != "workflow":
        return []
    own = [(line, target) for line, target in imports(module, source) if target.split(".")[0] == part]
    return [(line, f"imports {target}, though states are plain data") for line, target in own]


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A cycle of modules; empty when there is none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return error.args[1]
    return []


def foreign_modules(source: str, known: Collection[str] = ()) -> list[Finding]:
    """Top-level imports that are neither in the standard library nor in ``known``."""
    return [
        (node.lineno, f"imports {name}")
        for node in ast.parse(source).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."])
        if name.split(".")[0] not in sys.stdlib_module_names and name not in known
    ]


def nameless(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if NAMELESS & {part.removesuffix(".py").strip("_") for part in path.split("/")}]


# ---------------------------------------------------------------- the rules applied to this tree
def over_modules(rule, **kwargs) -> list[str]:
    return [
        line for module, path in modules().items() for line in report(path, rule(module, path.read_text(), **kwargs))
    ]


def templates() -> Iterator[tuple[str, Path]]:
    folders = [ROOT / "templates", *(ROOT / top for top in ("eving/core/templates", "eving/portal/templates"))]
    folders += [ROOT / register / "templates" for register in REGISTERS]
    for folder in folders:
        for path in sorted(folder.rglob("*.*")):
            yield path.relative_to(folder).as_posix(), path


def test_every_module_has_its_part():
    packages = {"eving"}  # only contains the parts

    assert [module for module in modules() if part_of(module) < 0 and module not in packages] == []


def test_imports_go_down():
    found = over_modules(upward_imports)

    assert not found, "\n".join(found)


def test_texts_name_nothing_above():
    found = over_modules(upward_names)

    assert not found, "\n".join(found)


def test_lookups_go_down():
    found = over_modules(upward_lookups)

    assert not found, "\n".join(found)


def test_foreign_keys_point_down():
    relations = [
        (model.__module__, field.related_model.__module__)
        for model in apps.get_models()
        if part_of(model.__module__) >= 0
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.remote_field
    ]

    assert len(relations) > 20
    assert upward_relations(relations) == []


def test_templates_name_nothing_above():
    found = [line for name, path in templates() for line in report(path, upward_tags(name, path.read_text()))]

    assert not found, "\n".join(found)


def test_every_template_has_its_part():
    assert [name for name, _path in templates() if part_of_template(name) < 0] == []


def test_every_package_has_its_place():
    for part, order in ORDERS.items():
        names = {inner_name(module, part) for module in modules() if module.startswith(f"{part}.")}

        assert names - {"", *heights(order)} == set()


@pytest.mark.parametrize("part", ORDERS)
def test_parts_keep_their_inner_order(part):
    found = [
        line
        for module, path in modules().items()
        if module.startswith(f"{part}.")
        for line in report(path, inner_disorder(module, path.read_text(), part, ORDERS[part]))
    ]

    assert not found, "\n".join(found)


def test_states_are_plain_data():
    assert [module for module in modules() if not_plain(module, f"from {module.split('.')[0]} import models")]

    assert over_modules(not_plain) == []


def test_no_two_modules_import_each_other():
    graph = {
        module: {target for _line, target in imports(module, path.read_text()) if target in modules()} - {module}
        for module, path in modules().items()
    }

    assert circle(graph) == []


def test_what_runs_on_a_bare_machine_imports_the_standard_library_only():
    bare = {module: path for module, path in modules().items() if module.startswith("eving.runtime.bootstrap")}
    files = [ROOT / "manage.py", ROOT / "eving/__init__.py", ROOT / "eving/runtime/__init__.py", *bare.values()]

    assert "eving.runtime.bootstrap.start" in bare
    assert [line for path in files for line in report(path, foreign_modules(path.read_text(), bare))] == []


def test_every_module_says_what_it_is():
    paths = [path.relative_to(ROOT).as_posix() for path in modules().values()]

    assert nameless(paths) == []


# ---------------------------------------------------------------- each rule can fail
@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("eving.core.messaging.mail", "from projects.models import Idea"),
        ("eving.core.messaging.mail", "from projects import services"),
        ("eving.core.messaging.mail", "def late():\n    import eving.portal.services.office_messages"),
        ("eving.core.messaging.mail", "if TYPE_CHECKING:\n    from vacancies import models"),
        ("eving.core.models.places", "from ...portal import notes"),
        ("actors.models", "from vacancies.models import ShopUnit"),
        ("projects.views.ideas", "from eving.portal.forms.confirmation import Agreement"),
        ("eving.settings", "import eving.core"),
        ("eving.portal.views.home", "from eving import urls"),
    ],
)
def test_an_import_from_above_is_found(module, source):
    assert len(upward_imports(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("eving.core.people.links", "apps.get_model('projects', 'Idea')"),
        ("eving.core.people.links", "apps.get_model('projects.Idea')"),
        ("eving.core.people.links", "reverse('portal:confirm', args=[1])"),
        ("eving.core.people.links", "redirect('projects:idea-list')"),
        ("eving.core.people.links", "address = reverse('media', args=[key])"),
        ("eving.core.backoffice.admin_site", "reverse('admin:projects_idea_changelist')"),
        ("projects.mails.ideas", "mail.Mail(template='portal/mails/note.txt')"),
        ("eving.core.public.pages", "render(request, 'admin/projects/idea/page.html')"),
    ],
)
def test_a_text_that_names_something_above_is_found(module, source):
    assert len(upward_names(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("eving.core.people.participants", "Contribution.objects.filter(idea__state='spam')"),
        ("eving.core.people.participants", "rows.select_related('participant', 'idea')"),
        ("eving.core.backoffice.base", "Topic.objects.order_by('-ideas__created_at')"),
    ],
)
def test_a_lookup_into_a_part_above_is_found(module, source):
    assert len(upward_lookups(module, source)) == 1
    assert upward_lookups("projects.services.ideas", source) == []


def test_a_foreign_key_that_points_up_is_found():
    pairs = [("eving.core.models.participants", "projects.models.ideas"), ("projects.models.ideas", "actors.models")]

    assert upward_relations(pairs) == ["eving.core.models.participants points up to projects.models.ideas"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("components/card.html", '{% include "projects/ideas/_idea.html" with idea=idea only %}'),
        ("components/card.html", "{% url 'projects:idea-list' %}"),
        ("base.html", '<a href="{% url "portal:home" %}">'),
        ("projects/ideas/list.html", '{% extends "portal/list.html" %}'),
        ("projects/ideas/list.html", "\n\n{%- include 'portal/_notice.html' -%}"),
        ("admin/queue.html", "{% url 'admin:projects_idea_changelist' %}"),
        ("projects/mails/idea.txt", "{% url 'media' photo.key %}"),
    ],
)
def test_a_tag_that_names_something_above_is_found(name, source):
    assert len(upward_tags(name, source)) == 1


def test_a_tag_library_from_above_is_found(monkeypatch):
    monkeypatch.setitem(tag_libraries(), "bands", part_of("vacancies"))

    assert upward_tags("actors/actor.html", "{% load i18n bands %}") == [(1, "loads bands of a part above")]
    assert upward_tags("projects/idea.html", "{% load i18n bands %}") == []


def test_disorder_inside_core_is_found():
    source = "from eving.core.messaging import mail\nfrom eving.core.models import OfficeMessage"

    found = inner_disorder("eving.core.people.participants", source, "eving.core", CORE)

    assert found == [(1, "imports eving.core.messaging.mail, which stands above it inside eving.core")]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("projects.services.ideas", "from projects.views.ideas import IdeaList"),
        ("projects.models.ideas", "from projects.services import merging"),
        ("projects.workflow.ideas", "from projects.models import Idea"),
        ("projects.mails.ideas", "from projects.admin import ideas"),
    ],
)
def test_disorder_inside_a_register_is_found(module, source):
    assert len(inner_disorder(module, source, "projects", REGISTER)) == 1


def test_states_that_know_their_services_are_found():
    assert len(not_plain("projects.workflow.ideas", "from projects.services.ideas import move")) == 1
    assert not_plain("projects.workflow.ideas", "from eving.core.workflow.lifecycle import Transition") == []
    assert not_plain("projects.services.ideas", "from projects.models import Idea") == []


def test_a_circle_is_found():
    assert sorted(set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}))) == ["a", "b", "c"]
    assert circle({"a": {"b"}, "b": {"c"}}) == []


def test_a_package_needed_on_a_bare_machine_is_found():
    source = "import os\nimport django\nfrom eving import postgres"

    assert foreign_modules(source) == [(2, "imports django"), (3, "imports eving")]
    assert foreign_modules(source, {"eving"}) == [(2, "imports django")]


def test_a_module_without_a_name_is_found():
    paths = ["projects/utils.py", "eving/core/mixins/links.py", "eving/portal/_helpers.py", "projects/cards/ideas.py"]

    assert nameless(paths) == paths[:3]
