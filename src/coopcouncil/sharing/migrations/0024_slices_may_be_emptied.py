"""What a service was told may be emptied when its time is over, and so may the words with it; nothing else changes."""

from django.db import migrations

from coopcouncil.foundation.fields import SealedJSONField

_TRIGGER = """
DROP TRIGGER sharing_notice_unchanged ON sharing_notice;
CREATE TRIGGER sharing_notice_unchanged BEFORE UPDATE ON sharing_notice
    FOR EACH ROW WHEN ({wrong} OR to_jsonb(NEW) - '{{{columns}}}'::text[] <> to_jsonb(OLD) - '{{{columns}}}'::text[])
    EXECUTE FUNCTION foundation_refuse_change();
"""


def _only_emptied(*columns: str) -> str:
    """Each of these columns may be emptied; what is not emptied stays as it was."""
    wrong = " OR ".join(f"(NEW.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in columns)
    return _TRIGGER.format(wrong=wrong, columns=",".join(columns))


class Migration(migrations.Migration):
    dependencies = [("sharing", "0023_objections")]

    operations = [
        migrations.AlterField("notice", "facts", SealedJSONField(null=True)),
        migrations.RunSQL(_only_emptied("facts", "words", "needs"), _only_emptied("needs")),
    ]
