from django.db import migrations

from eving.core.caching.versions import watch


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0024_stored_pages'),
        ('actors', '0009_filters_of_the_list'),
    ]

    operations = [
        watch(
            'actors_actor',
            'actors_actor_topics',
            'actors_actorchange',
            'actors_actorgroup',
            'actors_actorhistory',
            'actors_actorlogo',
            'actors_contactpoint',
            'actors_location',
        ),
    ]
