"""What helps us speak with a person, and who must not be told, is sealed."""

from django.db import migrations

from coopcouncil.foundation.database import seal_column
from coopcouncil.foundation.fields import SealedJSONField


class Migration(migrations.Migration):
    dependencies = [("frontdoor", "0006_safe_mode")]

    operations = [
        *seal_column("frontdoor", "draft", "needs", SealedJSONField(default=list)),
        *seal_column("frontdoor", "draft", "conflicted", SealedJSONField(default=list)),
    ]
