"""The door of the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem, SearchHit
from coopcouncil.ledger import queries
from coopcouncil.ledger.permissions import KEEPERS
from coopcouncil.ledger.queries import desk


def export_person(account_id: UUID) -> dict[str, Any]:
    """What somebody posted and checked in their work: numbers and days. No posting says more of a person."""
    made = queries.made_by(account_id)
    return {"ledger": made} if made else {}


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What waits for a finance officer: colleagues’ proposals, unmatched lines of statements, overspent budgets."""
    held = actor.organisations_for(*KEEPERS) if actor.kind == "person" else frozenset()
    found = []
    for item in desk.waiting(held, actor.account_id):
        if item.proposals:
            found.append(
                DeskItem(_("Payments to approve"), reverse("ledger:approvals", args=[item.book_id]), item.proposals,
                         _("A colleague proposed them; a second person must look."))
            )  # fmt: skip
        if item.open_lines:
            found.append(
                DeskItem(_("Lines of statements to match"), reverse("ledger:statements", args=[item.book_id]),
                         item.open_lines, _("The bank says one thing and the book another."))
            )  # fmt: skip
        if item.overspent:
            found.append(
                DeskItem(_("Budgets spent beyond what they have"),
                         reverse("ledger:budgets", args=[item.book_id]) + "?stands=over", item.overspent,
                         _("Bills come all the same. Find the money, or tell whoever holds the budget."))
            )  # fmt: skip
    return found


def search_hits(text: str) -> list[SearchHit]:
    """Budget lines whose name has these words."""
    return [
        SearchHit(
            row.name,
            reverse("ledger:budget", args=[row.book.organisation.code, row.year, row.code]),
            _("Budget"),
            row.book.organisation.name,
            0.3,
        )
        for row in desk.budgets_named(text)
    ]
