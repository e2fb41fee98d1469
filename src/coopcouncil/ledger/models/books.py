from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.ledger.models.sealing import Sealed


class Account(Sealed):
    """A heading of the chart of accounts, the same in every book; from `catalogue/accounts.toml`."""

    class Kind(models.TextChoices):
        ASSET = "asset", _("What is owned")
        LIABILITY = "liability", _("What is owed")
        RESERVE = "reserve", _("Reserves")
        INCOME = "income", _("Income")
        EXPENDITURE = "expenditure", _("Spending")

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=100)
    heading = models.CharField(max_length=60)  # the subjective group of CIPFA's Service Reporting Code of Practice
    kind = models.CharField(max_length=12, choices=Kind)
    cash = models.BooleanField(default=False)  # money in the bank, which cannot go below nothing
    between = models.BooleanField(default=False)  # due to or from another book of this ledger

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["asset", "liability", "reserve", "income", "expenditure"]),
                name="ledger_account_known_kind",
            ),
            models.CheckConstraint(condition=Q(cash=False) | Q(kind="asset"), name="ledger_account_cash_is_owned"),
            models.CheckConstraint(
                condition=Q(between=False) | Q(kind__in=["asset", "liability"], cash=False),
                name="ledger_account_between_is_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Limit(Sealed):
    """The most that one person may post alone in a role, in pence; without an amount there is no limit."""

    role = models.CharField(primary_key=True, max_length=30)
    pence = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_limit"
        constraints = [
            models.CheckConstraint(condition=Q(pence__isnull=True) | Q(pence__gte=0), name="ledger_limit_not_negative")
        ]

    def __str__(self) -> str:
        return self.role


class Book(Sealed):
    """The ledger of one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_book"

    def __str__(self) -> str:
        return str(self.organisation)


class Period(Sealed):
    """One month of a book's financial year: open, closed (two people may reopen it) or certified, which is for good."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        CERTIFIED = "certified", _("Certified")

    id = models.UUIDField(primary_key=True, default=uuid4)
    book = models.ForeignKey("ledger.Book", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # in which the financial year begins
    number = models.PositiveSmallIntegerField()  # 1 is April
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closings = models.PositiveSmallIntegerField(default=0)  # how often it was closed

    class Meta:
        db_table = "ledger_period"
        constraints = [
            models.UniqueConstraint(fields=["book", "year", "number"], name="ledger_period_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=12), name="ledger_period_is_a_month"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="ledger_period_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed", "certified"]), name="ledger_period_state"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number:02d}"


class Reopening(Sealed):
    """One person asks for a closed month to be opened again, another agrees. It counts for that closing only."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    period = models.ForeignKey("ledger.Period", on_delete=models.PROTECT, related_name="+")
    closing = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_reopening"
        constraints = [
            models.UniqueConstraint(fields=["period", "closing"], name="ledger_reopening_once_a_closing"),
            models.CheckConstraint(condition=~Q(reason=""), name="ledger_reopening_has_a_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | (Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by"))),
                name="ledger_reopening_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Fund(Sealed):
    """Money within a book that is kept apart: for anything, for one purpose, or not before a day."""

    class Kind(models.TextChoices):
        UNRINGFENCED = "unringfenced", _("For anything")
        RINGFENCED = "ringfenced", _("For one purpose only")
        RESTRICTED = "restricted", _("Not before a date")

    id = models.UUIDField(primary_key=True, default=uuid4)
    book = models.ForeignKey("ledger.Book", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=12, choices=Kind)
    purpose = models.SlugField(max_length=60, blank=True)  # the service area for which a ringfenced fund may be spent
    restricted_until = models.DateField(null=True)

    class Meta:
        db_table = "ledger_fund"
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="ledger_fund_code"),
            models.CheckConstraint(
                condition=Q(kind="unringfenced", purpose="", restricted_until__isnull=True)
                | (Q(kind="ringfenced", restricted_until__isnull=True) & ~Q(purpose=""))
                | Q(kind="restricted", purpose="", restricted_until__isnull=False),
                name="ledger_fund_says_what_it_is_for",
            ),
        ]

    def __str__(self) -> str:
        return self.name
