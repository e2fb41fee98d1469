from django.db import migrations

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_stamps'),
        ('sharing', '0013_reasons_may_be_emptied'),
    ]

    operations = [
        stamped('sharing_endpoint'),
    ]
