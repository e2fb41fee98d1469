"""Reads of promises, their histories and what belongs to them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from coopcouncil.kernel.calendars import LONDON
from coopcouncil.kernel.errors import NotFound
from coopcouncil.settlement.domain import promises
from coopcouncil.settlement.domain.overrides import Objection, Statement, objections
from coopcouncil.settlement.models import Comment, Edition, Entry, EntryVersion, Gap, Override


def entries_of(edition_id: UUID) -> QuerySet[Entry]:
    """The promises of an edition, with who answers for each."""
    return (
        Entry.objects.filter(edition_id=edition_id).select_related("accountable", "service").order_by("title", "code")
    )


def entry(edition_id: UUID, code: str) -> Entry:
    """Raises NotFound."""
    found = entries_of(edition_id).select_related("edition").filter(code=code).first()
    if found is None:
        raise NotFound("There is no such promise.")
    return found


def entry_for_update(edition_code: str, code: str) -> Entry:
    """Locked until the transaction ends. Raises NotFound."""
    found = Entry.objects.select_for_update(of=("self",)).select_related("edition", "accountable")
    row = found.filter(edition__code=edition_code, code=code).first()
    if row is None:
        raise NotFound("There is no such promise.")
    return row


def by_code(code: str) -> list[Entry]:
    """The promise of this address in every edition that is open to everybody, the newest edition first."""
    rows = Entry.objects.filter(code=code).exclude(edition__state=Edition.State.DRAFT)
    return list(rows.select_related("edition", "accountable").order_by("-edition__created_at"))


def code_is_taken(edition_id: UUID, code: str) -> bool:
    return Entry.objects.filter(edition_id=edition_id, code=code).exists()


def has_promise_of_its_own(edition_id: UUID, service_id: UUID) -> bool:
    return Entry.objects.filter(edition_id=edition_id, service_id=service_id).exists()


def free_code(edition_id: UUID, wanted: str) -> str:
    """`wanted` as the code of a new promise, with a number where an edition has one of that code."""
    taken = set(Entry.objects.filter(edition_id=edition_id).values_list("code", flat=True))
    tries = [wanted[:80], *(f"{wanted[:76]}-{number}" for number in range(2, 100))]
    return next((code for code in tries if code not in taken), wanted[:80])


def snapshot(row: Entry) -> dict[str, Any]:
    """What a promise says, as JSON holds it; who answers for it by id."""
    found = {name: promises.plain(getattr(row, name)) for name in promises.WORDS if name != "accountable"}
    return {**found, "accountable": str(row.accountable_id)}


def snapshots(edition_id: UUID) -> dict[str, dict[str, Any]]:
    """What an edition promises, by the codes of its promises."""
    return {row.code: snapshot(row) for row in entries_of(edition_id)}


def values_before(entry_id: UUID, *, after_version: int) -> list[dict[str, Any]]:
    """What each later change replaced, the newest first."""
    rows = EntryVersion.objects.filter(entry_id=entry_id, number__gt=after_version).order_by("-number")
    return list(rows.values_list("before", flat=True))


def versions_of(entry_id: UUID) -> QuerySet[EntryVersion]:
    return EntryVersion.objects.filter(entry_id=entry_id).order_by("-number")


def objections_to(entry_ids: Iterable[UUID] | None = None) -> list[Objection]:
    """The objections to these promises (to all, where none are named) that a decision overrode, the oldest first."""
    rows = Override.objects.order_by("at")
    if entry_ids is not None:
        rows = rows.filter(entry_id__in=list(entry_ids))
    return objections((row.entry_id, row.objectors, row.objection, _said(row)) for row in rows)


def _said(row: Override) -> Statement:
    said_on = row.at.astimezone(LONDON).date()
    return Statement(row.id, said_on, row.strategic_reason, row.softened_by, row.review_on)


def objections_due(today: date) -> list[tuple[Entry, Objection]]:
    """The objections to look at again by now or within two weeks, the first due first, with their promises."""
    due = sorted((one for one in objections_to() if one.is_due(today)), key=lambda one: one.newest.review_on)
    rows = {row.id: row for row in Entry.objects.filter(id__in=[one.entry_id for one in due])}
    return [(rows[one.entry_id], one) for one in due]


def overridden(override_id: UUID) -> tuple[Entry, Objection]:
    """The promise, and the objection that a row is about. Raises NotFound."""
    held = Override.objects.select_related("entry__edition").filter(id=override_id).first()
    if held is None:
        raise NotFound("There is no such decision.")
    mine = held.objectors, held.objection
    (found,) = [one for one in objections_to([held.entry_id]) if (one.objectors, one.objection) == mine]
    return held.entry, found


def gaps_of(entry_ids: Iterable[UUID]) -> list[Gap]:
    rows = Gap.objects.filter(entry_id__in=list(entry_ids)).select_related(
        "area", "entry__edition", "entry__accountable"
    )
    return list(rows.order_by("answered_at", "found_at"))


def newest_gaps(code: str) -> dict[tuple[str, UUID | None, str], Gap]:
    """The newest flag of a promise, in whichever edition, by measure, area and group."""
    rows = Gap.objects.filter(entry__code=code).order_by("found_at")
    return {(row.measure, row.area_id, row.group): row for row in rows}


def gaps_of_promise(row: Entry) -> list[Gap]:
    """Who has less of what a promise promises: found in its edition or one before it, each as it was found last.

    Those without an answer come last, as in `gaps_of`.
    """
    rows = Gap.objects.filter(entry__code=row.code, entry__edition__created_at__lte=row.edition.created_at)
    newest = {(gap.measure, gap.area_id, gap.group): gap for gap in rows.select_related("area").order_by("found_at")}
    return sorted(newest.values(), key=lambda gap: (gap.answered_at is None, gap.answered_at or gap.found_at))


def gaps_before(edition: Edition) -> list[Gap]:
    """What has to be answered before an edition comes into force: its own flags, answered or not, and those without an
    answer that the edition in force has on a promise which this one goes on with.
    """
    codes = Entry.objects.filter(edition=edition).values("code")
    rows = Gap.objects.filter(
        Q(entry__edition=edition)
        | Q(entry__edition__state=Edition.State.IN_FORCE, entry__code__in=codes, answered_at__isnull=True)
    )
    return list(rows.select_related("area", "entry__edition", "entry__accountable").order_by("answered_at", "found_at"))


def gaps_waiting() -> list[Gap]:
    """Those without an answer, of every edition, the oldest first."""
    return list(Gap.objects.filter(answered_at__isnull=True).select_related("entry").order_by("found_at"))


def gap(gap_id: UUID) -> Gap:
    """Raises NotFound."""
    found = Gap.objects.select_related("area", "entry__edition", "entry__accountable").filter(id=gap_id).first()
    if found is None:
        raise NotFound("There is no such gap.")
    return found


def gap_for_update(gap_id: UUID) -> Gap:
    """Locked until the transaction ends. Raises NotFound."""
    found = Gap.objects.select_for_update(of=("self",)).select_related("entry__edition").filter(id=gap_id).first()
    if found is None:
        raise NotFound("There is no such gap.")
    return found


def comments_of(entry_id: UUID) -> QuerySet[Comment]:
    """What everybody may read of the comments on a promise."""
    return Comment.objects.filter(entry_id=entry_id, state=Comment.State.SHOWN).order_by("-made_at")


def comments_to_answer(edition_id: UUID) -> QuerySet[Comment]:
    """Every comment on an edition, for those who answer."""
    rows = Comment.objects.filter(entry__edition_id=edition_id)
    return rows.select_related("entry__edition", "entry__accountable").order_by("made_at")


def comment(comment_id: UUID) -> Comment:
    """Raises NotFound."""
    found = Comment.objects.select_related("entry__edition", "entry__accountable").filter(id=comment_id).first()
    if found is None:
        raise NotFound("There is no such comment.")
    return found


def comment_for_update(comment_id: UUID) -> Comment:
    """Locked until the transaction ends. Raises NotFound."""
    rows = Comment.objects.select_for_update(of=("self",)).select_related("entry__edition", "entry__accountable")
    found = rows.filter(id=comment_id).first()
    if found is None:
        raise NotFound("There is no such comment.")
    return found


def comments_by(account_id: UUID) -> QuerySet[Comment]:
    return Comment.objects.filter(account_id=account_id).select_related("entry__edition").order_by("made_at")


def delivery_models() -> dict[str, str]:
    """The ways of running a service that the directory knows, code → words."""
    model: Any = Entry._meta.get_field("service").related_model
    return {code: str(name) for code, name in model.DeliveryModel.choices}


def entries_with(words: Iterable[str]) -> list[Entry]:
    """Promises in force whose title or text has each of these words, by title; ten at most."""
    found = Entry.objects.filter(edition__state=Edition.State.IN_FORCE)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(provides__icontains=word))
    return list(found.order_by("title")[:10])
