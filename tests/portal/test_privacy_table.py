"""docs/privacy.md is the inventory of personal data; a field nobody has decided about fails here."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import RangeField
from django.db import models

from eving.core import registry
from eving.core.audit.watched import event_models, event_of, register_of
from eving.core.models import Change
from eving.portal.services import privacy_notice
from eving.portal.services.retention import not_in_the_table, retention_table

PAGE = (Path(settings.BASE_DIR) / "docs/privacy.md").read_text()
OURS = {"eving.core", "actors", "vacancies", "projects", "eving.portal"}
# Their values cannot hold what somebody typed.
BARE = (
    models.BooleanField,
    models.DateField,
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.IntegerField,
    models.TimeField,
    RangeField,
)


def section(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def names_in(text: str) -> list[str]:
    return re.findall(r"`([A-Z]\w+\.\w+)`", text)


def listed_as_personal() -> list[str]:
    """The first column of the table; other columns may name fields in passing."""
    rows = [line for line in section("Personal data").splitlines() if line.startswith("| `")]
    return [name for row in rows for name in names_in(row.split("|")[1])]


def fields_with_text() -> set[str]:
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_config.name not in OURS or issubclass(model, Change):
            continue  # the record of changes repeats columns of others; what it leaves out is compared below
        for field in model._meta.concrete_fields:
            if not (field.is_relation or field.choices or isinstance(field, BARE)):
                found.add(f"{model.__name__}.{field.name}")
    return found


def test_every_text_field_stands_in_exactly_one_list():
    personal, harmless = listed_as_personal(), names_in(section("Not personal"))

    listed = personal + harmless

    assert sorted(listed) == sorted(set(listed)), "a field is listed twice"
    assert fields_with_text() - set(listed) == set(), "decide where these belong"
    assert set(listed) - fields_with_text() == set(), "these no longer exist"


def test_the_comparison_notices_a_forgotten_field():
    """Twin of the test above: without its row, an address would be missed."""
    without = PAGE.replace("`Participant.email`", "")

    assert "Participant.email" in fields_with_text()
    assert "Participant.email" in names_in(PAGE)
    assert "Participant.email" not in names_in(without)


def left_out_of_the_record() -> set[str]:
    """The columns of watched models that their tables of events do not have."""
    return {
        f"{model.__name__}.{column.name}"
        for event in event_models()
        for model in [register_of(event)]
        for column in model._meta.concrete_fields
        if column.name not in {kept.name for kept in event._meta.fields}
    }


def test_the_record_of_changes_leaves_out_what_the_page_says_and_nothing_else():
    promised = names_in(section("Changes of fields"))

    assert len(event_models()) == 6
    assert sorted(promised) == sorted(left_out_of_the_record())


def test_the_record_of_changes_holds_no_column_of_its_own():
    own = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"}

    for event in event_models():
        watched = {column.name for column in register_of(event)._meta.concrete_fields}
        assert {column.name for column in event._meta.fields} - watched == own


def test_a_left_out_column_that_appears_is_noticed(monkeypatch):
    """Twin of the tests above: were the tenant's name watched, the page would be wrong."""
    event = event_of(apps.get_model("vacancies.OccupancyPeriod"))
    tenant = apps.get_model("vacancies.OccupancyPeriod")._meta.get_field("tenant_name")
    assert "OccupancyPeriod.tenant_name" in left_out_of_the_record()

    monkeypatch.setattr(event._meta, "fields", [*event._meta.fields, tenant])

    assert "OccupancyPeriod.tenant_name" not in left_out_of_the_record()


def test_deletion_rules_name_settings_and_purges_that_exist():
    named_settings = set(re.findall(r"`(PURGE_\w+)`", PAGE))
    named_purges = set(re.findall(r"purge \*([\w-]+)\*", PAGE))

    assert named_settings == {name for name in dir(settings) if name.startswith("PURGE_")}
    assert named_purges == {purge.name for purge in registry.purges}


def test_the_public_table_follows_the_settings(settings):
    settings.PURGE_NOTE_MONTHS = 17

    shown = " ".join(row.how_long for row in retention_table())

    assert "17" in shown


def test_the_public_table_promises_what_each_purge_keeps():
    assert not_in_the_table(registry.purges, retention_table()) == set()


def test_a_purge_that_no_row_promises_is_noticed():
    """Twin of the test above."""
    new = registry.Purge("diaries", "Diaries", lambda _now, _dry_run: 0)

    assert not_in_the_table([*registry.purges, new], retention_table()) == {"diaries"}


def kept_tables() -> set[str]:
    return {name.split(".")[0] for name in listed_as_personal()}


def test_the_public_page_names_a_use_for_every_table_with_personal_data():
    explained = {model for use in privacy_notice.uses() for model in use.models}

    assert kept_tables() - explained == set()
    assert explained <= {model.__name__ for model in apps.get_models()}


def test_a_table_without_a_use_is_noticed():
    """Twin of the test above: without its line, help offers would be kept in silence."""
    explained = {model for use in privacy_notice.uses() if "HelpOffer" not in use.models for model in use.models}

    assert kept_tables() - explained == {"HelpOffer"}
