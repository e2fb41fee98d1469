from typing import Any
from uuid import UUID, uuid4

from django.db import models

from coopcouncil.foundation.fields import SealedJSONField


class UnmatchedAnswer(models.Model):
    """An answer to no notice that its organisation was sent. Kept, so that somebody finds out what it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    answer_id = models.CharField(max_length=100)
    said: Any = SealedJSONField()  # {"notice", "answer", "reason"} as they came: they may name a person
    received_at = models.DateTimeField()
    by_account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sharing_unmatched_answer"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "answer_id"], name="sharing_unmatched_once"),
        ]

    def __str__(self) -> str:
        return self.answer_id

    @property
    def sealed_for(self) -> UUID:
        """Whose it is: the organisation's, as nobody knows of whom it speaks."""
        return self.organisation_id
