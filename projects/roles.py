"""What staff roles may do with ideas and projects (docs/decisions/0013)."""

from eving.core.registry import Grant

ENTRIES = ("projects.idea", "projects.project")
PARTS = (
    "projects.ideaphoto", "projects.projectparticipation", "projects.projectdocument", "projects.projectphoto",
)  # fmt: skip
GRANTS = [
    Grant("read", "view", (*ENTRIES, *PARTS)),
    Grant("editor", "add change", (*ENTRIES, *PARTS)),
    Grant("editor", "delete", PARTS),  # a picture or a document is part of an entry: removing it corrects the entry
    Grant("moderator", "decide", ENTRIES),
    Grant("moderator", "view change", ("projects.helpoffer",)),  # who would help, and how to reach them
]
