"""The rights on messages to the office keep their holders.

Without this Django would make new rights, and the keeper of roles would take away those it no longer declares: a role
that the office has made itself would lose them.
"""

from django.db import migrations

RENAME = """
UPDATE auth_permission AS right_
SET codename = regexp_replace(codename, '_{old}$', '_{new}')
FROM django_content_type AS kind
WHERE kind.id = right_.content_type_id AND kind.app_label = 'core' AND kind.model IN ('note', 'officemessage')
  AND codename LIKE '%\\_{old}'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0015_office_message"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(
            RENAME.format(old="note", new="officemessage"), RENAME.format(old="officemessage", new="note")
        )
    ]
