"""The only door of the settlement for other contexts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation import clock, languages
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem, Measure, SearchHit
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.calendars import LONDON
from coopcouncil.people import public as people
from coopcouncil.settlement import actions
from coopcouncil.settlement.actions import FoundGap, flag_gap
from coopcouncil.settlement.actions.takeovers import writing
from coopcouncil.settlement.domain.lives import Life
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.sentences import kept
from coopcouncil.settlement.permissions import handles_for
from coopcouncil.settlement.public.promises import (
    FittingPromise,
    KeptFigure,
    PromiseView,
    ProviderPromise,
    figures_kept,
    promised_to,
    promises_of,
    taken_part,
)
from coopcouncil.settlement.queries import editions, entries, letters, promised
from coopcouncil.settlement.queries import takeovers as ways
from coopcouncil.settlement.queries.promised import PromisedClock


@dataclass(frozen=True)
class EditionView:
    """What others show of an edition."""

    title: str
    summary: str
    url: str
    closes_on: date | None
    in_force_at: datetime | None


@dataclass(frozen=True)
class TakenBack:
    """A service that the council took back from a community, and why; with its page for everybody, and its workroom.

    `organisation_id` runs the service now, `group_id` ran it. `ended_because` says in public how it goes on; nothing
    while the council has stepped in.
    """

    title: str
    reason: str
    service_type: str
    service_id: UUID | None
    organisation_id: UUID | None
    group_id: UUID | None
    url: str
    work_url: str
    ended_because: str


@dataclass(frozen=True)
class TakeoverView:
    """What others show of a takeover: of what, by whom, and how far it is."""

    title: str
    group: str
    stage: str
    url: str


__all__ = [
    "EditionView",
    "FittingPromise",
    "FoundGap",
    "KeptFigure",
    "Life",
    "PromiseView",
    "PromisedClock",
    "ProviderPromise",
    "TakenBack",
    "TakeoverView",
    "clocks_promised",
    "desk_items",
    "edition_in_force",
    "erase_person",
    "export_person",
    "figures_kept",
    "flag_gap",
    "open_editions",
    "promised_clock",
    "promised_to",
    "promises_of",
    "search_hits",
    "step_in",
    "step_ins_open",
    "taken_part",
    "takeovers_of",
    "write_letters",
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


def takeover_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Takeovers in which the council, or the actor’s group, has something to do."""
    if actor.kind != "person":
        return []
    made = []
    if allowed(actor, "settlement.see_desk") and (count := ways.waiting_for_council(handles_for(actor))):
        made.append(
            DeskItem(_("Services that a community would run, or runs"), reverse("settlement:takeover_desk"), count,
                     _("A group waits for an answer, a check or a signature, or something has gone wrong."))
        )  # fmt: skip
    return made + group_items(actor, now)


def group_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Takeovers in which the actor’s group has something to do, or they serve both sides and have not said so."""
    if actor.kind != "person" or actor.account_id is None:
        return []
    made, url = [], reverse("settlement:takeover_desk")
    title = _("A service that your group would run, or runs")
    managed = actor.organisations_for(Role.PROVIDER_MANAGER)
    if count := ways.waiting_for_group(actor.account_id, managed).count():
        words = _("Your plan, an offer of help or an agreement waits for you.")
        made.append(DeskItem(title, url, count, words))
    elif count := ways.takeovers_for(actor.account_id, managed, ()).exclude(stage__in=stages.OVER).count():
        made.append(DeskItem(title, url, count, _("See how far it is. Nothing waits for you.")))
    serves, council = {held.organisation_id for held in actor.roles}, people.council()
    undeclared = ways.to_declare(actor.account_id, serves, council.id if council else None) if len(serves) > 1 else None
    if undeclared is not None and (row := undeclared.first()):
        words = _("You work for the group and for a body that decides on it. Say so, so that it is in order.")
        made.append(DeskItem(_("You serve both sides"), reverse("settlement:work", args=[row.reference]), 1, words))
    return made


def step_in(step_in_id: UUID) -> TakenBack:
    """Raises NotFound."""
    row = ways.step_in_for(step_in_id)
    service = row.takeover.service
    return TakenBack(
        _("Taken back: %(title)s") % {"title": row.takeover.title}, str(kept(row.reason)), row.takeover.service_type,
        service.id if service else None, service.organisation_id if service else None, row.takeover.organisation_id,
        reverse("settlement:takeover", args=[row.takeover.reference]),
        reverse("settlement:work", args=[row.takeover.reference]), row.ended_because,
    )  # fmt: skip


def step_ins_open() -> list[UUID]:
    """The services that the council took back and that are not settled, the oldest first."""
    return list(ways.step_ins_open().values_list("id", flat=True))


def takeovers_of(organisation_id: UUID) -> list[TakeoverView]:
    """What an organisation takes over, runs or ran, as everybody may read."""
    return [
        TakeoverView(row.title, row.group_name, languages.say(stages.WORDS[row.stage]),
                     reverse("settlement:takeover", args=[row.reference]))
        for row in ways.takeovers_of_organisation(organisation_id)
    ]  # fmt: skip


def write_letters(event: writing.News) -> None:
    """Have the group, or the council, written to about what happened to a takeover."""
    writing.tell(event=event, now=clock.now())


def measures(now: datetime) -> list[Measure]:
    """How many of the gaps that were found have a published answer, and how many services communities run well."""
    made, found = [], editions.waiting()
    if found.gaps_found:
        words = _("Gaps between areas or groups with a published answer")
        source = _("The settlement, every edition that is not over")
        value = f"{found.gaps_found - found.gaps} / {found.gaps_found}"
        made.append(Measure("settlement.gaps_answered", words, value, source))
    run, handed_over = ways.counts()
    if handed_over:
        words = _("Services that communities took over and run today")
        source = _("The settlement, every service that was handed over")
        made.append(Measure("settlement.taken_over", words, f"{run} / {handed_over}", source))
    return made


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
    said = [
        {"reference": row.reference, "about": row.title, "group": row.group_name, "idea": row.idea,
         "made_at": row.created_at.isoformat()}
        for row in ways.interests_of(account_id)
    ]  # fmt: skip
    declared = [
        {"about": row.takeover.title, "words": row.words, "made_at": row.at.isoformat()}
        for row in ways.declarations_by(account_id)
    ]
    written = [
        {"about": row.takeover.title, "made_at": row.made_at.isoformat(),
         "written_at": row.sent_at.isoformat() if row.sent_at else ""}
        for row in letters.letters_to(account_id)
    ]  # fmt: skip
    found = {
        "comments_on_promises": rows, "services_to_take_over": said, "conflicts_declared": declared,
        "letters_about_takeovers": written,
    }  # fmt: skip
    return {name: held for name, held in found.items() if held}


def erase_person(account_id: UUID) -> None:
    """Their comments are nobody’s any more."""
    actions.forget_person(account_id)
