from uuid import uuid4

from django.db import models
from django.db.models import Q

from coopcouncil.foundation.fields import SealedJSONField


class Draft(models.Model):
    """A life event being told: the answers so far, whose they are, and when they are thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    event_code = models.CharField(max_length=60)
    event_version = models.PositiveIntegerField()
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, null=True, related_name="+")
    # A digest: whoever reads the table cannot use it as a session.
    session_digest = models.CharField(max_length=64, blank=True)
    answers = SealedJSONField(default=dict)
    left_out = models.JSONField(default=list)
    agreed = models.JSONField(default=list)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    submission_id = models.UUIDField(null=True, unique=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "frontdoor_draft"
        indexes = [
            models.Index(fields=["expires_at"], name="frontdoor_draft_expires"),
            models.Index(fields=["account", "-touched_at"], name="frontdoor_draft_account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(session_digest=""), name="frontdoor_draft_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(submission_id__isnull=True, submitted_at__isnull=True)
                | Q(submission_id__isnull=False, submitted_at__isnull=False),
                name="frontdoor_draft_sent_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_code} {self.started_at:%Y-%m-%d}"
