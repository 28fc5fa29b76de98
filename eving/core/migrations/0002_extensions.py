from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Trusted extensions: the owner of a database may create them."""

    dependencies = [("core", "0001_initial")]

    operations = [TrigramExtension(), BtreeGistExtension()]
