"""Names and e-mail addresses are sealed, each under the key of whose they are."""

import re

from django.db import migrations, models

from coopcouncil.foundation.database import seal_column
from coopcouncil.foundation.fields import NOBODY, Bound, SealedEmailField, SealedJSONField, by_digest, sealed_email

# What the library's own migrations made: a column of 254 letters, found and kept unique by its letters.
_ADDRESSES = """
    DO $$ DECLARE found record; BEGIN
      FOR found IN SELECT conname FROM pg_constraint WHERE conrelid = 'account_emailaddress'::regclass AND contype = 'u'
      LOOP EXECUTE format('ALTER TABLE account_emailaddress DROP CONSTRAINT %I', found.conname); END LOOP;
      FOR found IN SELECT indexrelid::regclass AS name FROM pg_index JOIN pg_attribute a ON a.attrelid = indrelid
        WHERE indrelid = 'account_emailaddress'::regclass AND a.attname = 'email' AND a.attnum = ANY (indkey)
      LOOP EXECUTE format('DROP INDEX %s', found.name); END LOOP;
    END $$;
    ALTER TABLE account_emailaddress ALTER COLUMN email TYPE text;
"""
_FOUND_BY_DIGEST = """
    CREATE UNIQUE INDEX account_emailaddress_once_verified ON account_emailaddress (left(email, 22)) WHERE verified;
    CREATE UNIQUE INDEX account_emailaddress_once_a_person ON account_emailaddress (user_id, left(email, 22));
    CREATE INDEX account_emailaddress_found ON account_emailaddress (left(email, 22));
"""


def _seal(table: str, whose: str):
    def carry(_apps, editor):
        with editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT id, {whose}, email FROM {table}")
            for row, subject, address in cursor.fetchall():
                if not address.endswith(NOBODY) and not re.fullmatch(r"[\w-]{22}\.[A-Za-z0-9+/=]+", address):
                    sealed = sealed_email(Bound(address, subject), place=f"{table}.email")
                    cursor.execute(f"UPDATE {table} SET email = %s WHERE id = %s", [sealed, row])

    return carry


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_data_protection_officer"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        *seal_column("people", "account", "name", SealedJSONField("name", default=""), subject="pk"),
        migrations.RemoveConstraint("account", "people_account_email_any_case"),
        migrations.AlterField("account", "email", SealedEmailField("e-mail address", max_length=254)),
        migrations.RunPython(_seal("people_account", "id"), migrations.RunPython.noop),
        migrations.AddConstraint(
            "account", models.UniqueConstraint(by_digest("email"), name="people_account_email_once")
        ),
        migrations.RunSQL(_ADDRESSES, migrations.RunSQL.noop),
        migrations.RunPython(_seal("account_emailaddress", "user_id"), migrations.RunPython.noop),
        migrations.RunSQL(_FOUND_BY_DIGEST, migrations.RunSQL.noop),
    ]
