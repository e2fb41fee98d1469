"""The finance officer's desk: each kind of posting through its page, once, with what is refused kept in the form."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.kernel.errors import Conflict
from coopcouncil.ledger import actions, formats, queries
from coopcouncil.ledger.domain import entries, statements
from coopcouncil.ledger.models import BudgetChange, Commitment, Leg, Limit, Posting, Proposal, Release
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.tests.conftest import DAY, NOW, breaches, open_book, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def hari(book: SimpleNamespace, client_for: Any) -> Client:
    client: Client = client_for("hari")
    return client


def send(client: Client, book: SimpleNamespace, kind: str, query: str = "", **given: str) -> Any:
    """Fill in the form of a kind and send it."""
    told = {"amount": "£5.00", "effective_on-day": "6", "effective_on-month": "5", "effective_on-year": "2026",
            "purpose": "Saplings", "evidence": "Invoice 7", "key": f"page {uuid4()}", **given}  # fmt: skip
    return client.post(reverse("ledger:post_as", args=[book.id, kind]) + query, told)


def sides(posting: Posting) -> list[tuple[str, int]]:
    return list(Leg.objects.filter(posting=posting).order_by("line").values_list("account_id", "pence"))


def newest() -> Posting:
    return Posting.objects.order_by("-posted_at", "-number")[0]


def test_what_is_posted_is_chosen_in_plain_words(hari: Client, book: SimpleNamespace) -> None:
    address = reverse("ledger:post", args=[book.id])
    page = hari.get(address).content.decode()
    assert "Money that goes out" in page
    assert "What we owe to another organisation here" in page
    assert hari.get(f"{address}?sent=yes").status_code == 422
    for kind in ("payment", "income", "transfer", "accrual", "promise", "change", "owe", "settle"):
        form = reverse("ledger:post_as", args=[book.id, kind])
        assert hari.get(f"{address}?kind={kind}")["Location"] == form
        assert hari.get(form).status_code == 200
    assert hari.get(reverse("ledger:post_as", args=[book.id, "gift"])).status_code == 404


def test_income_and_an_accrual_go_through_their_forms(hari: Client, book: SimpleNamespace) -> None:
    assert send(hari, book, "income", fund=str(book.fund), account="4200").status_code == 302
    assert sides(newest()) == [("1000", 500), ("4200", -500)]
    sent = send(hari, book, "accrual", fund=str(book.fund), account="5300", budget="street trees", ward="")
    assert sent.status_code == 302
    accrued = Posting.objects.get(kind="accrual")
    assert sides(accrued) == [("5300", 500), ("2100", -500)]
    assert Posting.objects.get(reverses=accrued).effective_on.isoformat() == "2026-06-01"
    again = hari.get(sent["Location"]).content.decode()  # the next one has the day and the place of this one
    assert 'value="street-trees"' in again
    assert f"See posting {accrued.number}" in again


def test_one_form_sent_twice_posts_once_and_never_two_things(hari: Client, book: SimpleNamespace) -> None:
    given = {"fund": str(book.fund), "account": "4200", "key": "page once"}
    assert {send(hari, book, "income", **given).status_code for _ in range(2)} == {302}
    assert Posting.objects.filter(key="page once").count() == 1
    other = send(hari, book, "income", **{**given, "amount": "£6.00"})
    assert other.status_code == 409
    page = other.content.decode()
    assert "Nothing was posted." in page
    assert "open the form anew" in page
    assert 'value="£6.00"' in page


def test_a_refused_payment_says_what_to_do_and_keeps_what_was_typed(hari: Client, book: SimpleNamespace) -> None:
    given = {"fund": str(book.fund), "account": "5300", "budget": "street-trees", "ward": ""}
    page = send(hari, book, "payment", **given, amount="£100.01").content.decode()
    assert "There is not so much money in this fund’s account. Take another fund" in page
    assert 'value="Saplings"' in page
    wrong = send(hari, book, "payment", **{**given, "effective_on-year": "2027"}).content.decode()
    assert "That budget is of 2026/27, and not of 2027/28." in wrong
    assert Posting.objects.count() == 1


def test_money_moves_between_funds_but_not_out_of_one_for_a_purpose(
    hari: Client, book: SimpleNamespace, cast: Any
) -> None:
    care = actions.open_fund(
        actor=SYSTEM, book_id=book.id, code="care", name="For care", kind="ringfenced", purpose="adult-care"
    )
    assert send(hari, book, "transfer", from_fund=str(book.fund), to_fund=str(book.fund)).status_code == 422
    assert send(hari, book, "transfer", from_fund=str(book.fund), to_fund=str(care), amount="£40").status_code == 302
    moved = newest()
    assert (moved.amount, moved.kind) == (4_000, "transfer")
    by_fund = sums.sums_by_fund(book.id)
    chart = queries.accounts()
    worth = {fund: statements.fund_statement(by_fund[fund], chart, year=2026) for fund in (book.fund, care)}
    assert (worth[book.fund].left, worth[book.fund].closing) == (4_000, 6_000)
    assert (worth[care].opening, worth[care].came, worth[care].closing) == (0, 4_000, 4_000)
    assert send(hari, book, "transfer", from_fund=str(care), to_fund=str(book.fund)).status_code == 422
    out = entries.transfer(from_fund=care, to_fund=book.fund, account="3100", cash="1000", pence=100,
                           effective_on=DAY, purpose="Out", key="out")  # fmt: skip
    with pytest.raises(Conflict, match="another purpose"):  # nor past the page
        actions.post(actor=cast.hari.actor, book_id=book.id, entry=out, now=NOW)
    actions.reverse(actor=cast.hari.actor, posting_id=moved.id, reason="Wrong fund.", on=DAY, now=NOW)
    assert breaches() == []


def test_a_debt_is_made_shown_and_paid_from_the_pages(hari: Client, book: SimpleNamespace) -> None:
    surgery = open_book("larkhill-surgery", 5)
    other = f"{surgery.id}.{surgery.fund}"
    made = send(hari, book, "owe", creditor=other, budget="street-trees", fund=str(book.fund), amount="£20")
    assert made.status_code == 302
    page = hari.get(reverse("ledger:book", args=[book.id])).content.decode()
    assert "Who owes whom" in page
    assert "£0.00</td>" not in page.split("Who owes whom")[1].split("</table>")[0]
    (debt,) = sums.debts(book.id)
    form = hari.get(f"{reverse('ledger:post_as', args=[book.id, 'settle'])}?debt={debt.code}").content.decode()
    assert 'value="£20.00"' in form
    assert send(hari, book, "settle", debt=debt.code, amount="£20.01").status_code == 409
    assert send(hari, book, "settle", debt=debt.code, amount="£20").status_code == 302
    assert sums.debts(book.id) == []
    assert "owes nothing" in hari.get(reverse("ledger:post_as", args=[book.id, "settle"])).content.decode()


def test_a_promise_is_kept_by_its_payment_or_released_with_a_reason(
    hari: Client, book: SimpleNamespace, cast: Any
) -> None:
    assert send(hari, book, "promise", budget="street-trees", amount="£9").status_code == 302
    promise = Commitment.objects.get()
    address = reverse("ledger:promise", args=[promise.id])
    given = {"fund": str(book.fund), "account": "5300", "budget": "street-trees", "ward": "", "key": "page pays"}
    paying = [send(hari, book, "payment", f"?promise={promise.id}", **given, amount="£4") for _ in range(2)]
    assert {answer["Location"] for answer in paying} == {address}
    release = Release.objects.get()
    assert (release.pence, release.posting.key) == (400, "page pays")
    assert hari.post(address, {"amount": "£1", "key": str(uuid4())}).status_code == 422  # neither paid nor why
    opening = Posting.objects.get(kind="opening")
    told = {"amount": "£1", "key": str(uuid4())}
    assert hari.post(address, {**told, "number": str(opening.number)}).status_code == 422  # that paid for no trees
    assert hari.post(address, {**told, "number": "999"}).status_code == 422
    assert [hari.post(address, {**told, "reason": "Fewer trees."}).status_code for _ in range(2)] == [302, 302]
    assert hari.post(address, {"amount": "£4.01", "key": str(uuid4()), "reason": "All."}).status_code == 409
    page = hari.get(reverse("ledger:promises", args=[book.budget])).content.decode()
    assert "£4.00" in page
    assert [row.pence for row in Release.objects.order_by("pence")] == [100, 400]


def test_a_payment_of_a_promise_above_the_limit_releases_nothing_yet(hari: Client, book: SimpleNamespace) -> None:
    send(hari, book, "promise", budget="street-trees", amount="£9")
    Limit.objects.filter(role="finance_officer").update(pence=100)
    given = {"fund": str(book.fund), "account": "5300", "budget": "street-trees", "ward": ""}
    sent = send(hari, book, "payment", f"?promise={Commitment.objects.get().id}", **given)
    assert sent["Location"] == reverse("ledger:approvals", args=[book.id])
    assert Proposal.objects.get().amount == 500
    assert not Release.objects.exists()


def test_a_budget_changes_in_the_open_and_never_below_nothing(
    hari: Client, book: SimpleNamespace, client_for: Any
) -> None:
    told = {"budget": "street-trees", "year": "2026", "way": "more", "reason": "A mild winter.", "key": "page c"}
    assert [send(hari, book, "change", **told).status_code for _ in range(2)] == [302, 302]
    less = {**told, "way": "less", "key": "page d", "amount": "£505.01"}
    refused = send(hari, book, "change", **less)
    assert refused.status_code == 409
    assert "The budget has not so much." in refused.content.decode()
    assert sorted(BudgetChange.objects.values_list("pence", flat=True)) == [500, 50_000]
    public = client_for(None).get("/money/ashmere-council/2026/street-trees/").content.decode()
    assert "A mild winter." in public
    assert "Promises of this budget" not in public
    assert "Promises of this budget" in hari.get("/money/ashmere-council/2026/street-trees/").content.decode()


def test_the_page_of_promises_asks_as_much_of_the_database_for_ten_as_for_two(
    hari: Client, book: SimpleNamespace, cast: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for many in (2, 8):
        for at in range(many):
            actions.commit_money(
                actor=cast.hari.actor, budget_id=book.budget, pence=9, purpose="Guards", key=f"{many} {at}", today=DAY
            )
        with CaptureQueriesContext(connection) as seen:
            hari.get(reverse("ledger:promises", args=[book.budget]))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_journal_has_every_kind_and_leaves_out_what_the_finance_system_has(
    hari: Client, book: SimpleNamespace, cast: Any
) -> None:
    surgery = open_book("larkhill-surgery", 5)
    second = actions.open_fund(actor=SYSTEM, book_id=book.id, code="later", name="Later")
    spent = {"budget": "street-trees", "fund": str(book.fund), "account": "5300", "ward": ""}
    send(hari, book, "payment", **spent)
    send(hari, book, "income", fund=str(book.fund), account="4200")
    send(hari, book, "accrual", **spent)
    send(hari, book, "transfer", from_fund=str(book.fund), to_fund=str(second))
    send(hari, book, "owe", creditor=f"{surgery.id}.{surgery.fund}", budget="street-trees", fund=str(book.fund))
    imported = replace(paid(book, 100, "from a file"), kind="imported")
    actions.post(actor=OPERATOR, book_id=book.id, entry=imported, now=NOW)
    whole = (date(2026, 4, 1), date(2026, 6, 30))
    rows = list(csv.DictReader(formats.as_journal(sums.journal(book.id, *whole))))
    assert {row["kind"] for row in rows} == {
        "opening", "payment", "income", "accrual", "reversal", "transfer", "between", "imported",
    }  # fmt: skip
    assert {row["other_organisation"] for row in rows} == {"", "larkhill-surgery"}
    assert sum(Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0) for row in rows) == 0
    ours = list(csv.DictReader(formats.as_journal(sums.journal(book.id, *whole, with_imported=False))))
    assert len(ours) == len(rows) - 2


def test_a_message_for_one_entry_and_a_stream_for_many_write_the_same(book: SimpleNamespace, cast: Any) -> None:
    for at in range(3):
        actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 100 + at, f"k{at}"), now=NOW)
    assert breaches() == []
