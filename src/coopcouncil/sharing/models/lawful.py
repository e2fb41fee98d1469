"""What makes telling lawful, and what a person may do about it."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Consent(models.Model):
    """That a person agreed to one disclosure, and until when. Everything else of it stands in the notice.

    The person may end it at any time; then `withdrawn_at` is set, for good. It goes when its notice goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.OneToOneField("sharing.Notice", on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_consent"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("given_at")), name="sharing_consent_lasts"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="sharing_consent_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"given {self.given_at:%Y-%m-%d}"
