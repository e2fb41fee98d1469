from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from coopcouncil.foundation.fields import SealedJSONField


class Hold(models.Model):
    """A legal hold: nothing of a person, or of one submission of theirs, goes until its day or until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey("sharing.Submission", on_delete=models.PROTECT, null=True, related_name="+")
    reason: Any = SealedJSONField(null=True)
    set_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    set_on = models.DateField()
    until = models.DateField()  # the last day on which it holds
    lifted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_because: Any = SealedJSONField(null=True)

    class Meta:
        db_table = "sharing_hold"
        indexes = [models.Index(fields=["account", "until"], name="sharing_hold_person")]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("set_on")), name="sharing_hold_ends")]

    def __str__(self) -> str:
        return f"until {self.until}"

    @property
    def sealed_for(self) -> UUID:
        return self.account_id
