"""What ties the ledger to the finance systems, which stay the books of record: control totals and their statements."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.ledger.models.sealing import Sealed


class Control(Sealed):
    """One file that came in: how many rows it had, what they add up to, and how many of them were new."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    book = models.ForeignKey("ledger.Book", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # budgets or actuals
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    rows = models.PositiveIntegerField()
    pence = models.BigIntegerField()
    added = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_control"
        constraints = [models.CheckConstraint(condition=Q(kind__in=["budgets", "actuals"]), name="ledger_control_kind")]

    def __str__(self) -> str:
        return self.file


class Statement(Sealed):
    """What a bank, or an agency that pays for somebody, says of one fund's money."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    fund = models.ForeignKey("ledger.Fund", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField()
    opening_pence = models.BigIntegerField()
    closing_pence = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_statement"

    def __str__(self) -> str:
        return self.issuer


class StatementLine(Sealed):
    """One line of a statement, and the posting that it is; money in is above nothing."""

    class State(models.TextChoices):
        OPEN = "open", _("No posting found")
        MATCHED = "matched", _("Matched")

    id = models.UUIDField(primary_key=True, default=uuid4)
    statement = models.ForeignKey("ledger.Statement", on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    on = models.DateField()
    pence = models.BigIntegerField()
    reference = models.CharField(max_length=120, blank=True)
    posting = models.ForeignKey("ledger.Posting", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "ledger_statement_line"
        constraints = [models.UniqueConstraint(fields=["statement", "line"], name="ledger_statement_line_once")]

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> str:
        return self.State.MATCHED if self.posting_id else self.State.OPEN
