"""Makes static/fonts: of KERN's web font the letters of German, English and their neighbours, a sixth of each file.

Run it after an update of KERN. The style sheet says which characters these files hold (`unicode-range` in
static/css/base.css, beside the whole fonts for all others); tests compare both with what stands here.
"""

import sys
from pathlib import Path

from fontTools import subset  # noqa: TID253 - this is its program

CHECKOUT = Path(__file__).resolve().parent.parent
WHOLE = CHECKOUT / "node_modules/@kern-ux/native/dist/fonts/fira-sans"
SMALL = CHECKOUT / "static/fonts"
NAMES = ("FiraSans-Regular", "FiraSans-Italic", "FiraSans-Medium", "FiraSans-SemiBold")

# Latin with the names of Poland, Turkey and Romania; capital ß; dashes, quotation marks, spaces; signs of texts.
CHARACTERS = (
    "U+20-7E, U+A0-17F, U+218-21B, U+1E9E, U+2002-200B, U+2010-203A, U+2080-2089, U+20AC, U+2116, U+2122,"
    " U+2190-2193, U+2212, U+2248, U+2260, U+2264-2265"
)
# Figures of one width in tables, letters of one language, and what sets type well without being asked.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "tnum", "lnum", "pnum"]
# Names, version, copyright and licence stay in the files, as the Open Font License asks.
NAME_IDS = [0, 1, 2, 3, 4, 5, 6, 13, 14]


def codes(ranges: str) -> set[int]:
    found: set[int] = set()
    for part in ranges.split(","):
        first, _dash, last = part.strip().removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def main() -> None:
    SMALL.mkdir(exist_ok=True)
    for name in NAMES:
        options = subset.Options(
            flavor="woff2", layout_features=FEATURES, name_IDs=NAME_IDS, name_languages=["*"], notdef_outline=True
        )
        with subset.load_font(WHOLE / f"{name}.woff2", options) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=codes(CHARACTERS))
            subsetter.subset(font)
            subset.save_font(font, SMALL / f"{name}.woff2", options)
        sizes = [(folder / f"{name}.woff2").stat().st_size for folder in (WHOLE, SMALL)]
        sys.stdout.write(f"{name}: {sizes[1]:,} of {sizes[0]:,} bytes\n")


if __name__ == "__main__":
    main()
