"""What a page must know of the law of a Land."""

from dataclasses import dataclass
from typing import Any

Text = Any  # a text, or a translation that waits for the reader's language


@dataclass(frozen=True)
class Body:
    """A public body to which people may turn. What is empty is not shown."""

    name: Text
    street: str
    city: str
    website: str
    email: str = ""

    @property
    def host(self) -> str:
        """The address as people read it."""
        return self.website.removeprefix("https://").rstrip("/")


@dataclass(frozen=True)
class Land:
    code: str
    public_task: Text  # the law by which an authority may use personal data for its task
    employment: Text  # likewise, for the accounts of its staff
    exceptions: Text  # where the law on accessible websites says what it does not ask for
    data_protection: Body
    ombuds: Body

    def _template(self, name: str) -> str:
        return f"portal/laender/{self.code.lower()}/{name}"

    @property
    def law_page(self) -> str:
        """The paragraph of the statement on accessibility that says which law holds."""
        return self._template("accessibility_law.html")

    @property
    def ombuds_page(self) -> str:
        """The paragraphs about the ombuds office."""
        return self._template("ombuds.html")

    @property
    def ombuds_hint(self) -> str:
        """One sentence beside the form for barriers."""
        return self._template("ombuds_hint.html")

    @property
    def ombuds_mail(self) -> str:
        """The sentence in the answer to a report of a barrier."""
        return self._template("ombuds.txt")

    @property
    def ombuds_easy(self) -> str:
        """The same in easy language."""
        return self._template("ombuds_easy.html")
