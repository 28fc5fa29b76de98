"""The floor of the start: a Django with what others wrote, as much of it as the portal has, and nothing of ours."""

import json
import os
import subprocess
import sys

from django.conf import settings

from eving.demo.bench import start

BARE = f"""
import os, runpy, sys
def ended(code):
    raise SystemExit
os._exit = ended
sys.argv = ["bare", "web", *{start.packages()}]
try:
    runpy.run_module("eving.demo.bench.bare", run_name="__main__", alter_sys=True)
except SystemExit:
    pass
"""
TELL = "import json, sys; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"


def packages_after(code: str, **env: str) -> set[str]:
    """What a new process has imported after this code, besides Python's own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{TELL}"],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | env,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1])) - sys.stdlib_module_names


def test_the_floor_of_the_start_has_the_packages_of_the_portal_and_nothing_of_ours() -> None:
    portal = packages_after("import eving.wsgi", DJANGO_SETTINGS_MODULE="eving.settings", EVING_ENV="demo")

    assert packages_after(BARE) == portal - {"actors", "projects", "vacancies"}
