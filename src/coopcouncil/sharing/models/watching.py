"""What people did about notices that must not be missed: they have it in hand, they were alerted, they ended it."""

from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Acknowledgement(models.Model):
    """A person said that they have a notice in hand. Append-only."""

    class Place(models.TextChoices):
        INBOX = "inbox", _("In the inbox")
        TRIAGE = "triage", _("As a safeguarding officer")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.ForeignKey("sharing.Notice", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=10, choices=Place)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "sharing_acknowledgement"
        constraints = [
            models.UniqueConstraint(fields=["notice", "place"], name="sharing_acknowledged_once"),
            models.CheckConstraint(condition=Q(place__in=["inbox", "triage"]), name="sharing_acknowledged_somewhere"),
        ]

    def __str__(self) -> str:
        return self.place


class Alarm(models.Model):
    """Somebody is alerted to a delivery, by e-mail, or the duty officer by telephone. It says nothing about a person.

    The id is what a gateway knows it by. `rings`: how often the telephone rang.
    """

    class Kind(models.TextChoices):
        DEAD = "dead", _("A notice could not be delivered")
        TRIAGE = "triage", _("Somebody may be at risk")
        LATE = "late", _("Nobody has a notice in hand")
        OWNER = "owner", _("Nobody has a notice in hand: it is yours")
        RING = "ring", _("The duty officer’s telephone")

    id = models.UUIDField(primary_key=True, default=uuid4)
    delivery = models.ForeignKey("sharing.Delivery", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    rings = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=40, blank=True)  # of the last try
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_alarm"
        indexes = [models.Index(fields=["kind", "sent_at"], name="sharing_alarm_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "kind", "account"], name="sharing_alarm_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.kind


class DeadEnd(models.Model):
    """How a person ended a delivery that had died: closed, or told to another organisation instead.

    Never changed, but that `reason` is emptied when the person is erased.
    """

    delivery = models.OneToOneField("sharing.Delivery", on_delete=models.PROTECT, primary_key=True, related_name="+")
    instead = models.ForeignKey("sharing.Notice", on_delete=models.PROTECT, null=True, related_name="+")
    submission_id = models.UUIDField()
    reason: Any = SealedJSONField(null=True)  # text for the person who told us
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "sharing_dead_end"

    def __str__(self) -> str:
        return "told another instead" if self.instead_id else "closed"

    @property
    def sealed_for(self) -> UUID:
        return self.submission_id
