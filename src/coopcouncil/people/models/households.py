from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class HouseholdMember(models.Model):
    """Somebody who lives with a person, as that person says. It is theirs alone, and names no other account."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # since when it counts no longer; the row and its words stay
    # A code that the person hands over, so that whoever it is can confirm it. Its digest says nothing of whom it names.
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_household_member"
        indexes = [models.Index(fields=["account", "told_at"], name="people_household_member_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["code_digest"], condition=~Q(code_digest=""), name="people_household_member_one_code"
            )
        ]

    def __str__(self) -> str:
        return f"told {self.told_at:%Y-%m-%d}"


class HouseholdStatement(models.Model):
    """What was said of a member of a household, by whom, when and how. A correction, or an end, is another row."""

    class Source(models.TextChoices):
        TOLD = "told", _("You told us here")
        EVENT = "event", _("You told us with a life event, and said here that they live with you")
        CORRECTED = "corrected", _("You put it right")
        ENDED = "ended", _("You said that they no longer live with you")

    id = models.UUIDField(primary_key=True, default=uuid4)
    member = models.ForeignKey("people.HouseholdMember", on_delete=models.PROTECT, related_name="statements")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # of this member's: the highest is what holds
    # {"name", "relation", "child", "since", "until"}: days as ISO dates or None. Sealed.
    value: Any = SealedJSONField()
    source = models.CharField(max_length=12, choices=Source)
    came_with = models.UUIDField(null=True)  # the submission, where a life event told of them first
    said_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        db_table = "people_household_statement"
        constraints = [models.UniqueConstraint(fields=["member", "number"], name="people_household_statement_in_order")]

    def __str__(self) -> str:
        return f"{self.source} {self.said_at:%Y-%m-%d}"

    @property
    def sealed_for(self) -> UUID:
        return self.account_id


class HouseholdAnswer(models.Model):
    """What somebody with an account said who was handed a code: that they live there, or not. It is theirs.

    Whoever handed over the code learns of a yes, of its day alone, and of nothing else: neither of a no, nor of an end.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("people.HouseholdStatement", on_delete=models.PROTECT, related_name="+")
    lives = models.BooleanField()
    said_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_household_answer"
        indexes = [models.Index(fields=["account", "said_at"], name="people_household_answer_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(lives=True), name="people_household_answer_one_yes"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(lives=True), name="people_household_answer_leaves_where_it_was"
            ),
        ]

    def __str__(self) -> str:
        return "yes" if self.lives else "no"
