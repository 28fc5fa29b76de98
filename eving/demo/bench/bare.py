"""A Django with the same packages and nothing of ours, to compare the start with; its arguments are the apps.

The measured portal never runs this: it is a program of its own, ``python -m eving.demo.bench.bare NAME …``.
"""

import sys

import django
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.urls import path

urlpatterns: list[object] = []


def start(apps: list[str]) -> None:
    settings.configure(
        INSTALLED_APPS=apps,
        ROOT_URLCONF=__name__,
        SECRET_KEY="bare",  # noqa: S106 - it answers nobody
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "bare"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="/static/",
        USE_TZ=True,
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django_otp.middleware.OTPMiddleware",
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
    urlpatterns.append(path("admin/", admin.site.urls))
    call_command("check")


if __name__ == "__main__":
    start(sys.argv[1:])
