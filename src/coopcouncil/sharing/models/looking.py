from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Opening(models.Model):
    """Somebody without ordinary access opened what is held of a person, because it could not wait: "break-glass".

    For an hour; with a reason; an alert goes out; somebody else looks at it afterwards.
    """

    class Why(models.TextChoices):
        LIFE = "life", _("Somebody’s life or health is in danger now")
        CHILD = "child", _("A child or an adult at risk must be protected now")
        NOTICE = "notice", _("A notice went to the wrong place, and cannot wait")

    class Verdict(models.TextChoices):
        RIGHT = "right", _("It was right")
        WRONG = "wrong", _("It was not right")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")  # whose data it is
    opened_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=80)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    reason: Any = SealedJSONField(null=True)  # in the officer's words
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    finding: Any = SealedJSONField(null=True)  # what the reviewer found, in words

    class Meta:
        db_table = "sharing_opening"
        indexes = [models.Index(fields=["verdict", "-opened_at"], name="sharing_opening_to_review")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | (~Q(reviewed_by=F("opened_by")) & ~Q(reviewed_by=F("account"))),
                name="sharing_opening_reviewed_by_another",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="sharing_opening_ends"),
            models.CheckConstraint(condition=~Q(opened_by=F("account")), name="sharing_opening_not_ones_own"),
        ]

    def __str__(self) -> str:
        return self.why

    @property
    def sealed_for(self) -> UUID:
        return self.account_id


class Withholding(models.Model):
    """Entries of a person's access log that are not shown to them: by which law, proposed by one, approved by another.

    It covers readings for one organisation between two days, and ends on its last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()  # readings of this day are still covered, and after it all are shown
    exemption = models.CharField(max_length=30)
    reason: Any = SealedJSONField(null=True)
    proposed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_withholding"
        indexes = [models.Index(fields=["account", "until"], name="sharing_withholding_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("account"))),
                name="sharing_withholding_two_people",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="sharing_withholding_ends"),
        ]

    def __str__(self) -> str:
        return self.exemption

    @property
    def sealed_for(self) -> UUID:
        return self.account_id
