"""Who walks through the portal, and where they begin."""

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation
from django_otp import DEVICE_ID_SESSION_KEY

from tests.crawl.walking import Keep, Sample, Walk, ignore

OFFICE = "/verwaltung/"
LOGIN = "/verwaltung/login/"
# What no link leads to: a form ends there, a machine asks, another site shows it, or staff type the address.
UNLINKED = [
    "/akteure/eintragen/danke/", "/akteure/nachricht/bestaetigen/", "/akteure/nachricht/nicht-verschickt/",
    "/akteure/nachricht/verschickt/", "/barrierefreiheit/danke/", "/bestaetigen/adresse-geaendert/",
    "/bestaetigen/verschickt/", "/folgen/bestaetigt/", "/gesuche/neu/danke/", "/ideen/mitmachen/danke/",
    "/ideen/neu/danke/", "/kontakt/danke/", "/ladenlokale/anbieten/danke/", "/meine-daten/geloescht/",
    "/meine-daten/verschickt/", "/melden/danke/",
    "/.well-known/security.txt", "/livez", "/readyz", "/robots.txt", "/ideen/einbetten/",
    "/verwaltung/", "/verwaltung/anmelden/code/", "/verwaltung/passwort-vergessen/",
    "/verwaltung/passwort-vergessen/verschickt/",
]  # fmt: skip
UNLINKED_OFFICE = ["/verwaltung/password_change/done/", "/verwaltung/suche/"]  # a field leads to the last
# Whatever was sent, the thanks for it are the same.
THANKS = ("/danke/",)
FILES = ("/medien/", "/projekte/dokument/", "/en/projekte/dokument/")
# Of the public side every page, and each filter with some of its choices.
PUBLIC = Sample(choices=6, combinations=4, handed_over=2)
# Of the back office each kind of page, each filter and each transition, but only some rows and choices: all of them
# take ten times as long, and differ in what stands in them, not in what is linked.
BACK_OFFICE = Sample(objects=3, choices=3, combinations=2, handed_over=1)
MOST_CASES = 100  # of each register
FEW = Sample(objects=1, choices=1, combinations=0, handed_over=0)
ALL = Sample(choices=40, combinations=20, handed_over=4)


def visitor() -> Client:
    return Client(headers={"host": urlsplit(settings.BASE_URL).netloc})


def walk_public(sample: Sample = PUBLIC, *, closed: tuple[str, ...] = (), keep: Keep = ignore) -> Walk:
    """Everything a visitor can reach."""
    walk = Walk(visitor(), sample, alike=THANKS, closed=closed, keep=keep)
    return walk.start(["/", "/sitemap.xml"]).start(UNLINKED).finish()


def walk_office(user: Any, sample: Sample = BACK_OFFICE, *, closed: tuple[str, ...] = (), keep: Keep = ignore) -> Walk:
    """Everything this member of staff can reach in the back office, and what that links on the public side."""
    client = visitor()
    sign_in(client, user)
    walk = Walk(client, sample, inside=OFFICE, login=LOGIN, closed=closed, keep=keep)
    return walk.start([OFFICE]).start([*register_pages(user), *UNLINKED_OFFICE]).finish()


def make_lead() -> Any:
    """A member of staff with all rights that a role gives, and a second factor."""
    name = f"crawler-{uuid.uuid4().hex[:8]}"
    user = get_user_model().objects.create_user(name, f"{name}@example.org", is_staff=True)
    user.groups.add(apps.get_model("auth.Group").objects.get(name="Leitung"))
    return user


def sign_in(client: Client, user: Any) -> None:
    """Sign in with password and code, as far as the pages can tell."""
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = apps.get_model("otp_totp.TOTPDevice").objects.create(user=user).persistent_id
    session.save()


def register_pages(user: Any) -> Iterator[str]:
    """Of each register of the back office the list, the page to add and the page of a row; of cases, of every row."""
    request = RequestFactory().get("/")
    request.user = user
    for model, register in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if register.has_add_permission(request):
            yield reverse(f"{name}_add")
        rows = register.get_queryset(request).order_by("pk").values_list("pk", flat=True)
        # What the page of a case shows and offers depends on what happened to it.
        for pk in rows[: MOST_CASES if hasattr(model, "lifecycle") else 1]:
            yield reverse(f"{name}_change", args=[pk])


def plain_addresses() -> set[str]:
    """Every address of the table that takes no argument, in German."""
    with translation.override(settings.LANGUAGE_CODE):
        return set(_plain(get_resolver().url_patterns, "/"))


def _plain(patterns: list[Any], before: str) -> Iterator[str]:
    for entry in patterns:
        if getattr(entry.pattern, "converters", None) or entry.pattern.regex.groups:
            continue
        here = before + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLPattern):
            yield here
        else:
            yield from _plain(entry.url_patterns, here)
