"""Invented talks with owners, and leases that end."""

from dataclasses import dataclass

from eving.demo.content.shops.units import BERG, EVING


@dataclass(frozen=True)
class DemoTalk:
    """What an owner said, and what the office does next."""

    unit: tuple[str, str, str]
    days_ago: int
    channel: str
    result: str
    willing: str = ""
    empty_in_days: int = 0  # days from today; 0: the unit is not about to become vacant
    next_action: str = ""
    next_in_days: int = 0  # days from today; may be negative


# Days until the leases of units in use end; the last lease has run out, but the use goes on.
LEASES_END = {(BERG, "91", ""): 74, (EVING, "143", ""): 215, (BERG, "47", ""): -12}
SOON_EMPTY = (BERG, "13", "")
TALKS = [
    DemoTalk(
        (BERG, "16", ""),
        19,
        "phone",
        "Der Mieter hat angekündigt, dass er aus Altersgründen aufhört. Eine Nachfolge gibt es noch nicht.",
        "yes",
        empty_in_days=130,
        next_action="Treffen mit Eigentümer und Mieter vereinbaren",
        next_in_days=-1,
    ),
    DemoTalk(
        (BERG, "33", ""),
        40,
        "visit",
        "Vor Ort angesehen. Das Dach muss gemacht werden, vorher wird nicht vermietet.",
        "later",
        next_action="Nach dem Angebot des Dachdeckers fragen",
        next_in_days=20,
    ),
    DemoTalk(
        (BERG, "76", ""),
        90,
        "letter",
        "Zweiter Brief ohne Antwort.",
        "unreached",
        next_action="Beim Nachbarn nach einer Telefonnummer fragen",
        next_in_days=6,
    ),
]
