"""What pages need to know of the law of a federal state."""

from dataclasses import dataclass
from typing import Any

Text = Any  # str or a lazy translation


@dataclass(frozen=True)
class Body:
    """A public body to which people may turn. Empty fields are not displayed."""

    name: Text
    street: str
    city: str
    website: str
    email: str = ""

    @property
    def host(self) -> str:
        """The address without scheme and path, as it is printed."""
        return self.website.removeprefix("https://").rstrip("/")


@dataclass(frozen=True)
class Land:
    code: str
    public_task: Text  # the law by which an authority may use personal data for its tasks
    employment: Text  # the same for the accounts of its staff
    exceptions: Text  # the section of the accessibility law that names the exceptions
    data_protection: Body
    ombuds: Body

    def _template(self, name: str) -> str:
        return f"portal/laender/{self.code.lower()}/{name}"

    @property
    def law_page(self) -> str:
        return self._template("accessibility_law.html")

    @property
    def ombuds_page(self) -> str:
        return self._template("ombuds.html")

    @property
    def ombuds_hint(self) -> str:
        return self._template("ombuds_hint.html")

    @property
    def ombuds_mail(self) -> str:
        return self._template("ombuds.txt")

    @property
    def ombuds_easy(self) -> str:
        return self._template("ombuds_easy.html")
