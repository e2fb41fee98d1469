"""What a person told us of themself, kept to be offered again: written down, corrected with both values, withdrawn with
what it was told in, removed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import queries
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.records import news, told_again
from coopcouncil.sharing.models import RecordedFact, Submission

_TURN = "SELECT pg_advisory_xact_lock(hashtext('sharing_recorded_fact'), hashtext(%s))"


def record(
    *, actor: Actor, submission: Submission, known: Mapping[str, Any], circumstances: Circumstances, now: datetime
) -> int:
    """Write down what is new in `known` about the person whose submission this is. Returns how many rows.

    Nothing in safe mode, nothing of what belongs to no account, nothing told by a power for another person: that is
    about them. Call inside the transaction that tells.
    """
    if submission.account_id is None or submission.safe or submission.authority_id is not None or not known:
        return 0
    _take_turn(submission.account_id)
    before = {item.code: item for item in queries.records_of(submission.account_id)}
    new = news({code: item.value for code, item in before.items()}, known)
    helped = circumstances.assisted_by
    for code, value in sorted(new.items()):
        RecordedFact.objects.create(
            account_id=submission.account_id,
            code=code,
            value=value,
            source=RecordedFact.Source.ASSISTED if helped else RecordedFact.Source.TOLD,
            submission=submission,
            given_by_id=helped or actor.account_id,
            replaces_id=before[code].id if code in before else None,
            recorded_at=now,
        )
    if new:
        people.index_person(submission.account_id)
    return len(new)


def correct_recorded(
    *, actor: Actor, submission: Submission, before: Any, known: Mapping[str, Any], now: datetime, agreed: bool = False
) -> None:
    """Where what we hold is `before`, which was told with this submission and is corrected now, hold what is `known`.
    `agreed` says that a service proposed it.

    Both values are kept. What the person told or put right since then stands. Call in the transaction that corrects.
    """
    if submission.account_id is None or submission.safe or submission.authority_id is not None or not known:
        return
    _take_turn(submission.account_id)
    for code, value in sorted(known.items()):
        held = queries.record_of(submission.account_id, code)
        if held is not None and held.value == before:
            RecordedFact.objects.create(
                account_id=submission.account_id,
                code=code,
                value=value,
                source=RecordedFact.Source.AGREED if agreed else RecordedFact.Source.CORRECTED,
                submission=submission,
                given_by_id=actor.account_id,
                replaces_id=held.id,
                recorded_at=now,
            )
    people.index_person(submission.account_id)


def withdraw_recorded(*, actor: Actor, submission: Submission) -> None:
    """Forget what we know only because of this submission, which is taken back: what it was before stands again.

    What the person told again since, with the same value, stays, as told with that. Call inside the transaction that
    takes it back.
    """
    if submission.account_id is None:
        return
    _take_turn(submission.account_id)
    rows = queries.record_rows(submission.account_id)
    if not any(row.submission_id == submission.id for row in rows):
        return
    told = queries.told_and_standing(submission.account_id)
    later: RecordedFact | None = None  # what replaced the row, and stays
    for row in rows:
        later = later if later and later.code == row.code else None
        if row.submission_id != submission.id:
            later = row
        elif again := told_again(
            told,
            known_as=row.code,
            value=row.value,
            since=row.recorded_at,
            but_not={held.submission_id for held in rows if held.code == row.code},
        ):
            row.submission_id, later = again, row
            row.save(update_fields=["submission"])
        else:
            _take_out(row, later)
    people.index_person(submission.account_id)
    audit.note(actor, "sharing.records_withdrawn", submission)


def _take_out(row: RecordedFact, later: RecordedFact | None) -> None:
    """Take one value out of its chain; `later` is the one that replaced it."""
    before = row.replaces_id
    if later:
        # It replaces itself for a moment: no value may be replaced twice, nor a chain begin twice.
        later.replaces = later
        later.save(update_fields=["replaces"])
    row.delete()
    if later:
        later.replaces_id = before
        later.save(update_fields=["replaces"])


def correct_record(*, actor: Actor, fact_id: UUID, value: Any, now: datetime) -> bool:
    """Put right what we know of a person; both values are kept. Returns whether it was another value.

    Nobody is told by this. Raises NotFound, NotAllowed; Conflict when it was corrected meanwhile.
    """
    with transaction.atomic():
        row = queries.record_object(fact_id)
        permissions.require(actor, "sharing.see_record", row)
        _take_turn(row.account_id)
        now_held = queries.record_of(row.account_id, row.code)
        if now_held is None or now_held.id != row.id:
            raise Conflict(_("This was changed meanwhile, perhaps in another window. Look at it again."))
        if row.value == value:
            return False
        made = RecordedFact.objects.create(
            account_id=row.account_id,
            code=row.code,
            value=value,
            source=RecordedFact.Source.CORRECTED,
            given_by_id=actor.account_id,
            replaces=row,
            recorded_at=now,
        )
        people.index_person(row.account_id)
        audit.note(actor, "sharing.record_corrected", made)
    return True


def remove_record(*, actor: Actor, fact_id: UUID) -> None:
    """Forget one thing that we know of a person, with every value that it had.

    Raises NotFound, NotAllowed; Conflict while a service that was told it has not finished, and may still ask us.
    """
    with transaction.atomic():
        row = queries.record_object(fact_id)
        permissions.require(actor, "sharing.see_record", row)
        _take_turn(row.account_id)
        waiting = [held.organisation for held in queries.holders(row.account_id, row.code) if held.waits]
        if waiting:
            words = _("%(names)s was told this and has not finished yet. You can remove it afterwards.")
            raise Conflict(words % {"names": ", ".join(waiting)})
        audit.note(actor, "sharing.record_removed", row)
        for item in queries.record_rows(row.account_id, row.code):
            item.delete()
        people.index_person(row.account_id)


def forget_all(account_id: UUID) -> int:
    """Forget everything that we know of a person. Returns how many values. Call inside a transaction."""
    _take_turn(account_id)
    rows = queries.record_rows(account_id)
    for row in rows:
        row.delete()
    if rows:
        people.index_person(account_id)
    return len(rows)


def _take_turn(account_id: UUID) -> None:
    """Two who write down things of one person at once take turns, also where there is no row yet to lock."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [str(account_id)])
