"""A small book: Ashmere Council with a fund, £100 in the bank and a budget; Hari keeps it, Hana too."""

import json
import os
from contextlib import nullcontext
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from coopcouncil.foundation import commandline
from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.foundation.roles import Role
from coopcouncil.ledger import actions, cli
from coopcouncil.ledger.actions.verifying import verify
from coopcouncil.ledger.domain import entries
from coopcouncil.people import public as people
from coopcouncil.people.models import Account, Appointment

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
DAY = date(2026, 5, 6)
YEAR = 2026
WHOLE = os.environ.get("COOPCOUNCIL_CHAOS_MONEY") == "1"  # `make chaos`: at full size


def appoint(name: str, organisation_id: Any, role: str) -> Any:
    """Another person of Ashmere, with a role."""
    account, _ = Account.objects.get_or_create(
        email=f"{name}@ashmere.example", defaults={"name": name.title(), "password": "!"}
    )
    Appointment.objects.get_or_create(
        account=account, organisation_id=organisation_id, role=role, defaults={"starts_on": date(2020, 1, 1)}
    )
    return people.actor_for_account(account.id, DAY)


def open_book(code: str, pounds: int) -> SimpleNamespace:
    """The book of an organisation of the cast's with one fund, one budget and so much money."""
    organisation = people.organisation_by_code(code)
    book = actions.open_book(actor=SYSTEM, organisation_id=organisation.id, now=NOW)
    actions.open_year(actor=SYSTEM, book_id=book, year=YEAR)
    fund = actions.open_fund(actor=SYSTEM, book_id=book, code="general", name="General fund")
    (budget,) = actions.set_budgets(
        actor=SYSTEM, book_id=book, year=YEAR, key="set", reason="The budget of the year.", now=NOW,
        lines=[actions.BudgetLine("street-trees", "Street trees", "environment", 50_000)],
    )  # fmt: skip
    opening = entries.receipt(
        fund_id=fund, account="3000", cash="1000", pence=pounds * 100, effective_on=date(2026, 4, 1),
        purpose="Brought forward", key="opening", kind="opening",
    )  # fmt: skip
    actions.post(actor=OPERATOR, book_id=book, entry=opening, now=NOW)
    return SimpleNamespace(id=book, fund=fund, budget=budget, organisation=organisation.id)


def paid(book: SimpleNamespace, pence: int, key: str, **changes: Any) -> entries.Entry:
    """A payment for street trees."""
    told = {"effective_on": DAY, "purpose": "Saplings", "evidence": "Invoice 7", **changes}
    return entries.payment(
        fund_id=book.fund, budget_id=book.budget, account="5300", cash="1000", pence=pence, key=key, **told
    )


@pytest.fixture
def book(cast: Any) -> SimpleNamespace:
    return open_book("ashmere-council", 100)


@pytest.fixture
def hana(book: SimpleNamespace) -> Any:
    """A second finance officer of the council."""
    return appoint("hana", book.organisation, Role.FINANCE_OFFICER)


MAPPING = """
[file]
kind = "actuals"
organisation = "ashmere-council"
year = "2026/27"
date_format = "%d/%m/%Y"
[columns]
key = "Ref"
date = "Posted"
account = "Subjective"
budget = "Centre"
amount = "Net"
purpose = "Text"
[constants]
fund = "general"
[values.account]
Stock = "5300"
"""


def command(cloned_db: Any, monkeypatch: Any, *words: str, code: int = 0) -> Any:
    """What `coopcouncil ledger …` printed as JSON."""
    monkeypatch.setattr(commandline, "_session", lambda: nullcontext(cloned_db.app))
    ran = CliRunner().invoke(cli.group, [*words, "--json"])
    assert ran.exit_code == code, ran.output
    return json.loads(ran.stdout)


def breaches() -> list[Any]:
    return [item.breach for item in verify() if item.breach]


def a_file(count: int, bad: tuple[int, ...] = ()) -> bytes:
    """So many actuals of a penny each; the lines that `bad` names (the first is 2) cannot be used."""
    lines = ["Ref,Posted,Subjective,Centre,Net,Text"]
    for line in range(2, count + 2):
        amount = "a penny" if line in bad else "0.01"
        lines.append(f"J{line},06/05/2026,Stock,street-trees,{amount},Nails")
    return "\n".join(lines).encode()
