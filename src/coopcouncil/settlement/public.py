"""The only door of the settlement for other contexts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem, Measure, SearchHit
from coopcouncil.foundation.permissions import allowed
from coopcouncil.kernel.calendars import LONDON
from coopcouncil.settlement import actions
from coopcouncil.settlement.actions import FoundGap, flag_gap
from coopcouncil.settlement.queries import editions, entries, promised
from coopcouncil.settlement.queries.promised import PromisedClock


@dataclass(frozen=True)
class EditionView:
    """What others show of an edition."""

    title: str
    summary: str
    url: str
    closes_on: date | None
    in_force_at: datetime | None


__all__ = [
    "EditionView",
    "FoundGap",
    "PromisedClock",
    "clocks_promised",
    "desk_items",
    "edition_in_force",
    "erase_person",
    "export_person",
    "flag_gap",
    "open_editions",
    "promised_clock",
    "search_hits",
]


def promised_clock(service_type: str, *, service_id: UUID | None = None) -> PromisedClock | None:
    """Within what time somebody hears from us, as the edition in force promises it for a service, else for its type.

    None where no edition is in force, or it promises no time. One query.
    """
    return promised.clock(service_type, service_id=service_id)


def clocks_promised(service_types: Iterable[str]) -> dict[str, PromisedClock]:
    """The promised times of these types that have one. One query."""
    return promised.clocks(service_types)


def search_hits(text: str) -> list[SearchHit]:
    """Promises in force that have all the words of `text`."""
    words = text.replace("\x00", "").split()
    if not words:
        return []
    return [
        SearchHit(
            title=row.title,
            url=reverse("settlement:promise", args=[row.code]),
            kind=_("Promise"),
            summary=row.provides[:200],
            score=0.4,
        )
        for row in entries.entries_with(words)
    ]


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Comments to look at or answer, gaps without an answer, and overridden objections to look at again, for those who
    prepare an edition; the last for those who steer it.
    """
    if actor.kind != "person" or not allowed(actor, "settlement.see_desk"):
        return []
    found = editions.waiting()
    made = []
    if found.comments:
        words = ngettext(
            "%(count)s comment on the settlement to answer", "%(count)s comments on the settlement to answer",
            found.comments,
        )  # fmt: skip
        made.append(
            DeskItem(words % {"count": found.comments}, reverse("settlement:desk"), found.comments,
                     _("Each is answered one by one, for everybody to read."))
        )  # fmt: skip
    if found.gaps:
        words = ngettext("%(count)s gap without an answer", "%(count)s gaps without an answer", found.gaps)
        made.append(
            DeskItem(words % {"count": found.gaps}, reverse("settlement:desk"), found.gaps,
                     _("Some area or group has less than others. No edition comes into force until it is answered."))
        )  # fmt: skip
    return made + (_to_look_at_again(now) if allowed(actor, "settlement.steer") else [])


def _to_look_at_again(now: datetime) -> list[DeskItem]:
    return [
        DeskItem(
            _("Look again at what people object to: %(title)s") % {"title": row.title},
            reverse("settlement:look_again", args=[found.newest.id]), 1,
            _("Those who objected were told that it would be looked at again."),
            datetime.combine(found.newest.review_on, time(17), LONDON),
        )
        for row, found in entries.objections_due(now.astimezone(LONDON).date())
    ]  # fmt: skip


def measures(now: datetime) -> list[Measure]:
    """How many of the gaps that were found have a published answer."""
    found = editions.waiting()
    if not found.gaps_found:
        return []
    words, source = (
        _("Gaps between areas or groups with a published answer"),
        _("The settlement, every edition that is not over"),
    )
    return [Measure("settlement.gaps_answered", words, f"{found.gaps_found - found.gaps} / {found.gaps_found}", source)]


def open_editions(today: date) -> list[EditionView]:
    """The editions on which everybody may comment, the one that closes first at the top."""
    return [_view(row) for row in editions.open_for_comments(today)]


def edition_in_force() -> EditionView | None:
    held = editions.in_force()
    return _view(held) if held else None


def _view(row: Any) -> EditionView:
    url = reverse("settlement:edition", args=[row.code])
    return EditionView(row.title, row.summary, url, row.closes_on, row.in_force_at)


def export_person(account_id: UUID) -> dict[str, Any]:
    """What this person said about promises, and what they were answered."""
    rows = [
        {
            "reference": row.reference, "edition": row.entry.edition.title, "about": row.entry.title,
            "words": row.words, "made_at": row.made_at.isoformat(), "answer": row.answer,
        }
        for row in entries.comments_by(account_id)
    ]  # fmt: skip
    return {"comments_on_promises": rows} if rows else {}


def erase_person(account_id: UUID) -> None:
    """Their comments are nobody’s any more."""
    actions.forget_person(account_id)
