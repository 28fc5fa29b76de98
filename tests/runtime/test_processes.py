"""Signals that end the family of processes."""

import subprocess
import sys

import pytest

# Python prints and forgets an exception raised inside a finalizer, and with it the one that a signal is turned into.
LOST = """
import os, signal, weakref
from eving.runtime import processes

class Thing: pass

processes.stop_on_signals()
thing = Thing()
weakref.finalize(thing, lambda: os.kill(os.getpid(), signal.SIGTERM))
del thing
{forget}
ticks = iter(range(3))
try:
    processes.Family().watch(lambda: next(ticks))
except processes.Stopped:
    print("stopped")
except StopIteration:
    print("went on")
"""


@pytest.mark.parametrize(("forget", "outcome"), [("", "stopped"), ("processes.received.clear()", "went on")])
def test_a_signal_that_meets_a_finalizer_still_ends_the_family(forget: str, outcome: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOST.format(forget=forget)], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.strip() == outcome, done.stderr
