"""Promises in force for whoever composes pages: of a provider, to a person; how they are kept, and what was said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.contributions import TakenPart
from coopcouncil.places import public as places
from coopcouncil.settlement.domain import keeping
from coopcouncil.settlement.domain.lives import FITS, Life
from coopcouncil.settlement.models import Comment, Edition, Entry
from coopcouncil.settlement.queries import editions, entries, promised, serving, takeovers
from coopcouncil.settlement.queries.words import clock_in_words


@dataclass(frozen=True)
class PromiseView:
    """A promise in force, in the words of its page; `code` is its own, `target` how often in a hundred it is kept."""

    code: str
    title: str
    url: str
    service_type: str
    for_whom: str
    standard: str
    clock: str
    target: int | None
    you_do: str
    accountable: str
    accountable_code: str


@dataclass(frozen=True)
class ProviderPromise(PromiseView):
    """A promise with a provider’s part in it: it answers for it, it runs the service, or both."""

    answers: bool
    runs: bool


@dataclass(frozen=True)
class FittingPromise(PromiseView):
    """A promise that fits somebody’s life; not `surely` where it depends on what is not known."""

    surely: bool


@dataclass(frozen=True)
class KeptFigure:
    """Of how many times in a year a promise was kept, in whole per cent; None where it has no target to keep to."""

    percent: int
    times: int
    keeps_to_it: bool | None


def promises_of(organisation_id: UUID) -> list[ProviderPromise]:
    """The promises in force that an organisation answers for or whose service it runs, by title. Three queries."""
    held = editions.in_force()
    if held is None:
        return []
    found = promised.of_provider(held.id, organisation_id)
    return [ProviderPromise(**_said(item.entry, held), answers=item.answers, runs=item.runs) for item in found]


def promised_to(life: Life, ward_code: str) -> list[FittingPromise]:
    """What is promised in force to whoever lives so in that ward ("" where it is not known), the surest first.

    Two queries.
    """
    held = editions.in_force()
    if held is None:
        return []
    found = promised.fitting(held.id, life, ward_code)
    return [FittingPromise(**_said(row, held), surely=fit == FITS) for row, fit in found]


def _said(row: Entry, held: Edition) -> dict[str, Any]:
    return {
        "code": row.code, "title": row.title, "url": reverse("settlement:entry", args=[held.code, row.code]),
        "service_type": row.service_type, "for_whom": row.for_whom, "standard": row.standard,
        "clock": clock_in_words(row.clock), "target": row.target, "you_do": row.you_do,
        "accountable": row.accountable.name, "accountable_code": row.accountable.code,
    }  # fmt: skip


def figures_kept(promises: Collection[PromiseView], now: datetime) -> dict[str, KeptFigure]:
    """How often each was kept within a year, by code, whoever runs the service; without those of too few times to say.

    Beside the wards on the page of a promise, nothing can be worked out from it that is not shown there. A number of
    queries that does not grow with the promises.
    """
    wards = {str(area.id): area for area in places.areas("ward")}
    counts = serving.times_kept({item.service_type for item in promises}, now, wards)
    lines = {item.code: keeping.together(counts.get(item.service_type, []), item.target) for item in promises}
    return {code: KeptFigure(line.percent, line.all, line.keeps_to_it) for code, line in lines.items() if line}


def taken_part(account_id: UUID) -> list[TakenPart]:
    """What this person said about promises, not the words themselves, and what their group would take over, with what
    became of it. Two queries.
    """
    return _commented(account_id) + [
        TakenPart(
            kind=_("Your group would take a service over"),
            what=row.title,
            url=reverse("settlement:work", args=[row.reference]),
            at=row.created_at,
            came_of_it=str(row.get_stage_display()),
        )
        for row in takeovers.interests_of(account_id)
    ]


def _commented(account_id: UUID) -> list[TakenPart]:
    return [
        TakenPart(
            kind=_("You said what you think of a promise"),
            what=row.entry.title,
            url=f"{reverse('settlement:entry', args=[row.entry.edition.code, row.entry.code])}#comments",
            at=row.made_at,
            came_of_it=_came_of(row),
        )
        for row in entries.comments_by(account_id).defer("words")
    ]


def _came_of(row: Comment) -> str:
    if row.state == Comment.State.HIDDEN:
        return _("It is not shown: %(why)s") % {"why": row.hidden_because}
    if row.answer and row.changed_it:
        return _("It changed the promise. Our answer: %(answer)s") % {"answer": row.answer}
    if row.answer:
        return _("Our answer: %(answer)s") % {"answer": row.answer}
    return _("It is shown, and not answered yet") if row.state == Comment.State.SHOWN else str(row.get_state_display())
