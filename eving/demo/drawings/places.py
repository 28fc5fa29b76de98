"""Scenes away from the streets: meadows, walls, playgrounds, the tower."""

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
    LEAF,
    MEADOW,
    MINT,
    MIST,
    NIGHT,
    PAPER,
    SALMON,
    SLATE,
    STEEL,
    Scene,
)


def bench() -> Scene:
    s = Scene()
    s.sun(160, 38)
    s.cloud(216, 58)
    s.hills(112, MINT)
    s.meadow(126)
    s.area([(0, 186), (120, 152), (300, 168), (300, 200), (0, 200)], "#eadfc6")
    s.tree(66, 158, 1.5)
    s.tree(262, 146, 1.0, FOREST)
    s.bench(128, 168, 1.25)
    s.bush(30, 160, 1.2)
    for x, y in ((96, 178), (236, 166), (246, 170), (22, 174)):
        s.disc(x, y, 1.6, AMBER)
    return s


def playground() -> Scene:
    s = Scene()
    s.sun(262, 34)
    s.cloud(118, 28, 0.9)
    s.hills(112, MINT)
    s.meadow(122)
    s.disc(150, 172, 132, "#efdfb8", flat=0.18)
    s.tree(30, 150, 1.2)
    s.tree(276, 148, 1.3, FOREST)
    s.box(84, 92, 34, 5, BRONZE)
    for x in (86, 114):
        s.line([(x, 68), (x, 168)], BRICK, 3)
    s.area([(78, 70), (101, 52), (124, 70)], CLAY)
    for y in (108, 120, 132, 144, 156):
        s.line([(86, y), (74, y)], BRONZE, 2)
    s.line([(74, 96), (74, 168)], BRONZE, 2.4)
    s.line([(117, 94), (134, 122), (150, 160), (160, 164)], AMBER, 5)
    s.line([(184, 168), (194, 78), (250, 78), (260, 168)], SLATE, 3)
    for x in (207, 232):
        s.line([(x - 4, 78), (x - 6, 138)], STEEL, 1)
        s.line([(x + 6, 78), (x + 4, 138)], STEEL, 1)
        s.box(x - 8, 137, 14, 3, BRICK, 1)
    s.person(231, 142, AMBER, 0.7)
    s.person(50, 174, LEAF, 1.0)
    return s


def lamps() -> Scene:
    s = Scene("#1f2747", "#6c6f93")
    for x, y in ((40, 24), (90, 40), (150, 18), (214, 34), (262, 20), (118, 62)):
        s.disc(x, y, 0.8, CREAM)
    s.disc(252, 44, 11, CREAM)
    s.hills(120, "#2e4a47")
    s.meadow(126, "#2a5244")
    s.area([(118, 132), (168, 132), (262, 200), (24, 200)], "#8b8894")
    for x, y, height, lit in ((70, 172, 92, True), (104, 150, 58, False), (186, 142, 44, True), (226, 172, 92, False)):
        if lit:
            middle, reach = x + 15, height * 0.42
            s.area([(middle, y - height + 4), (middle + reach, y + 6), (middle - reach, y + 6)], "#a8946f")
            s.disc(middle, y + 6, reach, "#cdae72", flat=0.16)
        s.lamp(x, y, height, AMBER if lit else STEEL)
    s.tree(28, 168, 1.4, "#1c4438", "#28594a")
    s.tree(284, 166, 1.3, "#1c4438", "#28594a")
    s.person(142, 176, SALMON, 1.0)
    return s


def mural() -> Scene:
    s = Scene()
    s.cloud(42, 30)
    s.box(40, 22, 220, 130, CREAM)
    s.area([(34, 24), (150, 2), (266, 24)], CLAY)
    s.box(52, 34, 196, 112, DUSK)
    s.disc(202, 66, 19, AMBER)
    s.disc(202, 66, 13, HONEY)
    s.area([(52, 146), (52, 110), (108, 86), (162, 116), (248, 92), (248, 146)], LEAF)
    s.area([(52, 146), (52, 128), (130, 108), (248, 134), (248, 146)], FOREST)
    s.tower(118, 122, 1.0, NIGHT)
    for x, colour in ((70, SALMON), (158, AMBER), (226, SALMON)):
        s.line([(x, 142), (x, 126)], MINT, 1.6)
        for dx, dy in ((-4, 0), (4, 0), (0, -4), (0, 4)):
            s.disc(x + dx, 122 + dy, 3.4, colour)
        s.disc(x, 122, 2.4, CREAM)
    s.street(150)
    s.line([(206, 166), (216, 84), (222, 84), (232, 166)], BRONZE, 1.8)
    for y in (100, 116, 132, 148):
        s.line([(213, y), (225, y)], BRONZE, 1.8)
    s.person(219, 126, PAPER, 1.0)
    s.person(82, 166, BRICK, 1.1)
    s.box(94, 160, 8, 8, STEEL, 1)
    return s


def raised_beds() -> Scene:
    s = Scene()
    s.sun(250, 32)
    s.cloud(86, 30)
    s.houses(112, [CREAM, BLUSH, MIST, CREAM, BLUSH, CREAM, MIST, BLUSH], height=44)
    s.meadow(112)
    for x, y, wide in ((24, 132, 92), (176, 132, 104), (84, 164, 132)):
        s.shadow(x + wide / 2, y + 24, wide * 0.55, "#6fac7c")
        s.box(x, y, wide, 24, BRONZE, 1)
        s.box(x, y + 7, wide, 1, "#8a540a")
        s.box(x, y + 15, wide, 1, "#8a540a")
        s.box(x + 3, y - 3, wide - 6, 6, "#5b4132", 2)
        for number in range(int(wide // 13)):
            px = x + 9 + number * 13
            if number % 3 == 0:
                s.bush(px, y - 1, 0.5, LEAF)
            elif number % 3 == 1:
                s.line([(px, y), (px, y - 12)], FOREST, 1.2)
                s.disc(px, y - 14, 3, SALMON)
            else:
                s.line([(px, y), (px, y - 16)], FOREST, 1.2)
                s.disc(px, y - 18, 3.4, AMBER)
    s.person(138, 158, DUSK, 1.15)
    s.person(236, 186, CLAY, 1.2, STEEL)
    return s


def bookcase() -> Scene:
    s = Scene()
    s.cloud(66, 34)
    s.hills(108, MINT)
    s.meadow(118)
    s.area([(0, 176), (300, 160), (300, 200), (0, 200)], "#eadfc6")
    s.tree(250, 158, 1.5)
    s.shadow(130, 174, 50, "#7cae85")
    s.box(92, 62, 76, 112, BRICK, 2)
    s.area([(86, 64), (130, 44), (174, 64)], NIGHT)
    s.box(98, 70, 64, 98, CREAM)
    colours = (DUSK, AMBER, LEAF, SALMON, STEEL, CLAY, FOREST, HONEY, SLATE, BRONZE)
    for shelf in range(4):
        y = 92 + shelf * 25
        s.box(98, y, 64, 2.4, CLAY)
        for number in range(10):
            tall = 13 + (number * 7 + shelf * 5) % 7
            s.box(100 + number * 6, y - tall, 5, tall, colours[(number * 3 + shelf * 2) % 10], 0.5)
    s.line([(130, 70), (130, 168)], "#b98f7c", 1)
    s.bench(186, 176, 0.9)
    s.person(62, 180, LEAF, 1.35)
    return s


def tower() -> Scene:
    s = Scene("#dfe6ee", "#fdeecb")
    s.disc(224, 60, 26, HONEY)
    s.cloud(64, 40)
    s.hills(128, MEADOW)
    s.box(0, 152, 300, 48, LEAF)
    s.box(90, 118, 34, 36, SALMON)
    s.box(174, 122, 42, 32, SALMON)
    s.area([(86, 118), (107, 106), (128, 118)], CLAY)
    s.area([(170, 122), (195, 110), (220, 122)], CLAY)
    s.box(132, 62, 34, 92, BRICK)
    s.box(106, 26, 86, 38, CLAY)
    s.area([(102, 28), (149, 10), (196, 28)], NIGHT)
    for x in range(112, 188, 13):
        s.box(x, 36, 7, 18, CREAM)
    for y in (74, 96, 118):
        s.box(144, y, 10, 13, CREAM)
    s.line([(149, 10), (149, 1)], NIGHT, 1.2)
    s.area([(130, 200), (144, 152), (156, 152), (196, 200)], "#eadfc6")
    s.tree(44, 170, 1.3, FOREST)
    s.tree(262, 172, 1.4, FOREST)
    return s
