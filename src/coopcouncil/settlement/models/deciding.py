from uuid import uuid4

from django.db import models
from django.db.models import Q


class Decision(models.Model):
    """That the competent body agreed to an edition; only ever added (trigger). The newest one counts."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    edition = models.ForeignKey("settlement.Edition", on_delete=models.PROTECT, related_name="decisions")
    body = models.CharField(max_length=150)
    competence = models.CharField(max_length=300)  # what gives it the power: the article of the constitution
    decided_on = models.DateField()
    reasons = models.TextField()
    record = models.CharField(max_length=500)  # where the minutes are: an address, or a reference
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_decision"
        constraints = [
            models.CheckConstraint(
                condition=~(Q(body="") | Q(competence="") | Q(reasons="") | Q(record="")),
                name="settlement_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.decided_on}"


class Override(models.Model):
    """A decision that goes on though people here object: who, why, what softens it, when it is looked at again.

    Only ever added (trigger): what was said to those who objected stays. That it was looked at again is one more row
    with the same objection (`domain/overrides.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    entry = models.ForeignKey("settlement.Entry", on_delete=models.PROTECT, related_name="overrides")
    objectors = models.CharField(max_length=300)
    objection = models.TextField()
    strategic_reason = models.TextField()
    softened_by = models.TextField()
    review_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_override"
        constraints = [
            models.CheckConstraint(
                condition=~(Q(objectors="") | Q(objection="") | Q(strategic_reason="") | Q(softened_by="")),
                name="settlement_override_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}, to be looked at again on {self.review_on}"
