"""What statements are matched with."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from coopcouncil.kernel.errors import NotFound
from coopcouncil.ledger.domain.matching import NEAR, Held
from coopcouncil.ledger.models import Leg, Statement, StatementLine


def movements(fund_id: UUID, account: str, starts_on: date, ends_on: date) -> list[Held]:
    """What moved in an account near these days and is on no statement yet."""
    near = timedelta(days=NEAR)
    rows = (
        Leg.objects.filter(fund_id=fund_id, account_id=account, posting__effective_on__gte=starts_on - near,
                           posting__effective_on__lte=ends_on + near)
        .exclude(posting_id__in=_matched(account))
        .order_by()
        .values_list("posting_id", "posting__effective_on", "posting__key", "posting__evidence")
        .annotate(total=Sum("pence"))
    )  # fmt: skip
    return [Held(posting, on, int(total), (key, evidence)) for posting, on, key, evidence, total in rows if total]


def _matched(account: str) -> QuerySet:
    return StatementLine.objects.filter(posting__isnull=False, statement__account_id=account).values("posting_id")


def is_matched(posting_id: UUID, account: str) -> bool:
    return _matched(account).filter(posting_id=posting_id).exists()


def moved(posting_id: UUID, fund_id: UUID, account: str) -> int:
    """What a posting moved in an account of a fund, in pence."""
    rows = Leg.objects.filter(posting_id=posting_id, fund_id=fund_id, account_id=account)
    return int(rows.aggregate(total=Sum("pence"))["total"] or 0)


def balance(fund_id: UUID, account: str, on: date) -> int:
    """What the ledger says was in an account at the end of a day."""
    rows = Leg.objects.filter(fund_id=fund_id, account_id=account, posting__effective_on__lte=on)
    return int(rows.aggregate(total=Sum("pence"))["total"] or 0)


def lines(statement_id: UUID) -> QuerySet:
    """The lines of a statement, for a table."""
    return StatementLine.objects.filter(statement_id=statement_id).select_related("posting")


def line(line_id: UUID) -> StatementLine:
    """Raises NotFound."""
    found = StatementLine.objects.select_related("statement__fund__book", "posting").filter(id=line_id).first()
    if found is None:
        raise NotFound("There is no such line.")
    return found


def statement(statement_id: UUID) -> Statement:
    """Raises NotFound."""
    found = Statement.objects.select_related("fund__book__organisation", "account").filter(id=statement_id).first()
    if found is None:
        raise NotFound("There is no such statement.")
    return found


def statements(book_id: UUID) -> QuerySet:
    """The statements of a book with how many of their lines are open, for a table."""
    counted = (
        StatementLine.objects.filter(statement_id=OuterRef("pk"), posting__isnull=True)
        .order_by().values("statement_id").annotate(n=Sum(1)).values("n")
    )  # fmt: skip
    return (
        Statement.objects.filter(fund__book_id=book_id)
        .select_related("fund")
        .annotate(open_lines=Subquery(counted), moved=F("closing_pence") - F("opening_pence"))
    )
