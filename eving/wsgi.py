"""The application as the web server calls it."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from eving.runtime.processes import end_with_parent
from eving.runtime.request_buffer import BodyGate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eving.settings")

if os.environ.get("EVING_PROCESS") == "web":
    # The server that spawned this process waits for it at an orderly end; without it nobody would ever stop it.
    end_with_parent(signal.SIGKILL)

# Nothing that is loaded here ever goes away: the collector would look through it in vain, once per import of some size
# at the start, and once more for every few hundred pages.
gc.disable()
application = BodyGate(get_wsgi_application())
_ = get_resolver().url_patterns  # else the first visitor waits for all views to be imported
gc.freeze()
gc.enable()
