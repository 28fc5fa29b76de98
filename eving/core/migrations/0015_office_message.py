import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0014_transition_for_step")]

    operations = [
        migrations.RenameModel("Note", "OfficeMessage"),
        migrations.RenameField("officemessage", "remark", "internal_note"),
        migrations.RenameIndex("officemessage", old_name="note_open_due", new_name="officemessage_open_due"),
        migrations.AlterField(
            "officemessage",
            "contribution",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="office_message",
                to="core.contribution",
                verbose_name="contribution",
            ),
        ),
        migrations.AlterField(
            "contribution",
            "screening",
            models.CharField(
                blank=True,
                help_text="Why the form looked as if a machine had filled it in.",
                max_length=40,
                verbose_name="flagged",
            ),
        ),
    ]
