from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """All that is promised at one time. One at most is in force, and one always is once one has been (database)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONSULTATION = "consultation", _("Open for your comments")
        AMENDED = "amended", _("Amended after your comments")
        AGREED = "agreed", _("Agreed, not in force yet")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Replaced by a later one")

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=40, unique=True)  # its address: /settlement/editions/<code>/
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    based_on = models.ForeignKey("settlement.Edition", on_delete=models.PROTECT, null=True, related_name="+")
    opens_on = models.DateField(null=True)  # the first and the last day of the consultation
    closes_on = models.DateField(null=True)
    # Whether the decision falls into the time before an election: "" nobody has said, "no", "yes".
    pre_election = models.CharField(max_length=3, blank=True)
    pre_election_note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_edition"
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="in_force"), name="settlement_one_in_force"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "consultation", "amended", "agreed", "in_force", "superseded"]),
                name="settlement_edition_known_state",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True, closes_on__isnull=True) | Q(closes_on__gt=F("opens_on")),
                name="settlement_consultation_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "superseded"]) | Q(in_force_at__isnull=False),
                name="settlement_in_force_since",
            ),
            models.CheckConstraint(
                condition=Q(pre_election__in=["", "no", "yes"]), name="settlement_known_pre_election"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EditionStep(models.Model):
    """That an edition came into a state, and when; only ever added (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    edition = models.ForeignKey("settlement.Edition", on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=Edition.State)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_edition_step"
        indexes = [models.Index(fields=["edition", "at"], name="settlement_step_of")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.state}"
