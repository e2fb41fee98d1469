"""What helps us speak with a person, and who must not be told, is sealed; the first may be emptied in a notice."""

from django.db import migrations

from coopcouncil.foundation.database import seal_column
from coopcouncil.foundation.fields import SealedJSONField

UNCHANGED = """
CREATE TRIGGER sharing_notice_unchanged BEFORE UPDATE ON sharing_notice
    FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
"""
ONLY_EMPTIED = """
CREATE TRIGGER sharing_notice_unchanged BEFORE UPDATE ON sharing_notice
    FOR EACH ROW WHEN (NEW.needs IS NOT NULL OR to_jsonb(NEW) - 'needs' <> to_jsonb(OLD) - 'needs')
    EXECUTE FUNCTION foundation_refuse_change();
"""
NO_TRIGGER = "DROP TRIGGER sharing_notice_unchanged ON sharing_notice;"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0009_no_account_on_a_safe_file")]

    operations = [
        # The notices have it: a copy with what was told as a whole served nobody.
        migrations.RemoveField("submission", "needs"),
        migrations.AddField("notice", "instead_of", SealedJSONField(null=True)),
        migrations.RunSQL(NO_TRIGGER, UNCHANGED),
        *seal_column("sharing", "notice", "needs", SealedJSONField(null=True)),
        migrations.RunSQL(ONLY_EMPTIED, NO_TRIGGER),
    ]
