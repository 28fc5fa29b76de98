"""Signals that end the family of processes."""

import subprocess
import sys

import pytest

# Python prints and forgets an exception raised inside a finalizer, and with it the one that a signal is turned into.
LOST = """
import os, signal, time, weakref
from eving.runtime import processes

class Thing: pass

processes.stop_on_signals()
{before}
thing = Thing()
try:
    weakref.finalize(thing, lambda: os.kill(os.getpid(), signal.SIGTERM))
    del thing
    time.sleep(2)
    print("went on")
except processes.Stopped:
    print("stopped")
"""


@pytest.mark.parametrize(("before", "outcome"), [("", "stopped"), ("processes.in_finalizer = bool", "went on")])
def test_a_signal_that_meets_a_finalizer_still_ends_the_family(before: str, outcome: str) -> None:
    before = before.replace("bool", "lambda frame: False")

    done = subprocess.run(
        [sys.executable, "-c", LOST.format(before=before)], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.strip() == outcome, done.stderr
    assert ("Stopped" in done.stderr) == (outcome == "went on")
