"""The Chromium of this machine."""

import shutil

# The shell is the same engine without windows, which is a third faster.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
WITH_WINDOWS = next(filter(None, map(shutil.which, NAMES[1:])), None)
