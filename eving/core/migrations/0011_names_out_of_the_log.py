"""Names that Django's own log took down before it called things by kind and number (eving/core/audit/log.py)."""

from django.db import migrations

# A thing becomes “searchprofile 12”; rows below its form lose their names, the kinds of them stay.
TAKE_OUT = r"""
UPDATE django_admin_log AS log
SET object_repr = left(coalesce(kind.model, '–') || ' ' || coalesce(log.object_id, ''), 200)
FROM django_admin_log AS same LEFT JOIN django_content_type AS kind ON kind.id = same.content_type_id
WHERE same.id = log.id;

UPDATE django_admin_log
SET change_message = regexp_replace(change_message, '("object": )"(?:[^"\\]|\\.)*"', '\1"…"', 'g')
WHERE change_message LIKE '[%' AND change_message LIKE '%"object": %';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_former_staff"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # What was taken out is gone for good, and the code of before reads the rest as it is.
    operations = [migrations.RunSQL(TAKE_OUT, migrations.RunSQL.noop)]
