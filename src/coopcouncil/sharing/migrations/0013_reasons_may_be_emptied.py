"""The reasons that services gave may be emptied when the person is erased; nothing else of an answer is ever changed."""

from django.db import migrations

from coopcouncil.foundation.database import may_be_emptied
from coopcouncil.foundation.fields import SealedJSONField


class Migration(migrations.Migration):
    dependencies = [("sharing", "0012_when_the_person_acted")]

    operations = [
        migrations.AlterField("answer", "reason", SealedJSONField(null=True)),
        migrations.AlterField("decision", "reasons", SealedJSONField(null=True)),
        may_be_emptied("sharing_answer", "reason"),
        may_be_emptied("sharing_decision", "reasons"),
    ]
