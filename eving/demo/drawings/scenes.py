"""Pictures for the demo, drawn by this module: flat scenes of an invented district in the colours of the pages.

Coordinates run from 0 to 300 and from 0 to 200, so every picture is 3:2 like the frames it will hang in.
"""

from collections.abc import Callable, Iterable
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
FINE = 2  # drawn larger and scaled down, which smooths the edges
UNIT = WIDTH * FINE / 300

NIGHT, INK, SLATE, STEEL, STONE, MIST, PAPER = (
    "#171a2b", "#2b3150", "#5a6179", "#9aa1b3", "#cfd3dc", "#e9ebf0", "#fbfaf6",
)  # fmt: skip
AMBER, HONEY, CREAM, BRONZE = "#fbb636", "#f9cf7c", "#fff2d6", "#ab690e"
FOREST, LEAF, MEADOW, MINT = "#206133", "#2d7b44", "#83bf8f", "#cfe8d3"
BRICK, CLAY, SALMON, BLUSH = "#8c3d23", "#a45032", "#d88767", "#f7ddd0"
SKY, HAZE, DUSK = "#dbe7f1", "#f6f1e4", "#3d4a73"

Point = tuple[float, float]


def blend(first: str, second: str, share: float) -> tuple[int, ...]:
    """The colour that lies ``share`` (0 to 1) of the way from the first to the second."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return tuple(round(start + (end - start) * share) for start, end in pairs)


class Scene:
    """A canvas with a few stamps: what stands about in a street."""

    def __init__(self, top: str = SKY, bottom: str = HAZE) -> None:
        column = Image.new("RGB", (1, HEIGHT * FINE))
        for y in range(column.height):
            column.putpixel((0, y), blend(top, bottom, y / column.height))
        self.image = column.resize((WIDTH * FINE, HEIGHT * FINE), Image.Resampling.NEAREST)
        self.pen = ImageDraw.Draw(self.image)

    def png(self) -> bytes:
        target = BytesIO()
        self.image.reduce(FINE).save(target, "PNG", compress_level=1)
        return target.getvalue()

    # ------------------------------------------------------------ strokes
    def area(self, points: Iterable[Point], colour: str) -> None:
        self.pen.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        corners = [x * UNIT, y * UNIT, (x + width) * UNIT, (y + height) * UNIT]
        self.pen.rounded_rectangle(corners, radius * UNIT, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, flat: float = 1) -> None:
        tall = radius * flat
        self.pen.ellipse([(x - radius) * UNIT, (y - tall) * UNIT, (x + radius) * UNIT, (y + tall) * UNIT], fill=colour)

    def line(self, points: Iterable[Point], colour: str, width: float = 1.5) -> None:
        corners = [(x * UNIT, y * UNIT) for x, y in points]
        self.pen.line(corners, fill=colour, width=round(width * UNIT), joint="curve")
        for x, y in corners:  # round ends
            half = width * UNIT / 2
            self.pen.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float = 1.5) -> None:
        corners = [(x - radius) * UNIT, (y - radius) * UNIT, (x + radius) * UNIT, (y + radius) * UNIT]
        self.pen.arc(corners, start, end, fill=colour, width=round(width * UNIT))

    # ------------------------------------------------------------ surroundings
    def sun(self, x: float, y: float, colour: str = CREAM) -> None:
        self.disc(x, y, 15, colour)

    def cloud(self, x: float, y: float, size: float = 1, colour: str = PAPER) -> None:
        for dx, dy, radius in ((-14, 2, 8), (-3, -3, 11), (10, 0, 9), (19, 4, 6)):
            self.disc(x + dx * size, y + dy * size, radius * size, colour)
        self.box(x - 20 * size, y + 2 * size, 44 * size, 8 * size, colour, 4 * size)

    def hills(self, y: float, colour: str) -> None:
        for x, radius in ((30, 70), (120, 90), (215, 80), (300, 66)):
            self.disc(x, y + 26, radius, colour, flat=0.42)

    def tower(self, x: float, y: float, size: float = 1, colour: str = STEEL) -> None:
        """The hammerhead tower far away: a shaft with a house across its top."""
        self.box(x - 6 * size, y - 52 * size, 12 * size, 52 * size, colour)
        self.box(x - 17 * size, y - 70 * size, 34 * size, 20 * size, colour)
        self.area([(x - 17 * size, y - 70 * size), (x, y - 77 * size), (x + 17 * size, y - 70 * size)], colour)

    def houses(self, y: float, colours: Iterable[str], width: float = 40, height: float = 58) -> None:
        """A row of house fronts standing on y, each a little different."""
        for number, colour in enumerate(colours):
            x = number * width
            tall = height + (number * 37 % 23) - 8
            self.box(x, y - tall, width - 1, tall, colour)
            roof = [(x - 1, y - tall), (x + width / 2, y - tall - 13), (x + width, y - tall)]
            self.area(roof, CLAY if number % 2 else SLATE)
            for row in range(2):
                for column in range(2):
                    self.box(x + 7 + column * (width - 25), y - tall + 9 + row * 21, 10, 13, PAPER)
                    self.box(x + 7 + column * (width - 25), y - tall + 21 + row * 21, 10, 1.4, STONE)

    def street(self, y: float) -> None:
        """Pavement from y on, kerb and road below it."""
        self.box(0, y, 300, 200 - y, STONE)
        for x in range(-10, 310, 24):
            self.line([(x + 5, y), (x - 3, y + 16)], "#c2c7d2", 0.5)
        self.box(0, y + 17, 300, 3, PAPER)
        self.box(0, y + 20, 300, 180 - y, SLATE)

    def meadow(self, y: float, colour: str = MEADOW) -> None:
        self.disc(150, y + 60, 260, colour, flat=0.25)
        self.box(0, y + 20, 300, 200, colour)

    def shadow(self, x: float, y: float, radius: float, colour: str = "#b9bfcc") -> None:
        self.disc(x, y, radius, colour, flat=0.14)

    # ------------------------------------------------------------ things
    def tree(self, x: float, y: float, size: float = 1, leaves: str = LEAF, shine: str = "#4c9a63") -> None:
        self.box(x - 2.2 * size, y - 38 * size, 4.4 * size, 38 * size, "#6d4a35", 1)
        for dx, dy, radius in ((0, -60, 19), (-14, -47, 14), (14, -47, 14), (0, -42, 14)):
            self.disc(x + dx * size, y + dy * size, radius * size, leaves)
        for dx, dy, radius in ((-5, -65, 6), (9, -55, 4), (-12, -49, 4)):
            self.disc(x + dx * size, y + dy * size, radius * size, shine)

    def bush(self, x: float, y: float, size: float = 1, colour: str = FOREST) -> None:
        for dx, radius in ((-9, 8), (0, 11), (10, 8)):
            self.disc(x + dx * size, y - radius * size * 0.6, radius * size, colour)

    def lamp(self, x: float, y: float, height: float = 78, light: str = AMBER) -> None:
        self.line([(x, y), (x, y - height)], INK, 2)
        self.line([(x, y - height), (x + 12, y - height - 4)], INK, 2)
        top, foot = y - height - 4, y - height + 2
        self.area([(x + 8, top), (x + 22, top), (x + 19, foot), (x + 11, foot)], INK)
        self.box(x + 11.5, y - height + 2, 7, 2.2, light, 1)

    def bench(self, x: float, y: float, size: float = 1) -> None:
        wide = 62 * size
        self.shadow(x + wide / 2, y, wide * 0.56)
        for number in range(3):
            self.box(x, y - (32 - number * 6) * size, wide, 4 * size, BRONZE, 1)
        self.box(x - 2 * size, y - 13 * size, wide + 4 * size, 4.5 * size, "#c98325", 1)
        for leg in (7, 51):
            self.line([((x + leg * size), y - 31 * size), (x + leg * size, y)], INK, 2 * size)
            self.line([((x + (leg + 5) * size), y - 10 * size), (x + (leg + 5) * size, y)], INK, 2 * size)

    def person(self, x: float, y: float, coat: str, size: float = 1, hair: str = "#4b352b") -> None:
        self.line([(x - 2.5 * size, y - 12 * size), (x - 3 * size, y)], INK, 3 * size)
        self.line([(x + 2.5 * size, y - 12 * size), (x + 3.5 * size, y)], INK, 3 * size)
        self.box(x - 6 * size, y - 31 * size, 12 * size, 21 * size, coat, 5 * size)
        self.disc(x, y - 37 * size, 5 * size, "#e0b08f")
        self.pen.pieslice(
            [(x - 5.4 * size) * UNIT, (y - 42.6 * size) * UNIT, (x + 5.4 * size) * UNIT, (y - 31.8 * size) * UNIT],
            175, 365, fill=hair,
        )  # fmt: skip

    def bicycle(self, x: float, y: float, colour: str, size: float = 1) -> None:
        back, front, hub = (x, y - 10 * size), (x + 30 * size, y - 10 * size), (x + 12 * size, y - 11 * size)
        for wheel in (back, front):
            self.arc(*wheel, 10 * size, 0, 360, INK, 1.6 * size)
            self.disc(*wheel, 1.2 * size, INK)
        saddle, head = (x + 9 * size, y - 24 * size), (x + 25 * size, y - 25 * size)
        stem, grip = (x + 24 * size, y - 30 * size), (x + 30 * size, y - 31 * size)
        self.line([back, hub, saddle, back], colour, 1.6 * size)
        self.line([saddle, head, hub], colour, 1.6 * size)
        self.line([front, head, stem, grip], colour, 1.6 * size)
        self.line([(x + 5 * size, y - 27 * size), (x + 12 * size, y - 27 * size)], INK, 2 * size)


# ---------------------------------------------------------------- scenes
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


SCENES: dict[str, Callable[[], Scene]] = {
    scene.__name__: scene
    for scene in (
        bus_stop, bench, bicycle_rack, playground, street_trees, empty_shop, lamps, mural, raised_beds, crossing,
        ramp, market, bookcase, tower, lowered_kerb, street_party,
    )
}  # fmt: skip
