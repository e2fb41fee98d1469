from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.ledger.models.sealing import Sealed


class Budget(Sealed):
    """A named line of an organisation's service area in one financial year."""

    class Kind(models.TextChoices):
        REVENUE = "revenue", _("Day to day")
        CAPITAL = "capital", _("To build or buy")

    id = models.UUIDField(primary_key=True, default=uuid4)
    book = models.ForeignKey("ledger.Book", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # in which the financial year begins
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    area = models.SlugField(max_length=60)  # service area: a code of `catalogue/areas.toml`
    outcome = models.CharField(max_length=12)  # a code of the directory's outcomes
    kind = models.CharField(max_length=8, choices=Kind)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "ledger_budget"
        constraints = [
            models.UniqueConstraint(fields=["book", "year", "code"], name="ledger_budget_code"),
            models.CheckConstraint(condition=Q(kind__in=["revenue", "capital"]), name="ledger_budget_kind"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(area="") & ~Q(outcome=""), name="ledger_budget_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetChange(Sealed):
    """What a budget was set to, or changed by, in pence. A budget is the sum of these."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    budget = models.ForeignKey("ledger.Budget", on_delete=models.PROTECT, related_name="+")
    pence = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    key = models.CharField(max_length=120)
    maker = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_budget_change"
        constraints = [
            models.UniqueConstraint(fields=["budget", "key"], name="ledger_budget_change_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="ledger_budget_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class Commitment(Sealed):
    """Money of a budget that is promised and not paid yet."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    budget = models.ForeignKey("ledger.Budget", on_delete=models.PROTECT, related_name="+")
    pence = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    evidence = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    maker = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()

    class Meta:
        db_table = "ledger_commitment"
        constraints = [
            models.UniqueConstraint(fields=["budget", "key"], name="ledger_commitment_once"),
            models.CheckConstraint(condition=Q(pence__gt=0), name="ledger_commitment_is_money"),
        ]

    def __str__(self) -> str:
        return self.purpose


class Release(Sealed):
    """A part of a commitment that was paid, or is not needed any more."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    commitment = models.ForeignKey("ledger.Commitment", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("ledger.Posting", on_delete=models.PROTECT, null=True, related_name="+")
    pence = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    maker = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_release"
        constraints = [
            models.CheckConstraint(condition=Q(pence__gt=0), name="ledger_release_is_money"),
            models.CheckConstraint(condition=~Q(reason=""), name="ledger_release_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
