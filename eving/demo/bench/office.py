"""A colleague who is signed in, so that pages of the back office can be measured.

``python -m eving.demo.bench.office`` prints the cookie; it needs the settings and the key of the measured portal.
"""

import sys

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from eving.demo.bench import load

NAME = "bench"


def sign_in() -> str:
    user, is_new = get_user_model().objects.get_or_create(
        username=NAME, defaults={"email": f"{NAME}@{load.HOST}", "is_staff": True}
    )
    if is_new:
        user.groups.set(apps.get_model("auth.Group").objects.filter(name="Leitung"))
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(sign_in())
