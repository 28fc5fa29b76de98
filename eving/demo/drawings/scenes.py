"""All scenes of an invented district, by name."""

from collections.abc import Callable

from eving.demo.drawings.canvas import Scene
from eving.demo.drawings.places import bench, bookcase, lamps, mural, playground, raised_beds, tower
from eving.demo.drawings.streets import (
    bicycle_rack,
    bus_stop,
    crossing,
    empty_shop,
    lowered_kerb,
    market,
    ramp,
    street_party,
    street_trees,
)

SCENES: dict[str, Callable[[], Scene]] = {
    scene.__name__: scene
    for scene in (
        bus_stop, bench, bicycle_rack, playground, street_trees, empty_shop, lamps, mural, raised_beds, crossing,
        ramp, market, bookcase, tower, lowered_kerb, street_party,
    )
}  # fmt: skip
