"""Looking at the whole database: what changed, and who is still in it."""

from django.apps import apps
from django.db import connection

OURS = {"eving.core", "actors", "vacancies", "projects", "eving.portal"}


def snapshot() -> dict[str, list]:
    """Every row of our tables, for comparison."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_config.name in OURS]
    return {model._meta.db_table: list(model._base_manager.order_by("pk").values_list()) for model in models}


def tables_with(text: str) -> list[str]:
    """The tables, foreign ones included, with a row that holds this text in any column."""
    names = connection.introspection.table_names()
    found = []
    with connection.cursor() as cursor:
        for name in names:
            quoted = connection.ops.quote_name(name)
            # The whole row as text: a column added tomorrow is searched as well.
            cursor.execute(f"SELECT EXISTS (SELECT FROM {quoted} AS line WHERE line::text ILIKE %s)", [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(name)
    return found
