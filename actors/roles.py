"""What staff roles may do with the registry of actors (docs/decisions/0013)."""

from eving.core.registry import Grant

ENTRY, PARTS = ("actors.actor",), ("actors.location", "actors.actorlogo")
GRANTS = [
    Grant("read", "view", (*ENTRY, *PARTS, "actors.actorgroup")),
    Grant("editor", "add change", (*ENTRY, *PARTS)),
    Grant("editor", "delete", PARTS),  # a place or a logo is part of an entry: removing it corrects the entry
    Grant("editor", "view add change delete", ("actors.contactpoint",)),
    Grant("moderator", "decide", ENTRY),
    Grant("moderator", "view change", ("actors.actormessage",)),
    Grant("lead", "add change delete", ("actors.actorgroup",)),
]
