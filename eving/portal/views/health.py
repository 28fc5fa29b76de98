"""Answers for machines: readiness, robots.txt, security.txt."""

import pkgutil
from datetime import timedelta
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and all migrations are applied, else 503."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:  # also psycopg's own errors, when a connection was closed meanwhile
        return not_ready("database silent")
    if migrations_of_release() - applied.keys():
        return not_ready("migrations missing")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@cache
def migrations_of_release() -> frozenset[tuple[str, str]]:
    """App and name of each, by its file: imported, they would stay in the memory of every web process, 6 MB of it."""
    found = set()
    for config in apps.get_app_configs():
        package, _is_explicit = MigrationLoader.migrations_module(config.label)
        spec = find_spec(package) if package else None
        # A module of that name, as pgtrigger has, is no folder of migrations.
        files = pkgutil.iter_modules((spec and spec.submodule_search_locations) or [])
        found |= {(config.label, file.name) for file in files if not file.ispkg and file.name[0] not in "_~"}
    return frozenset(found)


def not_ready(reason: str) -> HttpResponse:
    headers = {"Retry-After": "10", "Cache-Control": "no-store"}
    return HttpResponse(f"{reason}\n", content_type="text/plain", status=503, headers=headers)


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /verwaltung/", "Disallow: /meine-daten/", "Disallow: /bestaetigen/"]
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines += ["Disallow: /ideen/verwalten/", f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    text = (
        f"Contact: mailto:{settings.OFFICE_EMAIL}\nExpires: {expires}\nPreferred-Languages: de, en\n"
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
