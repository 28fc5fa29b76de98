"""Shop fronts, interiors and floor plans of invented shops."""

from collections.abc import Callable
from functools import partial

from eving.demo.drawings.canvas import (
    AMBER,
    BLUSH,
    BRICK,
    BRONZE,
    CLAY,
    CREAM,
    DUSK,
    FOREST,
    HONEY,
    INK,
    LEAF,
    MEADOW,
    MINT,
    MIST,
    PAPER,
    SALMON,
    SLATE,
    STEEL,
    STONE,
    Scene,
)

GLASS, DARK_GLASS = "#e6eef3", "#c7dbe6"


def front(wall: str, frame: str, awning: str, door_left: bool, steps: int) -> Scene:
    s = Scene()
    s.box(0, 0, 300, 152, wall)
    for x in (34, 126, 218):
        s.box(x, 6, 44, 40, PAPER, 1)
        s.box(x + 3, 9, 38, 34, DARK_GLASS)
        s.line([(x + 22, 8), (x + 22, 44)], PAPER, 2)
        s.box(x - 2, 45, 48, 3, STONE)
    s.box(18, 58, 264, 14, frame, 1)
    window, door = (104, 40) if door_left else (34, 222)
    s.box(window, 74, 162, 72, frame)
    for pane in range(3):
        s.box(window + 5 + pane * 52, 79, 48, 60, GLASS)
        s.area([(window + 8 + pane * 52, 138), (window + 20 + pane * 52, 80), (window + 34 + pane * 52, 80)], PAPER)
    for stripe in range(9):
        left = window - 3 + stripe * 18.6
        colour = awning if stripe % 2 == 0 else PAPER
        s.area([(left + 4, 72), (left + 22, 72), (left + 18.6, 90), (left, 90)], colour)
        s.disc(left + 9.3, 90, 9.3, colour, flat=0.4)
    s.box(door, 76, 42, 76 - steps * 7, frame, 1)
    s.box(door + 6, 82, 30, 44 - steps * 5, GLASS)
    s.disc(door + 36, 138 - steps * 8, 1.8, AMBER)
    s.street(150)
    for step in range(steps):
        s.box(door - 4 - step * 4, 152 - (steps - step) * 7, 50 + step * 8, 7, STEEL if step % 2 else STONE)
    return s


def room(wall: str, floor: str, light: str) -> Scene:
    s = Scene(wall, wall)
    s.area([(0, 200), (66, 130), (234, 130), (300, 200)], floor)
    for x in (-40, 20, 80, 150, 220, 280, 340):
        s.line([(x, 200), (150 + (x - 150) * 0.56, 130)], STONE, 0.6)
    s.area([(0, 0), (66, 36), (66, 130), (0, 200)], MIST)
    s.area([(300, 0), (234, 36), (234, 130), (300, 200)], MIST)
    s.box(82, 52, 102, 66, SLATE)
    s.box(86, 56, 46, 58, DARK_GLASS)
    s.box(136, 56, 44, 58, DARK_GLASS)
    s.box(194, 54, 32, 76, SLATE)
    s.box(198, 58, 24, 60, DARK_GLASS)
    for x in (110, 150, 190):
        s.line([(x, 0), (x, 18)], INK, 1)
        s.disc(x, 24, 8, light)
    s.box(12, 132, 40, 36, BRONZE, 1)
    s.box(8, 128, 48, 6, CLAY, 1)
    return s


def plan(back_rooms: int, corner: bool) -> Scene:
    s = Scene(PAPER, PAPER)
    s.box(52, 16, 196, 160, INK)
    s.box(57, 21, 186, 150, "#ffffff")
    wide = 186 / back_rooms
    s.box(57, 74, 186, 4, INK)
    for number in range(back_rooms):
        left = 57 + number * wide
        if number:
            s.box(left - 2, 21, 4, 55, INK)
        s.box(left + wide / 2 - 10, 73, 20, 6, "#ffffff")
    s.box(62, 26, 24, 16, DARK_GLASS, 2)
    s.disc(74, 56, 7, DARK_GLASS)
    s.box(84, 169, 96, 9, DARK_GLASS)
    s.box(200, 169, 28, 9, PAPER)
    s.arc(228, 170, 28, 180, 270, SLATE, 1)
    if corner:
        s.box(241, 96, 9, 52, DARK_GLASS)
    s.box(110, 110, 60, 10, HONEY, 2)
    s.line([(57, 186), (243, 186)], SLATE, 0.8)
    for x in (57, 243):
        s.line([(x, 182), (x, 190)], SLATE, 0.8)
    return s


SHOPS: dict[str, Callable[[], Scene]] = {
    "front_red": partial(front, BLUSH, BRICK, BRICK, False, 1),
    "front_green": partial(front, CREAM, FOREST, LEAF, True, 0),
    "front_blue": partial(front, MIST, DUSK, DUSK, False, 2),
    "front_amber": partial(front, SALMON, INK, AMBER, True, 1),
    "front_brown": partial(front, HONEY, CLAY, BRONZE, False, 0),
    "front_mint": partial(front, MINT, SLATE, MEADOW, True, 3),
    "room_light": partial(room, CREAM, "#d9b98b", HONEY),
    "room_grey": partial(room, PAPER, STEEL, CREAM),
    "plan_two": partial(plan, 2, False),
    "plan_three": partial(plan, 3, False),
    "plan_corner": partial(plan, 2, True),
}
