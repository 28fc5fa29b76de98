from django.db import migrations

from eving.core.caching.versions import watch


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0024_stored_pages'),
        ('projects', '0010_filters_of_the_lists'),
    ]

    operations = [
        watch(
            'projects_helpoffer',
            'projects_idea',
            'projects_idea_frameworks',
            'projects_idea_topics',
            'projects_ideachange',
            'projects_ideahistory',
            'projects_ideaphoto',
            'projects_project',
            'projects_project_frameworks',
            'projects_project_goals',
            'projects_project_topics',
            'projects_projectchange',
            'projects_projectdocument',
            'projects_projecthistory',
            'projects_projectparticipation',
            'projects_projectphoto',
        ),
    ]
