"""The application as the web server calls it."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from eving.runtime.processes import end_with_parent
from eving.runtime.request_buffer import BodyGate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")

if os.environ.get("EVING_PROCESS") == "web":
    # The server that spawned this process waits for it at an orderly end; without it nobody would ever stop it.
    end_with_parent(signal.SIGKILL)

application = BodyGate(get_wsgi_application())
