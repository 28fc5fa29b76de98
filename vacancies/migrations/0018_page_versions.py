from django.db import migrations

from eving.core.caching.versions import watch


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0024_stored_pages'),
        ('vacancies', '0017_narrow_filters'),
    ]

    operations = [
        watch(
            'vacancies_listing',
            'vacancies_listing_excluded_uses',
            'vacancies_listingchange',
            'vacancies_listing_wanted_uses',
            'vacancies_searchprofile',
            'vacancies_searchprofile_streets',
            'vacancies_searchprofile_uses',
            'vacancies_shopunit',
            'vacancies_unitphoto',
            'vacancies_useclass',
        ),
    ]
