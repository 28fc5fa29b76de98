"""Files of a district that TOML allows and the portal cannot use: a sentence says what to write, nothing breaks."""

from pathlib import Path

import pytest

from eving.runtime import district
from eving.runtime.district import read_district

WHOLE = 'name = "A"\ntown = "B"\npostcode = "99999"\nland = "NW"\nbrand = "plain"\n[[parts]]\nname = "Dorf"\n'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (WHOLE, None),
        (WHOLE.replace('"99999"', "99999"), "“postcode” is a text and stands in quotation marks."),
        (WHOLE.replace("[[parts]]", "[parts]"), "each of “parts” begins with [[parts]] in a line of its own."),
        ('parts = ["Dorf"]', "each of “parts” begins with [[parts]] in a line of its own."),
        (f'{WHOLE}streets = "Weg"', "“streets” is a list of texts"),
        (f"{WHOLE}focus_streets = [7]", "“focus_streets” is a list of texts"),
        (f'password_words = "turm"\n{WHOLE}', "“password_words” is a list of texts"),
        (f'motif = "Turm"\n{WHOLE}', "“motif” names languages: motif = {de = …, en = …}."),
        (f'{WHOLE}streets = ["Am Weg", "Am-Weg"]', "two of “streets” have one name: Am Weg, Am-Weg."),
        (f'{WHOLE}streets = ["Weg"]\nfocus_streets = ["Weg"]', "two of “streets” have one name: Weg, Weg."),
        (f'{WHOLE}[[parts]]\nname = "dorf"', "two of “parts” have one name: Dorf, dorf."),
        (f'{WHOLE}[[frameworks]]\nname = "Plan"', "a framework has a “code”"),
        (f'{WHOLE}[[frameworks]]\nname = "Plan"\ncode = "plan"\ncolour = "red"', "a framework has a “code”"),
    ],
)
def test_a_file_that_cannot_be_a_district_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, sentence: str | None
) -> None:
    problems: list[str] = []
    monkeypatch.setattr(district, "problems", problems)
    file = tmp_path / "dorf.toml"
    file.write_text(content)

    read_district(tmp_path, str(file))

    assert [problem.startswith(f"dorf.toml: {sentence}") for problem in problems] == ([True] if sentence else [])


def test_a_folder_is_no_file_of_a_district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[str] = []
    monkeypatch.setattr(district, "problems", problems)
    (tmp_path / "dorf.toml").mkdir()

    read_district(tmp_path, str(tmp_path / "dorf.toml"))

    assert [problem.partition(":")[0] for problem in problems] == ["dorf.toml cannot be read"]
