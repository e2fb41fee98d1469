"""A person appoints somebody who helps them: for one case or all, to read or to act, until a day; and ends it at once.

Nobody is looked for. Whoever has the address gets a code, and it works in the account that has that address alone.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from coopcouncil.casework.actions.history import tell_resident, write_down
from coopcouncil.casework.domain.delegating import CODE_HOLDS_FOR, LONGEST, MOST, may_last_until
from coopcouncil.casework.models import Delegation, Entry
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import delegations as queries
from coopcouncil.foundation import audit, limits, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.identifiers import ALPHABET
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

LONGEST_NAME = 150
# Eight symbols of 29 are 5 × 10¹¹ codes: at ten an hour nobody comes upon one that is not theirs.
TRIES: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}
# Nobody lets the council write to the whole town.
LETTERS: dict[str, Any] = {"most": 10, "within": timedelta(days=1)}


def appoint(
    *,
    actor: Actor,
    name: str,
    email: str,
    case_id: UUID | None,
    may: str,
    until: date,
    language: str,
    now: datetime,
    today: date,
) -> UUID:
    """Invite somebody by e-mail to see, or act in, one case of one's own or all of them. The same happens whether that
    address has an account or not. Returns the id of the invitation.

    Raises NotAllowed, NotFound for a case that is not one's own, BadInput, Conflict for too many, TooMany.
    """
    permissions.require(actor, "casework.open_own")
    assert actor.account_id is not None
    tidy, email = " ".join(name.split()), email.strip()
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise BadInput(Said("Type their name, in 150 letters or fewer."), place="name")
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(Said("Type an e-mail address, such as name@example.com."), place="email") from None
    if may not in Delegation.May.values:
        raise BadInput(Said("Choose what they may do."), place="may")
    if not may_last_until(until, today):
        raise BadInput(Said("Choose a day from today until %(days)s days from now.", days=LONGEST.days), place="until")
    limits.take_try(f"delegation:{actor.account_id}", **LETTERS, now=now)
    with transaction.atomic():
        people.hold_account(actor.account_id)
        if not people.person_name(actor.account_id).strip():
            raise BadInput(Said("They read your name, and we do not know it yet. Write it under “Your details” first."))
        if case_id is not None:
            permissions.require(actor, "casework.appoint_for", cases.case(case_id))
        if queries.running(actor.account_id, today) >= MOST:
            raise Conflict(Said("That is more people than one page can hold. End one first."))
        code = _new_code()
        made = Delegation.objects.create(
            person_id=actor.account_id, case_id=case_id, may=may, until=until, named=tidy, email=email, made_at=now,
            code_digest=queries.code_digest(code), code_until=now + CODE_HOLDS_FOR,
        )  # fmt: skip
        sharing.write_to_helper(
            letter_id=made.id, to=email, code=code, path=reverse("casework:delegation_code"), language=language,
            now=now,
        )  # fmt: skip
        audit.note(actor, "casework.delegation_offered", made)
    return made.id


@dataclass(frozen=True)
class Offer:
    """What somebody reads who typed a code: who lets them, in which case (None: in all), to do what, until when."""

    id: UUID
    name: str
    case_title: str | None
    may: str
    until: date


def read_offer(*, actor: Actor, code: str, now: datetime, today: date) -> Offer:
    """What a code says, before one accepts it. Each try counts. Raises NotAllowed; TooMany; BadInput for whatever does
    not work, alike.
    """
    with _tried(actor, now):
        row = _invited(actor, code, now, today)
        audit.note(actor, "casework.delegation_code_read", row)
    return Offer(row.id, row.person.name, row.case.title if row.case else None, row.may, row.until)


def accept(*, actor: Actor, code: str, now: datetime, today: date) -> UUID:
    """Begin to act for whoever sent the code; it is used up. Raises NotAllowed; TooMany; BadInput for whatever does not
    work, alike.
    """
    with _tried(actor, now):
        row = _invited(actor, code, now, today)
        row.holder_id, row.accepted_at, row.code_digest, row.code_until = actor.account_id, now, "", None
        row.save(update_fields=["holder", "accepted_at", "code_digest", "code_until"])
        _write_into_cases(row, actor, now, "accepted", tell=True)
        audit.note(actor, "casework.delegation_accepted", row, on_behalf_of=row.person_id)
    return row.id


def end(*, actor: Actor, delegation_id: UUID, now: datetime) -> None:
    """End a right that one gave, or that one holds: it opens nothing from this moment on. A second time changes
    nothing. Raises NotFound, NotAllowed.
    """
    with transaction.atomic():
        row = queries.delegation_for_update(delegation_id)
        permissions.require(actor, "casework.end_delegation", row)
        if row.ended_at is not None:
            return
        row.ended_at, row.ended_by_id, row.code_digest, row.code_until = now, actor.account_id, "", None
        row.save(update_fields=["ended_at", "ended_by", "code_digest", "code_until"])
        if row.accepted_at is not None:
            _write_into_cases(row, actor, now, "ended", tell=actor.account_id != row.person_id)
        audit.note(actor, "casework.delegation_ended", row, on_behalf_of=row.person_id)


def _tried(actor: Actor, now: datetime) -> Any:
    permissions.require(actor, "casework.open_own")
    limits.take_try(f"delegation-code:{actor.account_id}", **TRIES, now=now)
    return transaction.atomic()


def _invited(actor: Actor, code: str, now: datetime, today: date) -> Delegation:
    assert actor.account_id is not None
    row = queries.invitation(code, to=actor.account_id, now=now, today=today)
    if row is None:
        raise BadInput(
            Said("This code does not work in this account. Ask whoever sent it for another, to your address here."),
            place="code",
        )
    return row


def _write_into_cases(row: Delegation, actor: Actor, now: datetime, what: str, *, tell: bool) -> None:
    """Whoever works on the case sees it as the person does; the person hears of it once."""
    for case in queries.open_cases_under(row):
        entry = write_down(
            case, Entry.Kind.GRANT, actor=actor, now=now,
            data={"delegation": str(row.id), "what": what, "may": row.may, "until": row.until.isoformat()},
        )  # fmt: skip
        if tell:
            tell_resident(case, entry)
            tell = False


def _new_code() -> str:
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{symbols[:4]}-{symbols[4:]}"
