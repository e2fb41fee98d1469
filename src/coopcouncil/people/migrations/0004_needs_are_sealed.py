"""What helps us speak with a person is sealed."""

from django.db import migrations

from coopcouncil.foundation.database import seal_column
from coopcouncil.foundation.fields import SealedJSONField


class Migration(migrations.Migration):
    dependencies = [("people", "0003_proofs_end_powers_found")]

    operations = seal_column("people", "preferences", "needs", SealedJSONField(default=list))
