"""Scenes in the streets: pavements, shops, crossings, a market, a party."""

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
    NIGHT,
    PAPER,
    SALMON,
    SLATE,
    STEEL,
    STONE,
    UNIT,
    Scene,
)


def bus_stop() -> Scene:
    s = Scene()
    s.sun(248, 34)
    s.cloud(70, 34)
    s.tower(214, 112, 0.8, "#b9c3d3")
    s.houses(132, [BLUSH, CREAM, MINT, BLUSH, MIST, CREAM, BLUSH, MINT], height=50)
    s.street(150)
    s.shadow(124, 157, 78)
    s.box(52, 82, 146, 6, INK, 2)
    s.box(58, 88, 4, 68, SLATE)
    s.box(188, 88, 4, 68, SLATE)
    s.box(64, 92, 122, 46, "#eef4f8")
    s.line([(84, 92), (76, 138)], PAPER, 2)
    s.line([(150, 92), (142, 138)], PAPER, 2)
    s.line([(226, 156), (226, 74)], SLATE, 2.4)
    s.disc(226, 68, 11, AMBER)
    s.disc(226, 68, 8.4, FOREST)
    s.line([(223, 63.5), (223, 72.5)], AMBER, 1.7)
    s.line([(229, 63.5), (229, 72.5)], AMBER, 1.7)
    s.line([(223, 68), (229, 68)], AMBER, 1.7)
    s.box(217, 92, 18, 24, PAPER, 1)
    for y in (97, 102, 107):
        s.line([(220, y), (232, y)], STEEL, 0.8)
    s.person(96, 158, CLAY, 1.1)
    s.person(116, 158, DUSK, 1.1, STEEL)
    s.line([(125, 138), (125, 158)], BRONZE, 1.2)
    s.bush(272, 156, 1.1)
    return s


def bicycle_rack() -> Scene:
    s = Scene()
    s.cloud(232, 30)
    s.houses(126, [CREAM, BLUSH, CREAM, MIST], width=76, height=84)
    s.box(84, 84, 60, 42, INK, 1)
    s.box(88, 88, 52, 38, "#dfe9ee")
    s.area([(80, 84), (148, 84), (152, 74), (76, 74)], LEAF)
    s.street(144)
    for number, colour in enumerate((BRICK, LEAF, DUSK, BRONZE)):
        x = 42 + number * 56
        s.shadow(x + 16, 162, 28)
        s.line([(x + 20, 162), (x + 20, 132)], STEEL, 2.4)
        s.arc(x + 30, 132, 10, 180, 360, STEEL, 2.4)
        s.line([(x + 40, 132), (x + 40, 162)], STEEL, 2.4)
        if number != 2:
            s.bicycle(x, 162, colour, 1.2)
    return s


def street_trees() -> Scene:
    s = Scene()
    s.cloud(60, 26)
    s.houses(130, [BLUSH, CREAM, BLUSH, MIST, CREAM, BLUSH], width=52, height=66)
    s.street(146)
    for x in (40, 118, 196, 274):
        s.box(x - 13, 150, 26, 7, "#7a5b45", 1)
        s.tree(x, 154, 0.95, LEAF if x % 4 else FOREST)
    s.person(80, 158, DUSK, 1)
    s.person(158, 158, CLAY, 1)
    return s


def empty_shop() -> Scene:
    s = Scene()
    s.box(0, 0, 300, 152, BLUSH)
    for y in range(4, 150, 8):
        for x in range(0, 300, 20):
            s.line([(x + (10 if y % 16 else 0), y), (x + (10 if y % 16 else 0) + 14, y)], "#efcdbd", 0.6)
    for x in (40, 130, 220):
        s.box(x, 8, 38, 34, PAPER, 1)
        s.box(x + 3, 11, 32, 28, "#c9d9e4")
        s.line([(x + 19, 10), (x + 19, 41)], PAPER, 2)
        s.box(x - 2, 41, 42, 3, STONE)
    s.box(26, 58, 248, 18, INK, 1)
    s.box(34, 76, 150, 74, SLATE)
    s.box(39, 81, 140, 62, "#e6eef3")
    s.area([(39, 81), (95, 81), (60, 143), (39, 143)], "#f2f7fa")
    s.box(66, 98, 82, 30, AMBER, 2)
    for y, width in ((105, 60), (112, 44), (119, 54)):
        s.line([(77, y), (77 + width, y)], NIGHT, 2)
    s.box(200, 78, 46, 74, BRICK, 1)
    s.box(206, 84, 34, 44, "#e6eef3")
    s.disc(238, 138, 1.8, AMBER)
    s.street(150)
    s.person(262, 166, LEAF, 1.25)
    s.person(22, 166, DUSK, 1.2, STEEL)
    return s


def crossing() -> Scene:
    s = Scene()
    s.cloud(226, 28)
    s.houses(108, [MIST, BLUSH, CREAM, BLUSH, MIST, CREAM, BLUSH, CREAM], height=42)
    s.box(0, 108, 300, 14, STONE)
    s.box(0, 122, 300, 78, SLATE)
    s.box(0, 121, 300, 2, PAPER)
    for number in range(6):
        x = 78 + number * 27
        s.area([(x, 126), (x + 13, 126), (x + 19 - number * 1.5, 196), (x - 2 - number * 1.5, 196)], PAPER)
    s.line([(56, 130), (56, 60)], STEEL, 2.4)
    s.box(42, 44, 28, 28, "#2f5fa7", 2)
    s.area([(46, 69), (56, 48), (66, 69)], PAPER)
    s.disc(56, 56, 2, NIGHT)
    s.line([(56, 58), (55, 63), (58, 67)], NIGHT, 1.4)
    s.person(140, 160, AMBER, 1.0)
    s.person(158, 164, BRICK, 1.45)
    s.person(258, 120, LEAF, 0.9)
    return s


def ramp() -> Scene:
    s = Scene()
    s.box(0, 0, 300, 150, CREAM)
    s.box(0, 0, 300, 30, SALMON)
    s.box(0, 30, 300, 4, CLAY)
    s.box(52, 50, 62, 96, BRICK, 1)
    s.box(58, 56, 24, 82, "#c7dbe6")
    s.box(84, 56, 24, 82, "#c7dbe6")
    s.line([(81, 96), (81, 106)], AMBER, 1.6)
    s.line([(86, 96), (86, 106)], AMBER, 1.6)
    for x in (150, 220):
        s.box(x, 54, 50, 44, PAPER, 1)
        s.box(x + 4, 58, 42, 36, "#c7dbe6")
        s.box(x - 3, 98, 56, 4, STONE)
    s.street(164)
    for number in range(3):
        s.box(40 - number * 7, 144 + number * 8, 86 + number * 2, 9, "#b4bac8" if number % 2 else STEEL)
    s.area([(126, 144), (150, 144), (268, 170), (126, 170)], "#d9b98b")
    s.line([(132, 122), (150, 122), (262, 150)], INK, 2)
    for x, y in ((134, 144), (172, 148), (212, 157), (258, 167)):
        s.line([(x, y), (x, y - 22)], INK, 1.6)
    s.person(204, 150, LEAF, 1.1, STEEL)
    s.line([(214, 132), (222, 134), (221, 156)], SLATE, 1.6)
    s.line([(222, 134), (229, 158)], SLATE, 1.6)
    s.disc(221, 157, 2.2, INK)
    s.disc(230, 159, 2.2, INK)
    return s


def market() -> Scene:
    s = Scene()
    s.sun(44, 34)
    s.cloud(196, 26)
    s.tower(258, 116, 1, "#b9c3d3")
    s.houses(124, [MIST, BLUSH, CREAM, BLUSH, MIST], height=46)
    s.box(0, 124, 300, 76, "#dcd6c8")
    for x, cloth in ((18, BRICK), (112, LEAF), (206, BRONZE)):
        s.shadow(x + 38, 176, 46, "#c5bda9")
        s.line([(x + 2, 100), (x + 2, 174)], SLATE, 1.8)
        s.line([(x + 74, 100), (x + 74, 174)], SLATE, 1.8)
        for number in range(6):
            left, colour = x - 4 + number * 14, PAPER if number % 2 else cloth
            s.area([(left + 4, 84), (left + 15, 84), (left + 14, 104), (left, 104)], colour)
            s.disc(left + 7, 104, 7, colour, flat=0.5)
        s.box(x - 2, 142, 80, 8, BRONZE, 1)
        s.box(x, 150, 76, 24, "#e9dcc0")
        for number, colour in enumerate((SALMON, AMBER, LEAF, BRICK, HONEY, MEADOW)):
            s.disc(x + 8 + number * 12, 139, 5, colour)
            s.disc(x + 14 + number * 12, 140, 3.6, colour)
    s.person(98, 184, DUSK, 1.3)
    s.person(196, 188, SALMON, 1.3, STEEL)
    return s


def lowered_kerb() -> Scene:
    s = Scene()
    s.sun(54, 34)
    s.cloud(226, 30)
    s.houses(122, [CREAM, MIST, BLUSH, CREAM, BLUSH, MIST, CREAM, BLUSH], height=50)
    s.street(140)
    s.area([(96, 150), (204, 150), (222, 162), (78, 162)], "#dfe3ea")
    for row in range(3):
        for column in range(9):
            s.disc(104 + column * 11.5 - row * 2 + row * column * 0.5, 152.5 + row * 3.2, 1, STEEL)
    s.shadow(156, 166, 26, "#4c5369")
    s.arc(150, 151, 14, 0, 360, INK, 2)
    s.disc(150, 151, 2, INK)
    s.disc(176, 161, 4, INK)
    s.line([(134, 118), (138, 141), (168, 141), (174, 160), (182, 160)], SLATE, 2.4)
    s.line([(130, 118), (136, 118)], SLATE, 2.4)
    s.box(140, 113, 14, 28, LEAF, 6)
    s.line([(146, 138), (168, 138), (173, 157), (180, 157)], DUSK, 5)
    s.line([(147, 121), (158, 132), (156, 139)], LEAF, 4.4)
    s.disc(147, 104, 7, "#e0b08f")
    s.pen.pieslice([139.5 * UNIT, 96 * UNIT, 154.5 * UNIT, 111 * UNIT], 160, 350, fill="#4b352b")
    s.person(240, 156, SALMON, 1.15, STEEL)
    s.line([(248, 138), (256, 140)], SALMON, 3)
    s.box(255, 128, 20, 15, PAPER, 1)
    s.line([(261.5, 128), (261.5, 143)], STONE, 0.8)
    s.line([(268.5, 128), (268.5, 143)], STONE, 0.8)
    s.line([(257, 139), (262, 133), (267, 136), (273, 131)], CLAY, 1.2)
    return s


def street_party() -> Scene:
    s = Scene("#e9dcea", "#fdebcf")
    s.houses(128, [BLUSH, CREAM, MIST, BLUSH, CREAM, BLUSH], width=50, height=72)
    s.box(0, 128, 300, 72, "#d6d0c4")
    for start, sag in ((22, 20), (44, 16)):
        points = [(x, start + sag * (1 - ((x - 150) / 150) ** 2)) for x in range(0, 301, 10)]
        s.line(points, SLATE, 0.7)
        for number, (x, y) in enumerate(points[1:-1:2]):
            colour = (AMBER, BRICK, LEAF, DUSK)[(number + start) % 4]
            s.area([(x - 6, y), (x + 6, y), (x, y + 12)], colour)
    for x, coat, hair in ((62, LEAF, STEEL), (98, BRICK, "#4b352b"), (138, DUSK, "#2c2622"), (184, AMBER, "#4b352b")):
        s.person(x, 160, coat, 1.2, hair)
    s.person(228, 160, SALMON, 1.2, STEEL)
    s.shadow(146, 186, 116, "#bdb6a7")
    s.area([(34, 146), (258, 146), (270, 158), (22, 158)], PAPER)
    s.box(22, 158, 248, 9, "#e9e3d4")
    for x in (40, 146, 252):
        s.line([(x, 167), (x, 186)], BRONZE, 3)
    for x, colour in ((58, BRICK), (120, AMBER), (166, SALMON), (222, LEAF)):
        s.disc(x, 151, 10, STONE, flat=0.3)
        s.disc(x, 148, 7, colour, flat=0.55)
    for x in (88, 144, 196, 244):
        s.box(x, 143, 4.5, 9, "#c7dbe6", 1)
    s.person(278, 192, DUSK, 0.95)
    s.disc(289, 160, 6, AMBER)
    s.line([(289, 166), (283, 176)], SLATE, 0.6)
    return s
