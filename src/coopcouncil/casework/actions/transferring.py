"""Handing a case to another council, and taking one: what officers do. What travels is in `exchanging`."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from coopcouncil.casework.actions.closing import by_word
from coopcouncil.casework.actions.exchanging import let_go, offer_of, say, write_line
from coopcouncil.casework.actions.history import said, tell_resident, write_down
from coopcouncil.casework.actions.opening import Problem, open_case
from coopcouncil.casework.actions.reading import CasePage, page_of
from coopcouncil.casework.domain import transfers
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.domain.transfers import Line
from coopcouncil.casework.models import Case, Entry, Transfer, Visibility
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.casework.queries import transfers as moving
from coopcouncil.foundation import audit, limits, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.identifiers import check_code, new_code
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

State, Side = Transfer.State, Transfer.Side
_CONTACT = ("name", "phone", "email")
_TRIES: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}


def offer_case(
    *,
    actor: Actor,
    case_id: UUID,
    council_id: UUID,
    basis: str,
    basis_words: str,
    why: str,
    contact: dict[str, str],
    now: datetime,
) -> UUID:
    """Ask another council to take a case. Until it accepts, the case is ours, with its owner and its clocks.

    `basis` is "agreed" (`basis_words`: when and how the resident did) or "law" (which). `contact` is what of the
    person's name, phone and e-mail goes with it. Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    why = said(why, place="why", ask="Say why it belongs there: the other council and the resident read it.")
    ask = {
        "agreed": "Say when and how the resident agreed.",
        "law": "Name the law that lets us tell the other council.",
    }
    if basis not in ask:
        raise BadInput(Said("Say whether the resident agreed, or which law allows it."), place="basis")
    basis_words = said(basis_words, place="basis_words", ask=ask[basis])
    with transaction.atomic():
        case = queries.case_for_update(case_id)
        permissions.require(actor, "casework.answer_for", case)
        by_word(case)
        if case.state == Case.State.CLOSED:
            raise Conflict(Said("This case is closed. Nothing was sent."))
        if (there := moving.of_case(case_id)) and there.state in {*transfers.WAITS, *transfers.THEIRS}:
            raise Conflict(Said("This case is with another council already, or offered to one. Nothing was sent."))
        if council_id not in {found for found, _name in sharing.peers()}:
            raise BadInput(Said("Choose a council with which we have exchanged letters."), place="council")
        told = {name: contact[name].strip() for name in _CONTACT if contact.get(name, "").strip()}
        row = Transfer(
            side=Side.GIVING, council_id=council_id, case=case, state=State.OFFERED, basis=basis, offered_at=now,
            offered_by_id=actor.account_id, changed_at=now,
            offer={
                "title": case.title, "words": case.words or "", "service_type": case.service_type,
                "urgency": case.urgency, "opened_on": day_of(case.opened_at).isoformat(), "basis": basis,
                "basis_words": basis_words, "why": why, "contact": told,
            },
        )  # fmt: skip
        row.save(force_insert=True)
        case.transfer, case.changed_at = row, now
        case.save(update_fields=["transfer", "changed_at"])
        entry = write_down(
            case, Entry.Kind.TRANSFER, actor=actor, now=now, organisation_id=council_id, text=why,
            data={"transfer": str(row.id), "step": "offered", "basis": basis},
        )  # fmt: skip
        say(row, now, with_offer=True)
        tell_resident(case, entry)
        audit.note(actor, "casework.transfer_offered", row, reason=basis, on_behalf_of=case.person_id)
    return row.id


def take_back(*, actor: Actor, transfer_id: UUID, reason: str, now: datetime) -> None:
    """Ask for an offer back. Where the other has accepted meanwhile, its acceptance stands: it decides.

    Raises NotFound, NotAllowed, BadInput, Conflict where it was answered.
    """
    reason = said(reason, place="reason", ask="Say why: the resident reads it.")
    with transaction.atomic():
        row, case = _given(actor, transfer_id)
        row.state = transfers.move(row.side, row.state, State.WITHDRAWING)
        say(row, now)
        sharing.send_parcels_again(subject=row.id, now=now)
        entry = write_down(
            case, Entry.Kind.TRANSFER, actor=actor, now=now, organisation_id=row.council_id, text=reason,
            data={"transfer": str(row.id), "step": row.state},
        )  # fmt: skip
        tell_resident(case, entry)
        audit.note(actor, "casework.transfer_taken_back", row)


def send_again(*, actor: Actor, transfer_id: UUID, now: datetime) -> int:
    """Send again what could not be delivered, from either end. Returns how many messages.

    Raises NotFound, NotAllowed, Conflict where nothing waits for it.
    """
    with transaction.atomic():
        row = moving.transfer_for_update(transfer_id)
        if row.side == Side.GIVING:
            permissions.require(actor, "casework.answer_for", queries.case(row.case_id))  # type: ignore[arg-type]
        else:
            permissions.require(actor, "casework.see_offer", row)
        count = sharing.send_parcels_again(subject=row.id, now=now)
        if not count:
            raise Conflict(Said("Nothing waits to be sent again."))
        if row.state == State.UNDELIVERED:
            row.state, row.changed_at = transfers.move(row.side, row.state, State.OFFERED), now
            row.save(update_fields=["state", "changed_at"])
        audit.note(actor, "casework.transfer_sent_again", row)
    return count


def read_offer(*, actor: Actor, transfer_id: UUID) -> Transfer:
    """What another council asks us to take. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        row = moving.transfer(transfer_id)
        permissions.require(actor, "casework.see_offer", row)
        audit.read(actor, "casework.offer_read", row, about=[row.case.person_id] if row.case else [])
    return row


def accept(*, actor: Actor, transfer_id: UUID, team_id: UUID | None, now: datetime) -> UUID:
    """Take a case: from now on it is ours, with an owner and clocks. Returns its id.

    Raises NotFound, NotAllowed, Conflict where it was answered or taken back, or nobody could own it.
    """
    with transaction.atomic():
        staffing.hold(alone=False)
        row = moving.transfer_for_update(transfer_id)
        permissions.require(actor, "casework.see_offer", row)
        row.state = transfers.move(row.side, row.state, State.ACCEPTED)
        offer = offer_of(row)
        opened = open_case(
            actor=actor,
            problem=Problem(
                title=offer.title, words=offer.words, kind=Case.Kind.TRANSFER, source=Case.Source.AGENCY,
                channel=Case.Channel.API, urgency=offer.urgency, service_type=offer.service_type,
                contact=offer.contact, team_id=team_id,
            ),
            now=now,
        )  # fmt: skip
        case = queries.case_for_update(opened.id)
        row.case, row.decided_at, row.decided_by_id = case, now, actor.account_id
        row.follow_key, row.follow_code = uuid4(), new_code(secrets.token_bytes(16))
        for kept in moving.kept_lines(row):
            content = kept.content
            line = Line(kept.line_id, datetime.fromisoformat(content["at"]), content["kind"], content["text"])
            kept.entry, kept.content = write_line(row, case, line, now), None
            kept.save()
        row.save()
        case.transfer = row
        case.save(update_fields=["transfer"])
        say(row, now, entries=moving.unsent(row))
        audit.note(actor, "casework.transfer_accepted", row)
    return opened.id


def refuse(*, actor: Actor, transfer_id: UUID, reason: str, now: datetime) -> None:
    """Refuse a case: it stays where it is, and the resident reads why. What we were told goes.

    Raises NotFound, NotAllowed, BadInput, Conflict where it was answered or taken back.
    """
    reason = said(reason, place="reason", ask="Say why: the other council and the resident read it.")
    with transaction.atomic():
        row = moving.transfer_for_update(transfer_id)
        permissions.require(actor, "casework.see_offer", row)
        row.state = transfers.move(row.side, row.state, State.REFUSED)
        row.reason, row.decided_at, row.decided_by_id = reason, now, actor.account_id
        let_go(row)
        say(row, now)
        audit.note(actor, "casework.transfer_refused", row)


def follow(*, actor: Actor, key: str, code: str, address: str, now: datetime) -> tuple[Transfer, CasePage]:
    """What a resident may read of a case that was handed to us, by its page and its code, without an account. Logged.

    Raises NotFound, BadInput for a wrong code, TooMany.
    """
    row = moving.by_follow_key(key)
    _check(row, code, address, now)
    with transaction.atomic():
        assert row.case is not None
        audit.read(actor, "casework.case_followed", row.case, about=[row.case.person_id])
        return row, page_of(queries.case(row.case.id), [Visibility.RESIDENT], links=False)


def keep_in_account(*, actor: Actor, key: str, code: str, address: str, now: datetime) -> UUID:
    """Put a case that was handed to us into the account of whoever has its code. Returns its id.

    Raises NotFound, NotAllowed, BadInput for a wrong code, TooMany, Conflict where it is somebody's, or they own it.
    """
    permissions.require(actor, "casework.open_own")
    _check(moving.by_follow_key(key), code, address, now)
    with transaction.atomic():
        row = moving.transfer_for_update(moving.by_follow_key(key).id)
        case = queries.case_for_update(row.case_id)  # type: ignore[arg-type]  # what can be followed has one
        if case.person_id == actor.account_id:
            return case.id
        if case.person_id is not None or staffing.officer(case.owner_id).account_id == actor.account_id:
            raise Conflict(Said("This cannot be put into your account. Speak with its owner."))
        people.hold_account(actor.account_id)
        case.person_id, case.changed_at = actor.account_id, now
        case.save(update_fields=["person", "changed_at"])
        write_down(case, Entry.Kind.GRANT, actor=actor, now=now, visibility=Visibility.TEAM, data={"why": "by_code"})
        audit.note(actor, "casework.case_kept", case)
    return case.id


def _check(row: Transfer, code: str, address: str, now: datetime) -> None:
    name = f"follow:{row.follow_key}:{address}"
    limits.take_try(name, now=now, **_TRIES)
    wrong = BadInput(Said("That is not the code. It stands beside the link that you were given."), place="code")
    try:
        given = check_code(code)
    except BadInput:
        raise wrong from None
    if not row.follow_code or not secrets.compare_digest(given, check_code(row.follow_code)):
        raise wrong
    limits.give_back_try(name, **_TRIES)


def _given(actor: Actor, transfer_id: UUID) -> tuple[Transfer, Case]:
    """A transfer of a case of ours, and the case, both held. Raises NotFound, NotAllowed."""
    row = moving.transfer_for_update(transfer_id)
    if row.side != Side.GIVING or row.case_id is None:
        raise NotFound("There is no such transfer.")
    case = queries.case_for_update(row.case_id)
    permissions.require(actor, "casework.answer_for", case)
    return row, case
