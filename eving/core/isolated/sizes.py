"""The sizes, in pixels, in which a photo is stored."""

WIDTHS = (400, 800, 1600)


def widths_up_to(largest: int) -> list[int]:
    return [width for width in WIDTHS if width < largest] + [largest]


def scaled_height(width: int, height: int, new_width: int) -> int:
    return max(1, round(height * new_width / width))
