"""Invented actors of the district: none of these clubs, shops and schools exists."""

from eving.demo.content.actors.economy import ECONOMY
from eving.demo.content.actors.institutions import INSTITUTIONS
from eving.demo.content.actors.residents import RESIDENTS

ACTORS = [*RESIDENTS, *ECONOMY, *INSTITUTIONS]
