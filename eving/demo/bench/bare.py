"""A Django with the same packages and nothing of ours, to compare the start with.

A program of its own: ``python -m eving.demo.bench.bare check NAME …`` with the names of the apps runs all checks, as
``manage.py check`` does; ``web`` loads application and addresses, as a web process does, and ends at once. It has the
portal's apps of others, their middlewares, and the libraries that the portal imports at its start, no more and no less
(tests/demo/test_bare.py). Python's collector of garbage is left as Python sets it, as in a new project.
"""

import os
import sys
from importlib import import_module

# Libraries of the portal's settings.
import dj_database_url  # noqa: F401
import dj_email_url  # noqa: F401
import django
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver, path

urlpatterns: list[object] = []


def start(way: str, apps: list[str]) -> None:
    settings.configure(
        INSTALLED_APPS=apps,
        ROOT_URLCONF=__name__,
        SECRET_KEY="bare",  # noqa: S106 - it answers nobody
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "bare"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="/static/",
        LANGUAGE_CODE="de",
        USE_TZ=True,
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django_otp.middleware.OTPMiddleware",
            "pghistory.middleware.HistoryMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    django.setup()
    for library in ("import_export.resources", "whitenoise.storage"):  # they need the apps
        import_module(library)

    urlpatterns.append(path("admin/", admin.site.urls))
    if way == "web":
        get_wsgi_application()
        _ = get_resolver().url_patterns
        os._exit(0)
    call_command("check")


if __name__ == "__main__":
    start(sys.argv[1], sys.argv[2:])
