"""Answers for machines: readiness, robots.txt, security.txt."""

from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and all migrations are applied, else 503."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:  # also psycopg's own errors, when a connection was closed meanwhile
        return not_ready("database silent")
    if behind:
        return not_ready("migrations missing")
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


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
