"""Sums of the legs, so that no statement adds up millions of them. Only the database itself writes them."""

from django.db import models


class Counter(models.Model):
    """The last number of a book and the seal of that posting. Who posts holds this row until the end."""

    book = models.OneToOneField("ledger.Book", on_delete=models.PROTECT, primary_key=True, related_name="+")
    last_number = models.BigIntegerField(default=0)
    last_seal = models.BinaryField(default=bytes)

    class Meta:
        db_table = "ledger_counter"

    def __str__(self) -> str:
        return str(self.last_number)


class Balance(models.Model):
    """Debits and credits of one account in one fund in one month."""

    pk = models.CompositePrimaryKey("fund_id", "account_id", "period_id")
    fund = models.ForeignKey("ledger.Fund", on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey("ledger.Period", on_delete=models.PROTECT, related_name="+")
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        db_table = "ledger_balance"

    def __str__(self) -> str:
        return f"{self.account_id} {self.debit - self.credit}"


class Total(models.Model):
    """What one account holds in one fund, over all time."""

    pk = models.CompositePrimaryKey("fund_id", "account_id")
    fund = models.ForeignKey("ledger.Fund", on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    pence = models.BigIntegerField()

    class Meta:
        db_table = "ledger_total"

    def __str__(self) -> str:
        return f"{self.account_id} {self.pence}"


class Spending(models.Model):
    """What was spent of one budget line in one month, by ward where that is known."""

    id = models.BigAutoField(primary_key=True)
    budget = models.ForeignKey("ledger.Budget", on_delete=models.PROTECT, related_name="+", db_index=False)
    period = models.ForeignKey("ledger.Period", on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    pence = models.BigIntegerField()

    class Meta:
        db_table = "ledger_spending"
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "period", "ward"], nulls_distinct=False, name="ledger_spending_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pence)
