"""Drawing tools for the demo's pictures: the colours of the pages, a canvas, and recurring objects of a street.

Coordinates run from 0 to 300 and from 0 to 200, so every picture is 3:2 like the frames on the pages.
"""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
FINE = 2  # drawn larger and scaled down for smooth edges
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
    """The colour at ``share`` (0 to 1) of the way from the first to the second."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return tuple(round(start + (end - start) * share) for start, end in pairs)


class Scene:
    """A canvas with methods for what recurs in a street."""

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
        for x, y in corners:  # round line ends
            half = width * UNIT / 2
            self.pen.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float = 1.5) -> None:
        corners = [(x - radius) * UNIT, (y - radius) * UNIT, (x + radius) * UNIT, (y + radius) * UNIT]
        self.pen.arc(corners, start, end, fill=colour, width=round(width * UNIT))

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
        # The hammerhead tower of the former mine, in the distance.
        self.box(x - 6 * size, y - 52 * size, 12 * size, 52 * size, colour)
        self.box(x - 17 * size, y - 70 * size, 34 * size, 20 * size, colour)
        self.area([(x - 17 * size, y - 70 * size), (x, y - 77 * size), (x + 17 * size, y - 70 * size)], colour)

    def houses(self, y: float, colours: Iterable[str], width: float = 40, height: float = 58) -> None:
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
