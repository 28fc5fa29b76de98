"""Compiled translation catalogues, renewed where their source is newer."""

import os
import tempfile
from pathlib import Path

from eving.runtime.bootstrap.programs import CHECKOUT


def stale_catalogues() -> list[Path]:
    def is_stale(source: Path) -> bool:
        compiled = source.with_suffix(".mo")
        return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime

    return [source for source in (CHECKOUT / "locale").glob("*/LC_MESSAGES/*.po") if is_stale(source)]


def compile_catalogues(sources: list[Path]) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sources:
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as draft:
            write_mo(draft, catalogue)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, source.with_suffix(".mo"))
