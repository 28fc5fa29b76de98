"""What ideas need each night."""

from eving.core.registry import NightlyJob
from projects.services import answers

JOBS = [NightlyJob("ideas", "50 4 * * *", answers.send_prepared, lock=True)]
