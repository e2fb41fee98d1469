"""Cases of other systems: opened once, whatever is sent again, and each known by the other's id as well as by ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from coopcouncil.casework.actions.history import said, tell_officer, tell_resident, write_down
from coopcouncil.casework.actions.opening import Opened, Problem, open_case
from coopcouncil.casework.formats.case_files import SYSTEM as SYSTEM_NAME
from coopcouncil.casework.formats.case_files import Row
from coopcouncil.casework.models import Case, CaseIdentifier, Entry, Visibility
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import exchange
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said


@dataclass(frozen=True)
class Imported:
    """How many rows opened a case, brought news of one, and said what was known."""

    opened: int
    changed: int
    same: int


class _DryRunError(Exception):
    """Undo all of it."""


def import_rows(*, actor: Actor, system: str, rows: Sequence[Row], now: datetime, dry_run: bool = False) -> Imported:
    """Take these rows of another system, all or none. A row that was taken before, as it is, changes nothing; one that
    says something else is news for its case's owner.

    With `dry_run` all is done and undone. Raises NotAllowed, BadInput, Conflict where nobody could own a case.
    """
    permissions.require(actor, "operator")
    if not SYSTEM_NAME.fullmatch(system):
        raise BadInput(
            f"“{system}” is no name for a system.", place="system", mend="Use small letters, figures and hyphens."
        )
    counted = Imported(0, 0, 0)
    try:
        with transaction.atomic():
            staffing.hold(alone=False)
            with connection.cursor() as cursor:  # one import of a system after the other
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"casework.import.{system}"])
            there = exchange.identifiers(system, [row.external_id for row in rows])
            opened = changed = 0
            for row in rows:
                known = there.get(row.external_id)
                if known is None:
                    _open(actor, system, row, now)
                    opened += 1
                elif known.digest != row.digest:
                    _bring_news(actor, known, row, now)
                    changed += 1
            counted = Imported(opened, changed, len(rows) - opened - changed)
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return counted


def _open(actor: Actor, system: str, row: Row, now: datetime) -> None:
    contact = {name: value for name in ("name", "phone", "email") if (value := getattr(row, name))}
    problem = Problem(
        title=row.title, words=row.words, source=Case.Source.SYSTEM, channel=row.channel, urgency=row.urgency,
        service_type=row.service_type, contact=contact,
    )  # fmt: skip
    made = open_case(actor=actor, problem=problem, now=now)
    CaseIdentifier.objects.create(
        case_id=made.id, system=system, external_id=row.external_id, digest=row.digest, made_at=now
    )
    if row.news:
        write_down(
            queries.case(made.id), Entry.Kind.NEWS, actor=actor, now=now, visibility=Visibility.COUNCIL, text=row.news,
            data={"system": system},
        )  # fmt: skip


def _bring_news(actor: Actor, known: CaseIdentifier, row: Row, now: datetime) -> None:
    case = queries.case_for_update(known.case_id)
    if case.emptied_at is not None:
        return  # its person was erased, or its time is over: nothing more is written into it
    entry = write_down(
        case, Entry.Kind.NEWS, actor=actor, now=now, visibility=Visibility.COUNCIL, text=row.news or row.words,
        data={"system": known.system},
    )  # fmt: skip
    known.digest = row.digest
    known.save(update_fields=["digest"])
    case.changed_at = now
    case.save(update_fields=["changed_at"])
    if case.state != Case.State.CLOSED:
        tell_officer(case, staffing.officer(case.owner_id), entry)
    audit.note(actor, "casework.case_imported_again", case, reason=known.system)


def export_rows(*, actor: Actor, system: str, since: datetime | None) -> list[dict[str, Any]]:
    """Every case that a system knows (all, where none is named) for a file: no word of what they are about. Logged.

    Raises NotAllowed.
    """
    permissions.require(actor, "operator")
    with transaction.atomic():
        rows = list(exchange.exported(system, since=since))
        found = [("casework.case", UUID(row["id"])) for row in rows]
        audit.note_all(actor, "casework.case_exported", found, reason=system)
    return rows


def open_by_software(*, actor: Actor, system: str, external_id: str, problem: Problem, now: datetime) -> Opened:
    """Open a case for an organisation's software, which knows it by `external_id` from now on (ours where it has none).

    Raises NotAllowed, BadInput, Conflict where its id is a case's already.
    """
    permissions.require(actor, "casework.open_by_software")
    said(problem.words, place="body.words", ask="Say what is wrong, as it was said.")
    try:
        with transaction.atomic():
            made = open_case(actor=actor, problem=problem, now=now)
            CaseIdentifier.objects.create(
                case_id=made.id, system=system, external_id=external_id or made.reference, made_at=now
            )
    except IntegrityError:
        raise Conflict("You opened a case under this external_id already. Nothing was done.") from None
    return made


def add_by_software(*, actor: Actor, system: str, case_id: UUID, text: str, for_resident: bool, now: datetime) -> UUID:
    """Add to a case that the organisation opened or has to act in. Its owner hears of it. Returns the line's id.

    Raises NotFound, NotAllowed, BadInput, Conflict where it is closed.
    """
    text = said(text, place="body.text", ask="Say what is new.")
    with transaction.atomic():
        assert actor.organisation_id is not None
        found = exchange.known(actor.organisation_id, system, case_id)
        permissions.require(actor, "casework.add_by_software", found.case)
        case = queries.case_for_update(case_id)
        if case.state == Case.State.CLOSED:
            raise Conflict(Said("This case is closed."))
        entry = write_down(
            case, Entry.Kind.NEWS, actor=actor, now=now, organisation_id=actor.organisation_id, text=text,
            visibility=Visibility.RESIDENT if for_resident else Visibility.AGENCIES,
        )  # fmt: skip
        case.changed_at = now
        case.save(update_fields=["changed_at"])
        tell_officer(case, staffing.officer(case.owner_id), entry)
        if for_resident:
            tell_resident(case, entry)
        audit.note(actor, "casework.case_added_to", entry)
    return entry.id
