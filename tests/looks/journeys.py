"""What visitors do: pages they read, and forms that they fill in with what has to be filled in, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# What the inputs of all forms are given, by their names; a choice takes its first option where nothing is said.
ANSWERS = {
    "title": "Eine Bank vor der Bücherei",
    "text": "Zum Lesen in der Sonne, für alle, die nicht mehr weit gehen können.",
    "actor_name": "Fahrradhilfe am Nordrand",
    "sentence": "Wir bringen Fahrräder mit Kindern wieder auf die Straße.",
    "name": "Erika Beispiel",
    "house_number": "12",
    "kind": "organisation",
    "area_m2": "85",
}


@dataclass(frozen=True)
class Reading:
    """A page that somebody only reads: its address, or the first link of a list with one of these beginnings."""

    name: str
    address: str
    first_of: str = ""  # beginning of the addresses of things in the list


@dataclass(frozen=True)
class Sending:
    """A form from its first screen to the thanks."""

    name: str
    address: str
    first_of: str = ""  # as above
    then: str = ""  # end of the form's address, below that of the thing
    # Inputs that no form can call required, but without which the journey would be another one.
    wanted: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


PAGES = (
    Reading("home", "/"),
    Reading("list of ideas", "/ideen/"),
    Reading("idea", "/ideen/", "/ideen/I-"),
    Reading("list of shops", "/ladenlokale/"),
    Reading("shop", "/ladenlokale/", "/ladenlokale/L-"),
    Reading("list of actors", "/akteure/"),
    Reading("actor", "/akteure/", "/akteure/A-"),
    Reading("list of projects", "/projekte/"),
    Reading("project", "/projekte/", "/projekte/P-"),
)
FORMS = (
    Sending("submit an idea", "/ideen/neu/"),
    Sending("register an actor", "/akteure/eintragen/"),
    Sending(
        "wanted ad",
        "/gesuche/neu/",
        wanted=("uses", "wants_ad", "title", "text"),
        answers={"title": "Fahrradwerkstatt sucht Laden mit Hof"},
    ),
    Sending("offer a shop", "/ladenlokale/anbieten/", wanted=("street",), answers={"kind": "lease"}),
    Sending("support an idea", "/ideen/", "/ideen/I-", "unterstuetzen/"),
    Sending("follow an idea", "/ideen/", "/ideen/I-", "folgen/"),
    Sending("enquire about a shop", "/ladenlokale/", "/ladenlokale/L-", "anfragen/"),
)
