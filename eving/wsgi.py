"""The application as the web server calls it."""

import os

from django.core.wsgi import get_wsgi_application

from eving.gate import BodyGate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")

application = BodyGate(get_wsgi_application())
