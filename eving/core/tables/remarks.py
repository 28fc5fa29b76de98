"""What staff should know about a file before they import it: what was passed over, guessed or hidden in it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eving.core.tables.reading import Sheet

CHARACTER_SETS = {"cp1252": "Windows-1252", "cp850": "DOS (CP 850)", "mac_roman": "Mac Roman"}
NAMED = 20


def remarks(sheet: Sheet) -> list[str]:
    about = sheet.about
    said = []
    if name := about.get("sheet"):
        if others := about.get("other_sheets"):
            said.append(
                _("The sheet “%(name)s” is read. Not read: %(others)s.") % {"name": name, "others": listed(others)}
            )
        elif about.get("hidden_sheets"):
            said.append(_("The sheet “%(name)s” is read. Hidden sheets are not read.") % {"name": name})
        else:
            said.append(_("The sheet “%(name)s” is read.") % {"name": name})
    if about.get("told_separator"):
        said.append(_("The first line only names the separator and is passed over."))
    if title := about.get("title"):
        said.append(
            _("Row %(number)d is taken as the header. Passed over above it: %(lines)s.")
            % {"number": about["header_row"], "lines": listed([line for line in title if line])}
        )
    if renamed := about.get("renamed"):
        pairs = [f"{name} = {ours}" for name, ours in renamed]
        said.append(_("Read under our names: %(pairs)s.") % {"pairs": listed(pairs)})
    if character_set := about.get("character_set"):
        said.append(
            _("The letters are read as %(name)s. Please look at the umlauts.") % {"name": CHARACTER_SETS[character_set]}
        )
    if about.get("merged"):
        said.append(_("Merged cells are read as if their text stood in each of their rows."))
    if about.get("old_line_ends"):
        said.append(_("The lines end as on an old Mac and are read all the same."))
    return said + hidden(sheet) + left_out(sheet)


def hidden(sheet: Sheet) -> list[str]:
    said = []
    concealed = set(sheet.about.get("hidden", []))
    rows = [str(row.number) for row in sheet.rows if row.number in concealed]
    if rows:
        said.append(
            ngettext(
                "Row %(rows)s is hidden in the file and would be imported with the others.",
                "%(count)d rows are hidden in the file and would be imported with the others: %(rows)s.",
                len(rows),
            )
            % {"count": len(rows), "rows": listed(rows)}
        )
    numbers = [number for number in sheet.about.get("hidden_columns", []) if number <= len(sheet.header)]
    columns = [sheet.header[number - 1] for number in numbers]
    if columns:
        said.append(
            _("Hidden in the file and read with the others: the columns %(columns)s.") % {"columns": listed(columns)}
        )
    return said


def left_out(sheet: Sheet) -> list[str]:
    count = sheet.about.get("left_out_count", 0)
    if not count:
        return []
    rows = [f"{number} ({text})" for number, text in sheet.about["left_out"]]
    return [
        ngettext(
            "Row %(rows)s begins with # and is not imported.",
            "%(count)d rows begin with # and are not imported: %(rows)s.",
            count,
        )
        % {"count": count, "rows": listed(rows, count)}
    ]


def listed(words: Sequence[str], count: int = 0) -> str:
    more = max(count, len(words)) - min(len(words), NAMED)
    return ", ".join([*words[:NAMED], *([_("and %(more)d more") % {"more": more}] if more else [])])
