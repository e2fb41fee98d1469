from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Transfer(models.Model):
    """A case that is handed over between two councils, as this one sees it. Both know it by the same id.

    What is said of the person is sealed under a key of the transfer's own: it goes when nothing comes of it.
    """

    class Side(models.TextChoices):
        GIVING = "giving", _("From us")
        TAKING = "taking", _("To us")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("On its way")
        OFFERED = "offered", _("Offered: no answer yet")
        UNDELIVERED = "undelivered", _("Could not be delivered")
        WITHDRAWING = "withdrawing", _("Being taken back")
        WITHDRAWN = "withdrawn", _("Taken back")
        REFUSED = "refused", _("Refused")
        ACCEPTED = "accepted", _("Accepted")
        CLOSED = "closed", _("Closed there")

    class Basis(models.TextChoices):
        AGREED = "agreed", _("The resident agreed")
        LAW = "law", _("A law allows it")

    id = models.UUIDField(primary_key=True, default=uuid4)
    side = models.CharField(max_length=6, choices=Side)
    council = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")  # the other one
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=11, choices=State)
    offer: Any = SealedJSONField(default=dict)  # what was told of the case (`domain.transfers.Offer`)
    basis = models.CharField(max_length=6, choices=Basis, blank=True)
    reason: Any = SealedJSONField(default=str)  # why it was refused
    theirs: Any = SealedJSONField(default=dict)  # how the case stands there (`domain.transfers.Standing`)
    seen = models.PositiveIntegerField(default=0)  # the highest number of theirs of which `theirs` tells
    sequence = models.PositiveIntegerField(default=0)  # the highest number of ours
    # At the taking end: the page on which the resident follows it without an account, and the code that opens it.
    follow_key = models.UUIDField(null=True, unique=True)
    follow_code: Any = SealedJSONField(default=str)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    # When the other said that it erased the person.
    erased_there_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "casework_transfer"
        indexes = [
            models.Index(fields=["side", "state", "offered_at"], name="casework_transfer_waiting"),
            models.Index(fields=["case", "offered_at"], name="casework_transfer_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    side="giving",
                    case__isnull=False,
                    state__in=[
                        "offered", "undelivered", "withdrawing", "withdrawn", "refused", "accepted", "closed"
                    ],
                )
                | Q(side="taking", case__isnull=True, state__in=["announced", "offered", "refused", "withdrawn"])
                | Q(side="taking", case__isnull=False, state="accepted"),
                name="casework_transfer_states",
            ),
            # Two councils are never asked at once: both could accept.
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(side="giving", state__in=["offered", "undelivered", "withdrawing", "accepted"]),
                name="casework_transfer_one_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.side} {self.state}"

    @property
    def sealed_for(self) -> UUID:
        return self.id


class TransferLine(models.Model):
    """A line of the history that both councils have, each once: sent to the other, or come from there."""

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey("casework.Transfer", on_delete=models.CASCADE, related_name="+")
    line_id = models.UUIDField()  # where it was written, that entry's id
    incoming = models.BooleanField()
    entry = models.ForeignKey("casework.Entry", on_delete=models.PROTECT, null=True, related_name="+")
    content: Any = SealedJSONField(null=True)  # what came before there was a case to write it into

    class Meta:
        db_table = "casework_transfer_line"
        constraints = [models.UniqueConstraint(fields=["transfer", "line_id"], name="casework_transfer_line_once")]
        indexes = [models.Index(fields=["entry"], name="casework_transfer_line_entry")]

    def __str__(self) -> str:
        return str(self.line_id)

    @property
    def sealed_for(self) -> UUID:
        return self.transfer_id
