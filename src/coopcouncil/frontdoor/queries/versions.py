"""Reads: the versions of life events, as shipped and as service designers wrote them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.foundation.remembered import remembered
from coopcouncil.frontdoor.models import EventVersion
from coopcouncil.kernel.errors import NotFound


@dataclass(frozen=True)
class VersionRow:
    """One version of a life event. `author` and `approver` are names, empty where there is none."""

    id: UUID
    code: str
    version: int
    state: str
    state_words: str
    shipped: bool
    author_id: UUID | None
    author: str
    approver: str
    changed_at: datetime
    approved_at: datetime | None
    release_on: date | None


@remembered("frontdoor_event_version")
def released_texts(today: date) -> tuple[tuple[str, int, str], ...]:
    """Code, version and text of what designers released by `today`: of each life event the newest."""
    found = EventVersion.objects.filter(state=EventVersion.State.APPROVED, shipped=False, release_on__lte=today)
    return tuple(found.order_by("code", "-version").distinct("code").values_list("code", "version", "text"))


@dataclass(frozen=True)
class VersionBegun:
    """What somebody who began with a version needs of it. `shipped`: it came with the program."""

    text: str
    shipped: bool


@remembered("frontdoor_event_version")
def version_begun(code: str, version: int) -> VersionBegun | None:
    """A version that people may have begun with; None where the database holds none of that number."""
    found = EventVersion.objects.filter(code=code, version=version, state=EventVersion.State.APPROVED)
    row = found.values_list("text", "shipped").first()
    return VersionBegun(*row) if row else None


def version(version_id: UUID) -> EventVersion:
    """One version. Raises NotFound."""
    found = EventVersion.objects.filter(id=version_id).select_related("author", "approver").first()
    if found is None:
        raise NotFound("There is no such version of a life event.")
    return found


def version_for_update(version_id: UUID) -> EventVersion:
    """The same, locked until the transaction ends. Raises NotFound."""
    found = EventVersion.objects.select_for_update().filter(id=version_id).first()
    if found is None:
        raise NotFound("There is no such version of a life event.")
    return found


def versions_of(code: str) -> list[VersionRow]:
    """Every version of a life event that the database holds, the newest first."""
    return [_row(item) for item in _all().filter(code=code).order_by("-version")]


def open_versions() -> list[VersionRow]:
    """What is being written, waits for approval, or waits for its day; the oldest change first."""
    waiting = [EventVersion.State.WRITING, EventVersion.State.PROPOSED]
    return [_row(item) for item in _all().filter(state__in=waiting).order_by("changed_at", "id")]


def approved_later(today: date) -> list[VersionRow]:
    """What is approved and waits for its day."""
    found = _all().filter(state=EventVersion.State.APPROVED, release_on__gt=today)
    return [_row(item) for item in found.order_by("release_on", "code")]


def highest_version(code: str) -> int:
    """The highest version number that the database holds of a life event; 0 where it holds none."""
    return EventVersion.objects.filter(code=code).order_by("-version").values_list("version", flat=True).first() or 0


def proposed_count(*, but_not_by: UUID | None) -> int:
    """How many versions wait for the approval of somebody who did not write them."""
    return EventVersion.objects.filter(state=EventVersion.State.PROPOSED).exclude(author_id=but_not_by).count()


def _all() -> QuerySet[EventVersion]:
    return EventVersion.objects.select_related("author", "approver").defer("text")


def _row(item: EventVersion) -> VersionRow:
    return VersionRow(
        id=item.id,
        code=item.code,
        version=item.version,
        state=item.state,
        state_words=str(item.get_state_display()),
        shipped=item.shipped,
        author_id=item.author_id,
        author=str(item.author) if item.author else "",
        approver=str(item.approver) if item.approver else "",
        changed_at=item.changed_at,
        approved_at=item.approved_at,
        release_on=item.release_on,
    )
