"""A check of the German catalogue: no text of the code without a translation, none marked fuzzy."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parent.parent
CATALOGUE = "locale/de/LC_MESSAGES/django.po"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy_sources(Path(folder))
        command = [sys.executable, "-m", "django", "makemessages", "--locale=de", "--verbosity=0"]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603
        with (Path(folder) / CATALOGUE).open("rb") as text:
            catalogue = read_po(text, locale="de")
    open_texts = [message for message in catalogue if message.id and (message.fuzzy or not is_translated(message))]
    for message in open_texts:
        state = "unsure" if message.fuzzy else "missing"
        sys.stdout.write(f"{state}: {message.id!r} ({message.locations[0][0] if message.locations else '?'})\n")
    wrong = [(message, error) for message, errors in catalogue.check() for error in errors]
    for message, error in wrong:
        sys.stdout.write(f"wrong: {message.id!r}: {error}\n")
    sys.exit(f"{len(open_texts) + len(wrong)} texts without a good German translation" if open_texts or wrong else 0)


def copy_sources(folder: Path) -> None:
    """The files of the working tree, without tests and what git ignores: only texts of the portal count."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],  # noqa: S607
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        if (CHECKOUT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)


def is_translated(message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings)


main()
