from django.db import migrations

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_stamps'),
        ('directory', '0001_initial'),
    ]

    operations = [
        stamped('directory_service'),
        stamped('directory_service_area'),
    ]
