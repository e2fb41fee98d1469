from django.db import migrations

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_stamps'),
        ('frontdoor', '0007_needs_are_sealed'),
    ]

    operations = [
        stamped('frontdoor_event_version'),
    ]
