"""A manifest of any kind is read or refused."""

import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from eving.runtime.backups import BackupError
from eving.runtime.backups.inspection import counted, inspected
from eving.runtime.backups.manifest import Manifest

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.server]


def good_manifest() -> dict:
    return {
        "format": 2,
        "eving": "0.1.0",
        "made_at": "2026-11-29T02:15:00+00:00",
        "server": "18.1",
        "migrations": [["core", "0001_initial"]],
        "rows": {"django_migrations": 3, "core_user": 1},
        "objects": ["table public.core_user"],
        "files": 2,
    }


GONE = object()
WRONG = [
    ("rows", GONE), ("rows", None), ("rows", []), ("rows", {}), ("rows", {"core_user": 1}),
    ("rows", {"django_migrations": "3"}), ("rows", {"django_migrations": -1}), ("rows", {"django_migrations": 1.5}),
    ("rows", {"django_migrations": True}), ("rows", {"django_migrations": 1 << 80}),
    ("rows", {"django_migrations": 1, "x$count$; DROP TABLE core_user; --": 1}),
    ("rows", {"django_migrations": 1, "\\! touch /tmp/eving-outside\n": 1}),
    ("rows", {"django_migrations": 1, "x" * 64: 1}), ("rows", {"django_migrations": 1, "\ud800": 1}),
    ("migrations", GONE), ("migrations", {}), ("migrations", ["core"]), ("migrations", [["core"]]),
    ("migrations", [["core", 1]]), ("migrations", [[["core"], "x"]]), ("migrations", [["core", "\ud800"]]),
    ("objects", GONE), ("objects", "table"), ("objects", [None]), ("objects", ["\0"]),
    ("files", GONE), ("files", None), ("files", "2"), ("files", -1),
    ("eving", GONE), ("eving", 1), ("eving", ""),
    ("format", "2"), ("format", None), ("format", 3), ("format", 1 << 90), ("format", -1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_manifest_with_a_wrong_value_is_refused(name, value) -> None:
    manifest = good_manifest()
    assert Manifest.read(json.dumps(manifest)).rows["core_user"] == 1
    manifest[name] = value
    if value is GONE:
        del manifest[name]

    with pytest.raises(BackupError):
        Manifest.read(json.dumps(manifest))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "[" * 100_000, '{"rows": ' + "9" * 5000 + "}", "\ufffd"])
def test_a_manifest_that_is_none_is_refused(text) -> None:
    with pytest.raises(BackupError):
        Manifest.read(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings_of_hypothesis(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.dictionaries(st.sampled_from(sorted(good_manifest())), json_values, min_size=1))
def test_whatever_stands_in_a_manifest_it_is_read_or_refused(changes) -> None:
    try:
        manifest = Manifest.read(json.dumps(good_manifest() | changes))
    except BackupError:
        return
    text = counted(manifest) + inspected(manifest, is_current=False)
    assert text.encode() and sum(manifest.rows.values()) >= 0
