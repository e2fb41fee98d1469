from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.ledger.domain.entries import moved
from coopcouncil.ledger.models.sealing import Sealed


class Posting(models.Model):
    """One entry of a book, whole and for good. `number` has no gaps; `seal` chains it to the one before (domain/seals).

    `legs` and `pence` (the sum of its debits) are said beforehand, so that nothing can be added later.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Brought forward")
        INCOME = "income", _("Money in")
        PAYMENT = "payment", _("Money out")
        TRANSFER = "transfer", _("Moved")
        BETWEEN = "between", _("Between organisations")
        ACCRUAL = "accrual", _("Accrual")
        IMPORTED = "imported", _("From the finance system")
        REVERSAL = "reversal", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid4)
    # The trigger on these rows looks up book and month for all of them at once; a foreign key would ask for each.
    book = models.ForeignKey(
        "ledger.Book", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    period = models.ForeignKey("ledger.Period", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    effective_on = models.DateField()
    posted_at = models.DateTimeField()
    purpose = models.CharField(max_length=200)
    maker = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    checker = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=30)  # in which the maker posted; its limit is Limit's
    evidence = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    mirror_id = models.UUIDField(null=True)  # shared by the two postings of one debt between two books
    legs = models.PositiveSmallIntegerField()
    pence = models.BigIntegerField()
    seal = models.BinaryField()

    class Meta:
        db_table = "ledger_posting"
        indexes = [
            models.Index(fields=["mirror_id"], name="ledger_posting_mirror", condition=Q(mirror_id__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="ledger_posting_number"),
            models.UniqueConstraint(fields=["book", "key"], name="ledger_posting_once_a_key"),
            models.CheckConstraint(condition=Q(legs__gte=2), name="ledger_posting_has_two_sides"),
            models.CheckConstraint(condition=Q(pence__gt=0), name="ledger_posting_is_money"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(key=""), name="ledger_posting_says_what_for"),
            models.CheckConstraint(
                condition=Q(checker__isnull=True) | (Q(maker__isnull=False) & ~Q(checker=F("maker"))),
                name="ledger_posting_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) & ~Q(reason="")
                | Q(reverses__isnull=True) & ~Q(kind="reversal"),
                name="ledger_posting_reversal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def amount(self) -> int:
        """What a person calls its amount, in pence."""
        return moved(self.reverses.kind if self.reverses else self.kind, self.pence)


class Leg(models.Model):
    """One side of a posting in whole pence: above nothing is a debit, below is a credit."""

    pk = models.CompositePrimaryKey("posting_id", "line")
    # What these name is looked up by the trigger on this table for all legs at once, and those rows are never removed.
    posting = models.ForeignKey(
        "ledger.Posting", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    line = models.PositiveSmallIntegerField()
    fund = models.ForeignKey(
        "ledger.Fund", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    budget = models.ForeignKey(
        "ledger.Budget", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    counterparty = models.ForeignKey(
        "ledger.Book", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    pence = models.BigIntegerField()

    class Meta:
        db_table = "ledger_leg"
        indexes = [
            models.Index(fields=["budget"], name="ledger_leg_budget", condition=Q(budget__isnull=False)),
            models.Index(
                fields=["counterparty", "fund"], name="ledger_leg_debt", condition=Q(counterparty__isnull=False)
            ),
        ]
        constraints = [models.CheckConstraint(condition=~Q(pence=0), name="ledger_leg_is_money")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.pence}"


class Proposal(Sealed):
    """An entry above its maker's limit, until a second person has looked at it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        APPROVED = "approved", _("Posted")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid4)
    book = models.ForeignKey("ledger.Book", on_delete=models.PROTECT, related_name="+")
    entry = models.JSONField()  # domain.entries.Entry as plain data
    purpose = models.CharField(max_length=200)
    pence = models.BigIntegerField()
    key = models.CharField(max_length=120)
    maker = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    checker = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    posting = models.OneToOneField("ledger.Posting", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "ledger_proposal"
        indexes = [models.Index(fields=["book", "state", "made_at"], name="ledger_proposal_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="ledger_proposal_once_a_key"),
            models.CheckConstraint(
                condition=Q(checker__isnull=True) | ~Q(checker=F("maker")), name="ledger_proposal_checked_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", checker__isnull=True, decided_at__isnull=True, posting__isnull=True)
                | Q(state="approved", checker__isnull=False, decided_at__isnull=False, posting__isnull=False)
                | Q(state="refused", checker__isnull=False, decided_at__isnull=False, posting__isnull=True)
                & ~Q(reason=""),
                name="ledger_proposal_state",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def amount(self) -> int:
        """What a person calls its amount, in pence."""
        return self.pence // len({line["fund_id"] for line in self.entry["entry"]["lines"]})
