"""What the path of a pound is made of."""

from dataclasses import dataclass

from coopcouncil.kernel.errors import NotFound
from coopcouncil.ledger.domain.path import Step, shares
from coopcouncil.ledger.models import Budget, Leg, Posting
from coopcouncil.ledger.queries import statements
from coopcouncil.ledger.queries.statements import TO_A_PERSON


@dataclass(frozen=True)
class Path:
    """The stations of one payment, in their order."""

    pence: int
    organisation: str
    budget: Budget
    steps: tuple[Step, ...]


def path_of(organisation: str, number: int) -> Path | None:
    """None for what is no spending, and for what went to a person. Raises NotFound."""
    rows = Posting.objects.select_related("book__organisation", "period", "ward")
    posting = rows.filter(book__organisation__code=organisation, number=number).first()
    if posting is None:
        raise NotFound("There is no such payment.")
    legs = statements.legs_of([posting.id])
    spent = next((leg for leg in legs if leg.account.kind == "expenditure"), None)
    if spent is None or spent.budget is None or spent.account_id == TO_A_PERSON:
        return None
    pence = abs(spent.pence)
    steps = [
        Step("source", source.name, posting.book.organisation.name, part)
        for source, part in shares(statements.sources(spent.fund_id, posting.period.year), pence)
    ]
    steps.append(Step("fund", spent.fund.name, posting.book.organisation.name, pence))
    steps.append(Step("budget", spent.budget.name, "", pence))
    ward = posting.ward.name if posting.ward else ""
    steps.append(Step("spent", spent.account.name, ward, pence, on=posting.effective_on))
    steps += _onward(posting)
    back = Posting.objects.filter(reverses_id=posting.id).first()
    if back is not None:
        steps.append(Step("return", "", "", pence, on=back.effective_on))
    return Path(pence, posting.book.organisation.name, spent.budget, tuple(steps))


def _onward(posting: Posting) -> list[Step]:
    """The other organisation's book, where a debt went on to."""
    if posting.mirror_id is None:
        return []
    other = (
        Posting.objects.select_related("book__organisation").filter(mirror_id=posting.mirror_id)
        .exclude(id=posting.id).first()
    )  # fmt: skip
    if other is None:
        return []
    came = Leg.objects.select_related("fund", "account").filter(posting_id=other.id, account__kind="income").first()
    name = other.book.organisation.name
    return [Step("debt", name, f"{came.account.name}, {came.fund.name}" if came else "", other.pence)]
