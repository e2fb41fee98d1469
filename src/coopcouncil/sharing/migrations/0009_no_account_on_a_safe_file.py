"""No file of what was told in safe mode belongs to an account: the database itself refuses it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_help_asked_and_how_told")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION sharing_refuse_account_on_safe_file() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM sharing_submission WHERE id = NEW.submission_id AND safe) THEN
                    RAISE EXCEPTION 'a file of what was told in safe mode belongs to no account'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$;
            UPDATE sharing_document SET account_id = NULL
                WHERE submission_id IN (SELECT id FROM sharing_submission WHERE safe);
            CREATE TRIGGER sharing_document_safe_is_in_no_account
                BEFORE INSERT OR UPDATE ON sharing_document
                FOR EACH ROW WHEN (NEW.account_id IS NOT NULL AND NEW.submission_id IS NOT NULL)
                EXECUTE FUNCTION sharing_refuse_account_on_safe_file();
            """,
            """
            DROP TRIGGER sharing_document_safe_is_in_no_account ON sharing_document;
            DROP FUNCTION sharing_refuse_account_on_safe_file();
            """,
        ),
    ]
