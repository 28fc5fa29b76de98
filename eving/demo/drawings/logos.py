"""Logos of invented actors."""

from collections.abc import Callable

from eving.demo.drawings.canvas import (
    AMBER,
    BRICK,
    CLAY,
    CREAM,
    DUSK,
    FOREST,
    HONEY,
    INK,
    LEAF,
    MEADOW,
    MINT,
    PAPER,
    SALMON,
    SKY,
    SLATE,
    STEEL,
    Scene,
)


def mark(ground: str, disc: str) -> Scene:
    s = Scene(ground, ground)
    s.disc(150, 100, 78, disc)
    return s


def ball() -> Scene:
    s = mark(PAPER, LEAF)
    s.disc(150, 100, 50, PAPER)
    s.disc(150, 100, 15, INK)
    for x, y in ((150, 54), (194, 86), (178, 138), (122, 138), (106, 86)):
        s.line([(150, 100), (x, y)], INK, 2)
        s.disc(x, y, 8, INK)
    return s


def house() -> Scene:
    s = mark(SKY, DUSK)
    s.area([(98, 96), (150, 52), (202, 96)], AMBER)
    s.box(110, 94, 80, 50, PAPER)
    for x in (120, 140, 160):
        s.box(x, 104, 14, 14, HONEY)
    s.box(142, 124, 16, 20, CLAY)
    return s


def bread() -> Scene:
    s = mark(CREAM, BRICK)
    s.disc(150, 106, 54, HONEY, flat=0.55)
    for x in (122, 144, 166):
        s.line([(x, 118), (x + 14, 90)], CLAY, 4)
    return s


def leaf() -> Scene:
    s = mark(PAPER, MINT)
    s.disc(150, 100, 46, LEAF, flat=0.7)
    s.disc(168, 88, 34, MEADOW, flat=0.7)
    s.line([(104, 140), (150, 104), (192, 78)], FOREST, 4)
    return s


def note() -> Scene:
    s = mark(PAPER, SALMON)
    s.disc(126, 132, 16, INK, flat=0.8)
    s.disc(182, 122, 16, INK, flat=0.8)
    s.line([(140, 130), (140, 70)], INK, 5)
    s.line([(196, 120), (196, 60)], INK, 5)
    s.line([(140, 70), (196, 60)], INK, 9)
    return s


def book() -> Scene:
    s = mark(PAPER, AMBER)
    s.area([(92, 72), (148, 84), (148, 140), (92, 128)], PAPER)
    s.area([(208, 72), (152, 84), (152, 140), (208, 128)], PAPER)
    for y in (90, 102, 114):
        s.line([(102, y - 6), (138, y + 2)], STEEL, 2)
        s.line([(198, y - 6), (162, y + 2)], STEEL, 2)
    return s


def hands() -> Scene:
    s = mark(PAPER, SLATE)
    for x, colour in ((118, AMBER), (150, MINT), (182, SALMON)):
        s.disc(x, 82, 13, colour)
        s.box(x - 15, 100, 30, 40, colour, 12)
    return s


def gear() -> Scene:
    s = mark(PAPER, CLAY)
    for x, y in ((150, 50), (185, 65), (200, 100), (185, 135), (150, 150), (115, 135), (100, 100), (115, 65)):
        s.disc(x, y, 13, CREAM)
    s.disc(150, 100, 46, CREAM)
    s.disc(150, 100, 20, CLAY)
    return s


LOGOS: dict[str, Callable[[], Scene]] = {
    f"logo_{logo.__name__}": logo for logo in (ball, house, bread, leaf, note, book, hands, gear)
}
