from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class CaseDecision(models.Model):
    """A decision in a case, with the right to have it looked at again and its last day, by the law of that day."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Granted")
        PARTLY = "partly", _("Granted in part")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    service_type = models.SlugField(max_length=60)  # a code of the directory's catalogue
    reviewed = models.BooleanField(default=False)  # it looks at an earlier one again
    outcome = models.CharField(max_length=10, choices=Outcome)
    reasons: Any = SealedJSONField(default=str)
    decided_on = models.DateField()
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    appeal: Any = models.JSONField(default=dict)  # {"code", "title", "how", "after", "source"}
    appeal_by = models.DateField(null=True)  # the last day; null where the law sets none

    class Meta:
        db_table = "casework_decision"
        indexes = [models.Index(fields=["case", "decided_on"], name="casework_decision_of_case")]
        constraints = [
            models.CheckConstraint(condition=~Q(appeal={}), name="casework_decision_carries_its_appeal"),
            models.CheckConstraint(
                condition=Q(outcome__in=["granted", "partly", "refused"]), name="casework_decision_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.outcome

    @property
    def sealed_for(self) -> UUID:
        return self.case_id
