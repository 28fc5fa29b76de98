"""Which case the messages of before are about, read once from the address of their page."""

from django.db import migrations

# The first part of an address, and the register whose cases stand there. Both as of this migration.
FIND = r"""
UPDATE core_note
SET about_number = page.found[2],
    about_code = CASE page.found[1]
        WHEN 'ideen' THEN 'projects.idea'
        WHEN 'projekte' THEN 'projects.project'
        WHEN 'akteure' THEN 'actors.actor'
        WHEN 'ladenlokale' THEN 'vacancies.listing'
        ELSE 'vacancies.searchprofile'
    END
FROM (
    SELECT id, regexp_match(
        path, '^(?:/en)?/(ideen|projekte|akteure|ladenlokale|gesuche)/([A-Z]-(?:[0-9]{4}-)?[0-9]{1,9})(?:/|$)'
    ) AS found
    FROM core_note
) AS page
WHERE page.id = core_note.id AND page.found IS NOT NULL
"""
FORGET = "UPDATE core_note SET about_code = '', about_number = ''"


class Migration(migrations.Migration):
    dependencies = [("core", "0012_note_about")]

    operations = [migrations.RunSQL(FIND, FORGET)]
