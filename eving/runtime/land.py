"""The law of the federal state, as ``eving/law/<land>.toml`` and the templates in ``templates/law/<land>`` say it."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from eving.runtime.environment import problems
from eving.runtime.wordings import Wordings, read_wordings

PAGES = ("accessibility_law.html", "ombuds.html", "ombuds_hint.html", "ombuds_easy.html", "ombuds.txt")


@dataclass(frozen=True)
class Body:
    """A public body to which people may turn. Empty fields are not displayed."""

    name: Wordings
    street: str
    city: str
    website: str
    email: str = ""

    @property
    def host(self) -> str:
        """The address without scheme and path, as it is printed."""
        return self.website.removeprefix("https://").rstrip("/")


NO_BODY = Body(Wordings({}), "", "", "")


@dataclass(frozen=True)
class Land:
    code: str
    public_task: Wordings = field(default=Wordings({}))  # by which an authority may use personal data for its tasks
    employment: Wordings = field(default=Wordings({}))  # the same for the accounts of its staff
    exceptions: Wordings = field(default=Wordings({}))  # the section of the law on accessibility that names them
    data_protection: Body = NO_BODY
    ombuds: Body = NO_BODY

    def _template(self, name: str) -> list[str]:
        """A Land may write a page once more in another language; else the page translates itself or stays German."""
        folder = f"law/{self.code.lower()}"
        return [f"{folder}/{get_language() or 'de'}/{name}", f"{folder}/{name}"]

    @property
    def law_page(self) -> list[str]:
        return self._template("accessibility_law.html")

    @property
    def ombuds_page(self) -> list[str]:
        return self._template("ombuds.html")

    @property
    def ombuds_hint(self) -> list[str]:
        return self._template("ombuds_hint.html")

    @property
    def ombuds_mail(self) -> list[str]:
        return self._template("ombuds.txt")

    @property
    def ombuds_easy(self) -> list[str]:
        return self._template("ombuds_easy.html")


def read_land(folder: Path, templates: Path, code: str) -> Land:
    """The law of a Land; what its file or its folder of templates lacks is appended to ``problems``."""
    path = folder / f"{code.lower()}.toml"
    try:
        if path.parent != folder:
            raise FileNotFoundError
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"LAND is “{code}”, but no law of this Land is here (eving/law).")
        return Land(code)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"eving/law/{path.name} cannot be read: {error}.")
        return Land(code)
    lacking = [name for name in PAGES if not (templates / code.lower() / name).is_file()]
    if lacking:
        problems.append(f"templates/law/{code.lower()} lacks {', '.join(lacking)}.")
    try:
        return Land(
            code,
            public_task=read_wordings(content["public_task"]),
            employment=read_wordings(content["employment"]),
            exceptions=read_wordings(content["exceptions"]),
            data_protection=_body(content["data_protection"]),
            ombuds=_body(content["ombuds"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        problems.append(f"eving/law/{path.name} is not whole, see eving/law/nw.toml ({error!r}).")
        return Land(code)


def _body(content: dict[str, Any]) -> Body:
    return Body(**{**content, "name": read_wordings(content["name"])})
