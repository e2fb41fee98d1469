"""Posting through the actions: what one person may, what needs two, what is never changed."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.domain import entries
from coopcouncil.ledger.models import Balance, Leg, Limit, Posting, Proposal, Spending, Total
from coopcouncil.ledger.queries import statements
from coopcouncil.ledger.tests.conftest import DAY, NOW, appoint, open_book, paid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _deferred_rules_hold_at_once(request: Any) -> Any:
    """These tests roll back: what the database would say at the end it says after each statement that it can."""
    yield
    connection.check_constraints()


def test_a_payment_moves_the_sums_and_is_numbered(book: SimpleNamespace, cast: Any) -> None:
    made = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 1_234, "a"), now=NOW)
    posting = Posting.objects.get(id=made.posting_id)
    assert (posting.number, posting.maker_id, posting.checker_id) == (2, cast.hari.account_id, None)
    assert Total.objects.get(fund_id=book.fund, account_id="1000").pence == 10_000 - 1_234
    assert Spending.objects.get(budget_id=book.budget).pence == 1_234
    may = Balance.objects.get(fund_id=book.fund, account_id="5300")
    assert (may.debit, may.credit, may.period.starts_on) == (1_234, 0, date(2026, 5, 1))


def test_one_key_is_one_posting_and_never_two_things(book: SimpleNamespace, cast: Any) -> None:
    once = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 500, "a"), now=NOW)
    assert actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 500, "a"), now=NOW) == once
    with pytest.raises(Conflict):
        actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 501, "a"), now=NOW)
    assert Posting.objects.count() == 2


def test_neither_a_fund_nor_its_cash_goes_below_nothing(book: SimpleNamespace, cast: Any) -> None:
    with pytest.raises(Conflict, match="not so much money"):
        actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 10_001, "a"), now=NOW)
    on_credit = paid(book, 10_001, "b")
    on_credit = replace(on_credit, lines=(on_credit.lines[0], replace(on_credit.lines[1], account="2000")))
    with pytest.raises(Conflict, match="does not hold so much"):
        actions.post(actor=cast.hari.actor, book_id=book.id, entry=on_credit, now=NOW)


def test_above_the_limit_a_second_person_posts_and_never_the_first(book: SimpleNamespace, cast: Any, hana: Any) -> None:
    actions.post(
        actor=OPERATOR, book_id=book.id, now=NOW,
        entry=entries.receipt(fund_id=book.fund, account="4200", cash="1000", pence=10_000_000, effective_on=DAY,
                              purpose="Grant", key="grant"),
    )  # fmt: skip
    big = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 2_500_001, "big"), now=NOW)
    assert big.posting_id is None
    with pytest.raises(Conflict, match="Somebody else"):
        actions.approve(actor=cast.hari.actor, proposal_id=big.proposal_id, now=NOW)
    posting = Posting.objects.get(id=actions.approve(actor=hana, proposal_id=big.proposal_id, now=NOW))
    assert (posting.maker_id, posting.checker_id) == (cast.hari.account_id, hana.account_id)
    with pytest.raises(Conflict, match="already"):
        actions.approve(actor=hana, proposal_id=big.proposal_id, now=NOW)
    # Taking so much back needs two as well.
    back = actions.reverse(actor=hana, posting_id=posting.id, reason="Wrong trees.", on=DAY, now=NOW)
    assert back.posting_id is None
    taken = Posting.objects.get(id=actions.approve(actor=cast.hari.actor, proposal_id=back.proposal_id, now=NOW))
    assert (taken.reverses_id, taken.maker_id, taken.checker_id) == (
        posting.id, hana.account_id, cast.hari.account_id,
    )  # fmt: skip


def test_what_is_refused_says_why_and_moves_nothing(book: SimpleNamespace, cast: Any, hana: Any) -> None:
    Limit.objects.filter(role="finance_officer").update(pence=100)
    asked = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 500, "a"), now=NOW)
    with pytest.raises(BadInput):
        actions.refuse(actor=hana, proposal_id=asked.proposal_id, reason=" ", now=NOW)
    actions.refuse(actor=hana, proposal_id=asked.proposal_id, reason="No invoice.", now=NOW)
    assert Proposal.objects.get(id=asked.proposal_id).reason == "No invoice."
    assert Posting.objects.count() == 1


def test_a_reversal_is_exact_and_happens_once(book: SimpleNamespace, cast: Any) -> None:
    made = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 700, "a"), now=NOW).posting_id
    with pytest.raises(BadInput):
        actions.reverse(actor=cast.hari.actor, posting_id=made, reason="", on=DAY, now=NOW)
    back = actions.reverse(actor=cast.hari.actor, posting_id=made, reason="Paid twice.", on=DAY, now=NOW).posting_id
    sides = [list(Leg.objects.filter(posting_id=which).order_by("line").values_list("account_id", "pence"))
             for which in (made, back)]  # fmt: skip
    assert sides[1] == [(account, -pence) for account, pence in sides[0]]
    with pytest.raises(Conflict, match="taken back"):
        actions.reverse(actor=cast.hari.actor, posting_id=made, reason="Again.", on=DAY, now=NOW)
    with pytest.raises(Conflict, match="anew"):
        actions.reverse(actor=cast.hari.actor, posting_id=back, reason="Back.", on=DAY, now=NOW)


def test_funds_are_spent_for_their_purpose_and_not_before_their_day(book: SimpleNamespace, cast: Any) -> None:
    for code, rest in (
        ("care", {"kind": "ringfenced", "purpose": "adult-care"}),
        ("later", {"kind": "restricted", "restricted_until": date(2026, 9, 1)}),
    ):
        fund = actions.open_fund(actor=SYSTEM, book_id=book.id, code=code, name=code, **rest)
        money = entries.receipt(fund_id=fund, account="4200", cash="1000", pence=900, effective_on=DAY, purpose="Grant",
                                key=f"grant {code}")  # fmt: skip
        actions.post(actor=cast.hari.actor, book_id=book.id, entry=money, now=NOW)
        spend = paid(SimpleNamespace(fund=fund, budget=book.budget), 100, f"spend {code}")
        with pytest.raises(Conflict, match="This fund"):
            actions.post(actor=cast.hari.actor, book_id=book.id, entry=spend, now=NOW)


def test_a_debt_between_two_organisations_is_the_same_in_both_books(book: SimpleNamespace, cast: Any) -> None:
    surgery = open_book("larkhill-surgery", 5)
    made = actions.owe(
        actor=cast.hari.actor, debtor=actions.Side(book.id, book.fund, book.budget),
        creditor=actions.Side(surgery.id, surgery.fund), pence=4_000, effective_on=DAY, purpose="Health checks",
        key="checks", now=NOW,
    )  # fmt: skip
    owed = Posting.objects.get(id=made.posting_id)
    due = Posting.objects.exclude(id=owed.id).get(mirror_id=owed.mirror_id)
    assert (due.book_id, due.pence, due.key) == (surgery.id, 4_000, f"{book.id.hex}:checks")
    assert Total.objects.get(fund_id=surgery.fund, account_id="1200").pence == 4_000
    actions.reverse(actor=cast.hari.actor, posting_id=owed.id, reason="They did not happen.", on=DAY, now=NOW)
    assert Total.objects.get(fund_id=surgery.fund, account_id="1200").pence == 0
    assert Total.objects.get(fund_id=book.fund, account_id="2200").pence == 0


def test_a_debt_is_paid_in_both_books_and_never_more_than_is_owed(book: SimpleNamespace, cast: Any) -> None:
    surgery = open_book("larkhill-surgery", 5)
    told: dict[str, Any] = {"actor": cast.hari.actor, "effective_on": DAY, "now": NOW, "purpose": "Health checks"}
    told["debtor"] = actions.Side(book.id, book.fund, book.budget)
    told["creditor"] = actions.Side(surgery.id, surgery.fund)
    owed = actions.owe(**told, pence=4_000, key="checks")
    paid_once = actions.settle(**told, pence=3_000, key="paid")
    assert actions.settle(**told, pence=3_000, key="paid") == paid_once
    with pytest.raises(Conflict, match="not owed"):
        actions.settle(**told, pence=1_001, key="rest")
    with pytest.raises(Conflict, match="not owed"):  # what was paid is taken back first
        actions.reverse(actor=cast.hari.actor, posting_id=owed.posting_id, reason="Never.", on=DAY, now=NOW)
    assert [debt.pence for debt in statements.debts(book.id)] == [-1_000]
    assert [debt.pence for debt in statements.debts(surgery.id)] == [1_000]
    assert Total.objects.get(fund_id=surgery.fund, account_id="1000").pence == 500 + 3_000
    assert Total.objects.get(fund_id=book.fund, account_id="1000").pence == 10_000 - 3_000


def test_an_accrual_is_taken_back_on_the_first_of_the_next_month(book: SimpleNamespace, cast: Any) -> None:
    entry = paid(book, 300, "accrued")
    entry = replace(entry, kind="accrual", lines=(entry.lines[0], replace(entry.lines[1], account="2100")))
    made = actions.post(actor=cast.hari.actor, book_id=book.id, entry=entry, now=NOW).posting_id
    back = Posting.objects.get(reverses_id=made)
    assert (back.effective_on, back.period.number) == (date(2026, 6, 1), 3)


def test_months_close_in_order_reopen_by_two_and_are_certified_for_good(
    book: SimpleNamespace, cast: Any, hana: Any
) -> None:
    hari = cast.hari.actor
    april, may, *_rest = months = queries.periods(book.id, 2026)
    with pytest.raises(Conflict, match="earlier"):
        actions.close_month(actor=hari, period_id=may.id)
    actions.close_month(actor=hari, period_id=april.id)
    early = paid(book, 100, "late", effective_on=date(2026, 4, 30))
    with pytest.raises(Conflict, match="closed"):
        actions.post(actor=hari, book_id=book.id, entry=early, now=NOW)
    actions.ask_reopening(actor=hari, period_id=april.id, reason="A bill came late.", now=NOW)
    with pytest.raises(Conflict, match="Somebody else"):
        actions.agree_reopening(actor=hari, period_id=april.id, now=NOW)
    actions.agree_reopening(actor=hana, period_id=april.id, now=NOW)
    actions.post(actor=hari, book_id=book.id, entry=early, now=NOW)
    for month in months:
        actions.close_month(actor=hari, period_id=month.id)
    with pytest.raises(Conflict, match="asked"):  # the agreement of April's first closing does not count again
        actions.agree_reopening(actor=hana, period_id=april.id, now=NOW)
    actions.certify_year(actor=hari, book_id=book.id, year=2026)
    with pytest.raises(Conflict, match="certified"):
        actions.ask_reopening(actor=hari, period_id=april.id, reason="No.", now=NOW)


def test_who_keeps_another_book_may_not_post_in_this_one(book: SimpleNamespace, cast: Any) -> None:
    surgery = open_book("larkhill-surgery", 5)
    theirs = appoint("olu", surgery.organisation, "finance_officer")
    auditor = appoint("ada", book.organisation, "auditor")
    for actor in (theirs, auditor, cast.femi.actor, cast.amara.actor):
        with pytest.raises(NotAllowed):
            actions.post(actor=actor, book_id=book.id, entry=paid(book, 100, "x"), now=NOW)


def test_commitments_are_released_up_to_what_was_committed(book: SimpleNamespace, cast: Any) -> None:
    made = actions.commit_money(
        actor=cast.hari.actor, budget_id=book.budget, pence=900, purpose="Tree guards", key="c", today=DAY
    )
    actions.release_commitment(actor=cast.hari.actor, commitment_id=made, pence=600, reason="Half came.", now=NOW)
    with pytest.raises(Conflict, match="committed"):
        actions.release_commitment(actor=cast.hari.actor, commitment_id=made, pence=301, reason="All.", now=NOW)
