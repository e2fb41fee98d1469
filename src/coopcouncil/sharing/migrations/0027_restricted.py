from django.db import migrations, models

# Of who was erased before, by the purposes of which a law kept the words then, and by decisions.
_ALREADY_ERASED = """
UPDATE sharing_submission AS told SET restricted_at = now()
WHERE (
    EXISTS (SELECT 1 FROM people_account a WHERE a.id = told.account_id AND a.email LIKE '%@erased.invalid')
    OR EXISTS (
        SELECT 1 FROM people_authority p JOIN people_account a ON a.id = p.subject_id
        WHERE p.id = told.authority_id AND a.email LIKE '%@erased.invalid'
    )
) AND (
    EXISTS (
        SELECT 1 FROM sharing_notice n
        WHERE n.submission_id = told.id AND n.purpose IN ('children_alone', 'leaving_care')
    )
    OR EXISTS (
        SELECT 1 FROM sharing_decision d JOIN sharing_answer w ON w.id = d.answer_id
        JOIN sharing_notice n ON n.id = w.notice_id WHERE n.submission_id = told.id
    )
)
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0026_mail_reports"), ("people", "0009_names_and_addresses_are_sealed")]

    operations = [
        migrations.AddField("submission", "restricted_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "submission",
            models.Index(
                condition=models.Q(restricted_at__isnull=False),
                fields=["-restricted_at"],
                name="sharing_submission_restricted",
            ),
        ),
        migrations.RunSQL(_ALREADY_ERASED, migrations.RunSQL.noop),
    ]
