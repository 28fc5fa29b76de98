"""Invented ideas for the district. Nobody wrote them, and no office gave these answers."""

from eving.demo.content.ideas.accepted import ACCEPTED
from eving.demo.content.ideas.declined import DECLINED
from eving.demo.content.ideas.hidden import HIDDEN
from eving.demo.content.ideas.published import PUBLISHED

IDEAS = [*ACCEPTED, *PUBLISHED, *DECLINED, *HIDDEN]
