"""What we know of a person because they told us, with where each value comes from; and who was told it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import NotFound
from coopcouncil.people.public import AddressTold, Clue, Relative
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.delivery import FINAL
from coopcouncil.sharing.domain.records import Standing, ToldBefore
from coopcouncil.sharing.models import Delivery, Notice, RecordedFact


@dataclass(frozen=True)
class RecordView:
    """One thing that we know of a person. `code` says what (a `known_as`), `earlier` the values that it replaced.

    `source` is told, assisted or corrected. `event_code` and `title` are of what was told with it; empty where it was
    corrected in the account. The newest of `earlier` comes first.
    """

    id: UUID
    code: str
    value: Any
    source: str
    recorded_at: datetime
    event_code: str
    title: str
    earlier: tuple["RecordView", ...] = ()


@dataclass(frozen=True)
class Holder:
    """An organisation that was told one thing about a person; `waits` while it has not finished with it."""

    organisation: str
    waits: bool


def records_of(account_id: UUID, code: str | None = None) -> list[RecordView]:
    """What we know of a person, in the order of the codes; or one thing of it. One query."""
    found = RecordedFact.objects.filter(account_id=account_id).select_related("submission").defer("submission__facts")
    rows = list(found if code is None else found.filter(code=code))
    replaced = {row.replaces_id for row in rows}
    by_id = {row.id: row for row in rows}
    return [_view(row, by_id) for row in sorted(rows, key=lambda row: row.code) if row.id not in replaced]


def record_of(account_id: UUID, code: str) -> RecordView | None:
    """One thing that we know of a person, as it is now."""
    return next(iter(records_of(account_id, code)), None)


def address_told(account_id: UUID) -> AddressTold | None:
    """The address that a person told us of themself, with the day on which it was told; None where we know of none."""
    held = record_of(account_id, "address")
    if held is None:
        return None
    lines = (str(held.value.get(part) or "") for part in ("line_1", "line_2", "town", "postcode"))
    return AddressTold(tuple(line for line in lines if line), held.recorded_at)


def known_to_find(account_ids: Collection[UUID]) -> dict[UUID, list[Clue]]:
    """What is known of these people by which they may be found, as it is now. One query.

    Of a name its words, of an address the postcode. Nothing of it was told in safe mode: that is never recorded.
    """
    rows = list(RecordedFact.objects.filter(account_id__in=list(account_ids), code__in=_FOUND_BY))
    replaced = {row.replaces_id for row in rows}
    found: dict[UUID, list[Clue]] = {}
    for row in rows:
        if row.id not in replaced:
            found.setdefault(row.account_id, []).append(_found_by(row.code, row.value))
    return found


def relatives_told(account_id: UUID) -> list[Relative]:
    """Of whom a person told us with life events as of a child of theirs, the newest first. One query.

    Nothing of it was told in safe mode: that is never recorded.
    """
    rows = list(RecordedFact.objects.filter(account_id=account_id, code=_CHILDREN).order_by("-recorded_at"))
    # Another child follows in the chain too; only what was put right is no longer so.
    wrong = {row.replaces_id for row in rows if row.source in (_Source.CORRECTED, _Source.AGREED)}
    found: dict[str, Relative] = {}
    for row in rows:
        value = row.value if isinstance(row.value, dict) else {}
        name = " ".join(str(value.get(part) or "").strip(" -") for part in ("first_names", "last_name")).strip()
        if name and row.id not in wrong and name not in found:
            born_on = date.fromisoformat(value["date_of_birth"])
            found[name] = Relative(row.id, name, born_on, row.recorded_at, row.submission_id)
    return list(found.values())


_CHILDREN, _Source = "children_dates_of_birth", RecordedFact.Source
_FOUND_BY = ("name", "date_of_birth", "address", "phone")


def _found_by(code: str, value: Any) -> Clue:
    parts = value if isinstance(value, dict) else {}
    if code == "name":
        return Clue("name", f"{parts.get('first_names') or ''} {parts.get('last_name') or ''}")
    if code == "address":
        return Clue("postcode", str(parts.get("postcode") or ""))
    return Clue("born" if code == "date_of_birth" else "phone", str(value))


def _view(row: RecordedFact, by_id: dict[UUID, RecordedFact]) -> RecordView:
    earlier, before = [], by_id.get(row.replaces_id) if row.replaces_id else None
    while before is not None:
        earlier.append(_alone(before))
        before = by_id.get(before.replaces_id) if before.replaces_id else None
    return _alone(row, tuple(earlier))


def _alone(row: RecordedFact, earlier: tuple[RecordView, ...] = ()) -> RecordView:
    told = row.submission
    return RecordView(
        id=row.id,
        code=row.code,
        value=row.value,
        source=row.source,
        recorded_at=row.recorded_at,
        event_code=told.event_code if told else "",
        title=told.title if told else "",
        earlier=earlier,
    )


def record_object(fact_id: UUID) -> RecordedFact:
    """The row, for a permission to be asked about. Raises NotFound."""
    found = RecordedFact.objects.filter(id=fact_id).first()
    if found is None:
        raise NotFound("There is no such record.")
    return found


def record_rows(account_id: UUID, code: str | None = None) -> list[RecordedFact]:
    """The rows of a person, each before the one that it replaces."""
    found = RecordedFact.objects.filter(account_id=account_id)
    rows = {row.id: row for row in (found if code is None else found.filter(code=code))}
    ordered: list[RecordedFact] = []
    replaced = {row.replaces_id for row in rows.values()}
    for row in rows.values():
        step: RecordedFact | None = row if row.id not in replaced else None
        while step is not None:
            ordered.append(step)
            step = rows.get(step.replaces_id) if step.replaces_id else None
    return ordered


def told_before(account_id: UUID, organisations: Collection[UUID]) -> tuple[ToldBefore, ...]:
    """Every value of what is known of a person that these organisations got from us, by service. One query."""
    notices = Notice.objects.filter(
        submission__account_id=account_id, submission__authority__isnull=True, organisation_id__in=set(organisations)
    )
    return tuple(
        ToldBefore(notice.organisation_id, notice.service_type, fact.known_as, fact.value)
        for notice in notices.only("organisation_id", "service_type", "facts")
        for fact in slices.read(notice.facts)
        if fact.known_as
    )


def told_and_standing(account_id: UUID) -> list[Standing]:
    """What a person told of themself and did not take back, each as it is now: corrections counted in. One query."""
    notices = (
        Notice.objects.filter(
            submission__account_id=account_id,
            submission__authority__isnull=True,
            submission__withdrawn_at__isnull=True,
        )
        .select_related("submission")
        .only("facts", "created_at", "submission__submitted_at")
        .order_by("created_at", "id")
    )
    latest = {
        (notice.submission_id, fact.code): Standing(
            notice.submission_id, notice.submission.submitted_at, fact.known_as, fact.value
        )
        for notice in notices
        for fact in slices.read(notice.facts)
        if fact.known_as
    }
    return list(latest.values())


def holders(account_id: UUID, code: str) -> list[Holder]:
    """Which organisations hold a notice with this thing about a person, by name; the waiting ones first."""
    found: dict[str, bool] = {}
    about_them = Delivery.objects.filter(
        notice__submission__account_id=account_id, notice__submission__authority__isnull=True
    )
    for delivery in about_them.select_related("notice__organisation"):
        if any(fact.known_as == code for fact in slices.read(delivery.notice.facts)):
            name = delivery.notice.organisation.name
            found[name] = found.get(name, False) or delivery.state not in FINAL
    return sorted(
        (Holder(name, waits) for name, waits in found.items()), key=lambda item: (not item.waits, item.organisation)
    )
