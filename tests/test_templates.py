"""Templates are read by people: no line is longer than a screen is wide."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LONGEST = 160


def long_lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.*")):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if len(line) > LONGEST:
                yield f"{path.relative_to(folder)}:{number}: {len(line)} characters"


def test_no_line_of_a_template_is_longer_than_a_screen() -> None:
    assert list(long_lines(TEMPLATES)) == []


def test_a_long_line_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(f"{'x' * LONGEST}\n{'ü' * (LONGEST + 1)}\n")

    assert list(long_lines(tmp_path)) == ["pages/a.html:2: 161 characters"]
