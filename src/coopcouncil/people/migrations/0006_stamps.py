from django.db import migrations

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_stamps'),
        ('people', '0005_proofs_name_whom'),
    ]

    operations = [
        stamped('people_organisation'),
        stamped('people_grant'),
    ]
