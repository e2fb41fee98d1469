from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Delegation(models.Model):
    """A person lets a carer or an advocate see one case of theirs, or all, or act in them too, until a day.

    It is an invitation until whoever has the address signs in and accepts it. It holds no longer the moment that it is
    ended, nor on the day after its last one.
    """

    class May(models.TextChoices):
        READ = "read", _("Read")
        ACT = "act", _("Read, answer, add words and files, and open it again")

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, null=True, related_name="+")  # null: every one
    may = models.CharField(max_length=4, choices=May)
    until = models.DateField()  # the last day on which it holds
    named: Any = SealedJSONField(default=str)  # as the person calls them
    email: Any = SealedJSONField(default=str)
    made_at = models.DateTimeField()
    # Its digest says nothing of whom it names; empty once it was used, or ended.
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    holder = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_delegation"
        indexes = [
            models.Index(fields=["person", "-made_at"], name="casework_delegation_of"),
            models.Index(
                fields=["holder", "person"], condition=Q(ended_at__isnull=True), name="casework_delegation_holder"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code_digest"], condition=~Q(code_digest=""), name="casework_delegation_one_code"
            ),
            models.CheckConstraint(condition=Q(may__in=["read", "act"]), name="casework_delegation_may"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, accepted_at__isnull=True)
                | Q(holder__isnull=False, accepted_at__isnull=False),
                name="casework_delegation_accepted_by",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | ~Q(holder=F("person")), name="casework_delegation_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.may} until {self.until:%Y-%m-%d}"

    @property
    def sealed_for(self) -> UUID:
        return self.person_id
