"""Looking for gaps in the platform's own records, and flagging each new one once.

A gap is flagged on the edition in force, since people have what is in force; no edition that goes on with the promise
comes into force before it is answered, so it is not flagged there again. Of an edition that is open for comments only
the promises that are new are looked at, and their access alone: nobody has kept or broken them yet.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import jobs
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.permissions import require
from coopcouncil.places import public as places
from coopcouncil.settlement.actions.gaps import FoundGap, flag_gap
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain import gaps
from coopcouncil.settlement.domain.access import Place, SmallArea
from coopcouncil.settlement.models import Edition, Entry
from coopcouncil.settlement.queries import editions, entries, exploring, serving

MARKER = "settlement-gaps"
EVERY = timedelta(hours=23)  # once a day, whenever the hour of the day comes round


@dataclass(frozen=True)
class Seen:
    """A gap that the records show, of which promise and of whom. `state`: "new", "open" or "answered"."""

    edition: str
    code: str
    title: str
    ward: str
    found: FoundGap
    state: str


def find_daily(*, actor: Actor, now: datetime, today: date) -> int:
    """`find_gaps` once a day, however many ask. Returns how many were flagged. Raises NotAllowed."""
    with transaction.atomic():
        if not jobs.take_turn(MARKER, every=EVERY, now=now):
            return 0
        return sum(seen.state == "new" for seen in find_gaps(actor=actor, now=now, today=today))


def find_gaps(*, actor: Actor, now: datetime, today: date, flags: bool = True) -> list[Seen]:
    """Every gap that the records show today; each that is new is flagged, unless not `flags`. Raises NotAllowed."""
    made: list[Seen] = []
    with transaction.atomic():
        require(actor, "settlement.steer")
        wards = {area.code: area for area in places.areas("ward")}
        known: set[str] = set()
        for edition in editions.watched():
            for entry, found in _findings(edition, known, wards, now):
                made += _flagged(actor, edition, entry, found, wards, now, today, flags=flags)
    return made


def _findings(
    edition: Edition, known: set[str], wards: Mapping[str, Any], now: datetime
) -> Iterator[tuple[Entry, list[gaps.Finding]]]:
    rows = [row for row in entries.entries_of(edition.id) if row.service_id is None and row.code not in known]
    known |= {row.code for row in rows}
    spots, people = serving.places_of(row.service_type for row in rows), exploring.areas()
    by_id = {str(area.id): area for area in wards.values()}
    promised = {row.service_type for row in rows} if edition.state == states.IN_FORCE else set()
    kept = serving.times_kept(promised, now, by_id)
    looked: dict[tuple[frozenset[str], tuple[str, ...]], list[gaps.Finding]] = {}  # many types share their places
    for row in rows:
        found: list[gaps.Finding] = []
        if edition.state == states.IN_FORCE:
            counts = kept.get(row.service_type, [])
            found += gaps.of_performance([one for one in counts if not row.wards or one.code in row.wards])
        near = spots.get(row.service_type, [])
        which = frozenset(place.key for place in near), tuple(row.wards)
        if which not in looked:
            looked[which] = _access(near, people, row.wards, len(row.wards or wards))
        found += looked[which]
        if found:
            yield row, found


def _access(
    near: Sequence[Place], people: Sequence[SmallArea], only: Collection[str], wards: int
) -> list[gaps.Finding]:
    if not gaps.is_near_home(len(near), wards):
        return []
    parts = serving.served(near, people, only)
    return [one for dimension, held in parts.items() for one in gaps.of_access(dimension, held)]


def _flagged(
    actor: Actor, edition: Edition, entry: Entry, found: list[gaps.Finding], wards: Mapping[str, Any], now: datetime,
    today: date, *, flags: bool,
) -> list[Seen]:  # fmt: skip
    entries.entry_for_update(edition.code, entry.code)  # whoever else looks waits until these are written
    before, made = entries.newest_gaps(entry.code), []
    for one in found:
        area = wards[one.key] if one.dimension == "ward" else None
        kept = _kept(one, area.id if area else None)
        held = before.get((kept.measure, kept.area_id, kept.group))
        flag = gaps.Flagged(held.size, held.high, held.unit, held.answer_on) if held else None
        state = "new" if gaps.is_news(flag, one, kept.unit, today) else "answered" if held and held.answer else "open"
        if state == "new" and flags:
            flag_gap(actor=actor, edition=edition.code, code=entry.code, found=kept, now=now)
        made.append(Seen(edition.code, entry.code, entry.title, area.name if area else "", kept, state))
    return made


def _kept(one: gaps.Finding, area_id: UUID | None) -> FoundGap:
    return FoundGap(
        one.measure, one.size, one.low, one.high, say(one.unit), say(one.grounds), source(one.measure), area_id,
        say(one.group), one.people,
    )  # fmt: skip


def source(measure: str) -> str:
    """Where the figures of a measure come from, in words."""
    if measure == "performance":
        return _("the clocks of problems that were reported here, in the last twelve months")
    return _("our model, from the directory of services and %(people)s") % {
        "people": places.people_from() or _("no figures of people")
    }
