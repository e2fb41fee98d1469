"""Who gets what at which address of the ledger: the keeper, another body's, the auditor, a councillor, a resident."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation.roles import Role
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.models import Posting
from coopcouncil.ledger.tests.conftest import DAY, NOW, appoint, open_book, paid
from coopcouncil.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients(book: SimpleNamespace, hana: Any, client_for: Any) -> dict[str, Client]:
    surgery = open_book("larkhill-surgery", 5)
    made = {"keeper": hana, "other": appoint("olu", surgery.organisation, Role.FINANCE_OFFICER),
            "auditor": appoint("ada", book.organisation, Role.AUDITOR)}  # fmt: skip
    found = {"councillor": client_for("femi"), "resident": client_for("amara"), "nobody": client_for(None)}
    for name, actor in made.items():
        found[name] = Client()
        found[name].force_login(Account.objects.get(id=actor.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    return found


@pytest.fixture
def objects(book: SimpleNamespace, cast: Any) -> SimpleNamespace:
    made = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 700, "a"), now=NOW).posting_id
    month = queries.periods(book.id, 2026)[0].id
    promise = actions.commit_money(
        actor=cast.hari.actor, budget_id=book.budget, pence=900, purpose="Guards", key="c", today=DAY
    )
    return SimpleNamespace(posting=made, month=month, promise=promise)


BUDGET = "/money/ashmere-council/2026/street-trees/"

# keeper, another body's finance officer, auditor, councillor, resident, nobody
EXPECTED = [
    ("GET", "money", "200 200 200 200 200 200"),
    ("GET", "budget", "200 200 200 200 200 200"),
    ("GET", "pound", "200 200 200 200 200 200"),
    ("GET", "books", "302 302 200 200 403 302"),
    ("GET", "book", "200 404 200 200 403 302"),
    ("GET", "budgets", "200 404 200 200 403 302"),
    ("GET", "trial_balance", "200 404 200 200 403 302"),
    ("GET", "postings", "200 404 200 403 403 302"),
    ("GET", "posting", "200 404 200 403 403 302"),
    ("GET", "approvals", "200 404 200 403 403 302"),
    ("GET", "statements", "200 404 200 403 403 302"),
    ("GET", "post", "200 404 403 403 403 302"),
    ("GET", "post_as", "200 404 403 403 403 302"),
    ("GET", "promises", "200 404 200 403 403 302"),
    ("GET", "promise", "200 404 200 403 403 302"),
    ("POST", "post_as", "422 404 403 403 403 302"),
    ("POST", "promise", "422 404 404 403 403 302"),
    ("POST", "posting", "422 404 404 403 403 302"),
    ("POST", "month", "302 404 403 403 403 302"),
]


def test_each_sees_exactly_what_they_may(
    clients: dict[str, Client], book: SimpleNamespace, objects: SimpleNamespace
) -> None:
    args: dict[str, list[Any]] = {
        "money": [], "books": [], "budget": ["ashmere-council", 2026, "street-trees"],
        "pound": ["ashmere-council", 2], "posting": [objects.posting], "month": [objects.month],
        "post_as": [book.id, "payment"], "promises": [book.budget], "promise": [objects.promise],
    }  # fmt: skip
    wrong = []
    for method, route, expected in EXPECTED:
        path = reverse(f"ledger:{route}", args=args.get(route, [book.id]))
        visitors = ("keeper", "other", "auditor", "councillor", "resident", "nobody")
        for name, wanted in zip(visitors, expected.split(), strict=True):
            client = clients[name]
            got = (client.post(path, {"what": "x"}) if method == "POST" else client.get(path)).status_code
            if str(got) != wanted:
                wrong.append(f"{method} {route} as {name}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_the_public_page_adds_up_and_says_no_words_of_a_posting(
    clients: dict[str, Client], book: SimpleNamespace, objects: SimpleNamespace
) -> None:
    page = clients["nobody"].get(reverse("ledger:money")).content.decode()
    assert "to the penny: £7.00" in page
    sheet = clients["nobody"].get(reverse("ledger:money_by", args=["organisation"]) + "?format=json")
    rows = json.loads(b"".join(sheet.streaming_content))  # type: ignore[attr-defined]
    assert [(row["code"], row["pence_pence"]) for row in rows] == [("ashmere-council", 700)]
    for path in (BUDGET, reverse("ledger:pound", args=["ashmere-council", 2])):
        shown = clients["nobody"].get(path).content.decode()
        assert "Saplings" not in shown
        assert "Invoice 7" not in shown
    assert "Reserves brought forward" in shown
    assert clients["nobody"].get(reverse("ledger:money_by", args=["colour"])).status_code == 404


def test_no_payment_to_a_person_is_shown_by_itself(
    clients: dict[str, Client], book: SimpleNamespace, cast: Any
) -> None:
    from dataclasses import replace

    entry = paid(book, 900, "help")
    entry = replace(entry, lines=(replace(entry.lines[0], account="5500"), entry.lines[1]))
    made = actions.post(actor=cast.hari.actor, book_id=book.id, entry=entry, now=NOW).posting_id
    assert (
        clients["nobody"]
        .get(reverse("ledger:pound", args=["ashmere-council", Posting.objects.get(id=made).number]))
        .status_code
        == 404
    )
    page = clients["nobody"].get(BUDGET).content.decode()
    assert "£9.00 went to people" in page


def test_two_people_post_what_is_above_the_limit_through_the_pages(
    clients: dict[str, Client], book: SimpleNamespace, cast: Any, client_for: Any
) -> None:
    from coopcouncil.ledger.models import Limit, Proposal

    Limit.objects.filter(role="finance_officer").update(pence=500)
    hari = client_for("hari")
    typed = {
        "budget": "street-trees", "fund": str(book.fund), "account": "5300", "amount": "£6.00", "effective_on-day": "6",
        "effective_on-month": "5", "effective_on-year": "2026", "purpose": "Trees", "evidence": "I 1", "key": "page 1",
    }  # fmt: skip
    assert (
        hari.post(reverse("ledger:post_as", args=[book.id, "payment"]), {**typed, "budget": "none"}).status_code == 422
    )
    assert hari.post(reverse("ledger:post_as", args=[book.id, "payment"]), typed).status_code == 302
    address = reverse("ledger:approval", args=[Proposal.objects.get().id])
    assert hari.post(address, {"decision": "approve"}).status_code == 409
    assert clients["keeper"].post(address, {"decision": "refuse"}).status_code == 422
    assert clients["keeper"].post(address, {"decision": "approve"}).status_code == 302
    assert Posting.objects.get(key="page 1").checker.name == "Hana"


def test_the_trial_balance_goes_out_as_a_sheet_and_as_parquet(
    clients: dict[str, Client], book: SimpleNamespace, objects: SimpleNamespace
) -> None:
    import io

    from openpyxl import load_workbook
    from pyarrow import parquet

    path = reverse("ledger:trial_balance", args=[book.id])
    shown = clients["auditor"].get(f"{path}?year=2026").content.decode()
    for kind in ("csv", "xlsx"):  # every link stays in the year that is shown
        assert f"{path}?year=2026&amp;format={kind}" in shown
    sheet = load_workbook(io.BytesIO(clients["auditor"].get(path + "?format=xlsx").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert sum(row[4] or 0 for row in rows[1:]) == sum(row[5] or 0 for row in rows[1:]) == 100
    table = parquet.read_table(io.BytesIO(clients["auditor"].get(path + "?format=parquet").content))
    assert sum(table["debit_pence"].to_pylist()) == 10_000
    assert date(2026, 5, 6) == Posting.objects.get(id=objects.posting).effective_on
