from django.db import migrations

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_stamps'),
        ('directory', '0003_the_whole_record'),
    ]

    operations = [
        stamped('directory_access_point'),
    ]
