"""System checks of the legal pages, so that no portal goes public without what the law demands."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

STATEMENT_HOLDS = timedelta(days=366)  # the statement must be reviewed at least once a year


@register("eving", deploy=True)
def imprint_is_complete(**_kwargs: Any) -> list[CheckMessage]:
    """Section 5 DDG and section 18 (2) MStV; which details are mandatory depends on who the operator is."""
    office = settings.OFFICE
    problems: list[CheckMessage] = []
    if bool(office["register_court"]) != bool(office["register_number"]):
        problems.append(
            Error("OFFICE_REGISTER_COURT and OFFICE_REGISTER_NUMBER belong together: set both.", id="eving.E001")
        )
    if settings.OPERATOR_KIND == "association" and not (office["register_court"] or office["register_number"]):
        problems.append(
            Warning(
                "The imprint names no register.",
                hint="A registered association sets OFFICE_REGISTER_COURT and OFFICE_REGISTER_NUMBER (section 5 DDG).",
                id="eving.W001",
            )
        )
    if not office["responsible"]:
        problems.append(
            Warning(
                "The imprint names whoever represents the operator as responsible for the contents.",
                hint="Name the person in OFFICE_RESPONSIBLE (section 18 (2) MStV), the same one if that is so.",
                id="eving.W002",
            )
        )
    return problems


@register("eving", deploy=True)
def statement_is_fresh(**_kwargs: Any) -> list[CheckMessage]:
    made, checked = settings.STATEMENT_MADE_ON, settings.STATEMENT_CHECKED_ON
    if checked < made:
        return [Error("STATEMENT_CHECKED_ON lies before STATEMENT_MADE_ON.", id="eving.E002")]
    if date.today() - checked > STATEMENT_HOLDS:  # noqa: DTZ011 - a day more or less does not matter
        hint = "Look at /barrierefreiheit/, correct it, then set STATEMENT_CHECKED_ON to that day."
        return [Warning("The statement on accessibility is older than a year.", hint=hint, id="eving.W003")]
    return []
