from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Objection(models.Model):
    """That a person objects to one disclosure (UK GDPR, Article 21), and the council's answer in writing."""

    class State(models.TextChoices):
        OPEN = "open", _("Being looked at")
        UPHELD = "upheld", _("The person was right")
        OVERRIDDEN = "overridden", _("The council’s grounds weigh more")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.OneToOneField("sharing.Notice", on_delete=models.CASCADE, related_name="+")
    grounds: Any = SealedJSONField(null=True)  # in the person's own words; emptied when they are erased
    made_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reasons: Any = SealedJSONField(null=True)  # for the person; emptied when they are erased
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sharing_objection"
        indexes = [models.Index(fields=["state", "due_on"], name="sharing_objection_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["upheld", "overridden"], decided_at__isnull=False),
                name="sharing_objection_decided_or_open",
            )
        ]

    def __str__(self) -> str:
        return self.state

    @property
    def sealed_for(self) -> UUID:
        """The telling on which it hangs."""
        told: UUID = self.notice.submission_id
        return told
