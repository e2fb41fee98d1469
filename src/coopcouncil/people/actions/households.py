"""Who lives with a person: told by them, confirmed by whoever it is, put right, ended. Each changes only their own."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, limits, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import queries
from coopcouncil.people.domain.households import CODE_HOLDS_FOR, MOST, RELATIONS, other_way
from coopcouncil.people.domain.posted_codes import RANDOM_BYTES, new_code
from coopcouncil.people.models import HouseholdAnswer, HouseholdMember, HouseholdStatement
from coopcouncil.people.queries import households

LONGEST_NAME = 150
# Eight symbols are 5 × 10¹¹ codes: at ten an hour nobody comes upon one that is not theirs.
TRIES: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}
_Source = HouseholdStatement.Source


def tell_member(
    *,
    actor: Actor,
    name: str,
    relation: str,
    child: bool,
    since: date | None,
    relative_id: UUID | None = None,
    now: datetime,
    today: date,
) -> UUID:
    """Say that somebody lives with one. Returns the member's id.

    Nobody is looked for, told or asked: whoever it is confirms it with a code, or never hears of it. `relative_id`
    names one of whom a life event told. Raises NotAllowed; BadInput for words that cannot be; Conflict for too many.
    """
    with transaction.atomic():
        account_id = _own(actor)
        value = _read(name, relation, child, since, today)
        if HouseholdMember.objects.filter(account=account_id, ended_at__isnull=True).count() >= MOST:
            raise Conflict(_("That is more people than one page can hold. End one first."))
        told = households.relative(account_id, relative_id) if relative_id else None
        member = HouseholdMember.objects.create(account_id=account_id, told_at=now)
        source = _Source.EVENT if told else _Source.TOLD
        _say(actor, member, value, source, now, told.came_with if told else None)
        audit.note(actor, "people.household_told", member)
    return member.id


def correct_member(
    *,
    actor: Actor,
    member_id: UUID,
    name: str,
    relation: str,
    child: bool,
    since: date | None,
    now: datetime,
    today: date,
) -> bool:
    """Put right what one said of somebody. What it was before stays beside it. Returns whether anything changed.

    Raises NotAllowed; BadInput; Conflict where it has ended.
    """
    with transaction.atomic():
        member = _own_member(actor, member_id)
        value = _read(name, relation, child, since, today)
        if value == households.newest(member.id).value:
            return False
        _say(actor, member, value, _Source.CORRECTED, now)
        audit.note(actor, "people.household_corrected", member)
    return True


def end_member(*, actor: Actor, member_id: UUID, until: date | None, now: datetime, today: date) -> None:
    """Say that somebody lives with one no longer; nobody is told. Raises NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        member = _own_member(actor, member_id)
        value = households.newest(member.id).value
        if until is not None and until > today:
            raise BadInput(_("That day is still to come."), place="until")
        if until is not None and value["since"] and until < date.fromisoformat(value["since"]):
            raise BadInput(_("That is before they began to live with you."), place="until")
        _say(actor, member, {**value, "until": until.isoformat() if until else None}, _Source.ENDED, now)
        member.ended_at, member.code_digest, member.code_until = now, "", None
        member.save(update_fields=["ended_at", "code_digest", "code_until"])
        audit.note(actor, "people.household_ended", member)


def invite_member(*, actor: Actor, member_id: UUID, now: datetime) -> str:
    """A code that one hands over oneself, so that whoever it is confirms it. Shown once; one before it works no longer.

    Nothing is looked for and nobody written to: it is the same for whoever it names. Raises NotAllowed; BadInput where
    one's own name is not known; Conflict where it ended, or was confirmed.
    """
    with transaction.atomic():
        member = _own_member(actor, member_id)
        if not queries.account(member.account_id).name.strip():
            raise BadInput(_("They read your name, and we do not know it yet. Write it under “Your details” first."))
        if households.is_confirmed(member.id):
            raise Conflict(_("They confirmed it already. Nothing was changed."))
        code = new_code(secrets.token_bytes(RANDOM_BYTES))
        member.code_digest, member.code_until = households.code_digest(code), now + CODE_HOLDS_FOR
        member.save(update_fields=["code_digest", "code_until"])
        audit.note(actor, "people.household_code_made", member)
    return code


@dataclass(frozen=True)
class Invitation:
    """What somebody reads who types a code: who says that they live together, and what; `seen` names these words."""

    name: str
    relation: str
    since: date | None
    seen: UUID


def read_invitation(*, actor: Actor, code: str, now: datetime) -> Invitation:
    """What a code that one was handed says, before one answers. Each try counts; nobody learns of it.

    Raises NotAllowed; TooMany; BadInput for whatever does not work, alike.
    """
    account_id = _own(actor)
    limits.take_try(f"household-code:{account_id}", **TRIES, now=now)
    with transaction.atomic():
        member = _invited(code, account_id, now)
        audit.note(actor, "people.household_code_read", member)
        statement = households.newest(member.id)
    told = households.words_of(statement)
    return Invitation(member.account.name, other_way(told.relation), told.since, statement.id)


def answer_invitation(*, actor: Actor, code: str, seen: UUID, lives: bool, now: datetime) -> None:
    """Say that one lives there, or that one does not. Whoever handed over the code learns of a yes, and never of a no.

    A yes uses the code up; after a no it looks as if nobody had typed it. Raises NotAllowed; TooMany; BadInput for
    whatever does not work, alike; Conflict where other words than those `seen` are said by now.
    """
    account_id = _own(actor)
    limits.take_try(f"household-code:{account_id}", **TRIES, now=now)
    with transaction.atomic():
        queries.account_held_open(account_id)
        member = _invited(code, account_id, now)
        statement = households.newest(member.id)
        if statement.id != seen:
            raise Conflict(_("They have changed what they said. Type the code again, and read it first."))
        row = HouseholdAnswer.objects.create(account_id=account_id, statement=statement, lives=lives, said_at=now)
        if lives:
            member.code_digest, member.code_until = "", None
            member.save(update_fields=["code_digest", "code_until"])
        audit.note(actor, "people.household_answered", row)


def leave_household(*, actor: Actor, answer_id: UUID, now: datetime) -> None:
    """Say that one lives there no longer. No reason is asked and nobody is told. A second time changes nothing.

    Raises NotAllowed, NotFound.
    """
    with transaction.atomic():
        row = households.answer(answer_id)
        permissions.require(actor, "people.own_household_answer", row)
        if HouseholdAnswer.objects.filter(id=row.id, lives=True, left_at__isnull=True).update(left_at=now):
            audit.note(actor, "people.household_left", row)


def erase_household(account_id: UUID) -> None:
    """Throw away what a person said and answered of who lives with them. Call in the transaction that erases them."""
    HouseholdAnswer.objects.filter(Q(account=account_id) | Q(statement__account=account_id)).delete()
    HouseholdStatement.objects.filter(account=account_id).delete()
    HouseholdMember.objects.filter(account=account_id).delete()


def _own(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise NotAllowed("people.own_account", about_object=False)
    permissions.require(actor, "people.own_account", actor.account_id)
    queries.account_held_open(actor.account_id)
    return actor.account_id


def _own_member(actor: Actor, member_id: UUID) -> HouseholdMember:
    _own(actor)  # before any other lock, as erasing does
    member = households.member_for_update(member_id)
    permissions.require(actor, "people.own_household", member)
    if member.ended_at is not None:
        raise Conflict(_("You said already that they live with you no longer. Nothing was changed."))
    return member


def _invited(code: str, account_id: UUID, now: datetime) -> HouseholdMember:
    """Whom a code is about, locked, and whoever gave it held open. Raises BadInput, the same for whatever is wrong."""
    member = households.invitation(code, to=account_id, now=now)
    if member is not None:
        try:
            queries.account_held_open(member.account_id)
        except NotAllowed:  # erased in this very moment
            member = None
        else:
            member = households.invitation(code, to=account_id, now=now, lock=True)
    if member is None:
        raise BadInput(_("This code does not work. Ask whoever gave it to you for another."), place="code")
    return member


def _read(name: str, relation: str, child: bool, since: date | None, today: date) -> dict[str, Any]:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise BadInput(_("Type their name, in 150 letters or fewer."), place="name")
    if relation not in RELATIONS:
        raise BadInput(_("Choose what they are to you."), place="relation")
    if since is not None and since > today:
        raise BadInput(_("That day is still to come."), place="since")
    return {
        "name": tidy,
        "relation": relation,
        "child": child,
        "since": since.isoformat() if since else None,
        "until": None,
    }


def _say(
    actor: Actor,
    member: HouseholdMember,
    value: dict[str, Any],
    source: str,
    now: datetime,
    came_with: UUID | None = None,
) -> None:
    assert actor.account_id is not None  # only a person has a household
    before = HouseholdStatement.objects.filter(member=member).aggregate(Max("number"))["number__max"] or 0
    HouseholdStatement.objects.create(
        member=member,
        number=before + 1,
        account_id=member.account_id,
        value=value,
        source=source,
        came_with=came_with,
        said_by_id=actor.account_id,
        said_at=now,
    )
