from django.db import migrations, models

# An objection was a proposal to part, and ended with its refusal. Now it stands until its person takes it back.
_CARRY_OVER = """
UPDATE people_record_link AS link
SET {side}_objected_at = (
    SELECT min(review.asked_at) FROM people_link_review AS review
    WHERE review.link_id = link.id AND review.kind = 'unlink' AND review.asked_by_id = link.{side}_id
)
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_two_records")]

    operations = [
        migrations.AddField("recordlink", "first_objected_at", models.DateTimeField(null=True)),
        migrations.AddField("recordlink", "second_objected_at", models.DateTimeField(null=True)),
        migrations.RunSQL(_CARRY_OVER.format(side="first"), migrations.RunSQL.noop),
        migrations.RunSQL(_CARRY_OVER.format(side="second"), migrations.RunSQL.noop),
    ]
