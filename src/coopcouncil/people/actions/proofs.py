"""Proofs of identity: a document that an officer saw, GOV.UK One Login; and a person's word that one is not theirs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, keys, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.kernel.persons import plain_words
from coopcouncil.people.domain import identity
from coopcouncil.people.events import IdentityDisputed, IdentityProved
from coopcouncil.people.models import Account, IdentityProof
from coopcouncil.people.queries import proofs


def record_document(
    *,
    actor: Actor,
    account_id: UUID,
    organisation_id: UUID,
    documents: Sequence[str],
    checks: Collection[str],
    name: str,
    born_on: date | None,
    now: datetime,
    today: date,
) -> str:
    """Keep that an officer saw somebody's documents: their kinds, what was checked, and the name and date of birth on
    them; no number and no copy.

    Returns the level that GPG 45 gives it. Raises NotAllowed, also for oneself; NotFound; BadInput where the documents
    and checks reach no level, are none that the table knows, or show a name or a date of birth that is not given.
    """
    with transaction.atomic():
        person = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
        if person is None:
            raise NotFound(_("There is no such account."))
        permissions.require(actor, "people.see_document", person)
        if organisation_id not in proofs.assisting_at(actor):
            raise NotAllowed("people.see_document", about_object=True)
        try:
            level = identity.level_of_documents(documents, checks)
            shows_birthday = identity.shows_birthday(documents)
        except KeyError as error:
            raise BadInput(_("Choose the document and the checks from the lists.")) from error
        if level == "none":
            raise BadInput(
                _("What you checked does not show who somebody is. Nothing was kept."),
                mend=_("Look at another document as well, or check more, then record it again."),
            )
        if not plain_words(name):
            raise BadInput(_("Write the name that is on the document."), place="name")
        if born_on is None and shows_birthday:
            raise BadInput(_("This document shows a date of birth. Write it down as well."), place="born_on")
        if born_on is not None and born_on > today:
            raise BadInput(_("That day is still to come."), place="born_on")
        row = keep_proof(
            actor,
            person.id,
            level=level,
            how=IdentityProof.How.DOCUMENT_SEEN,
            name=name,
            born_on=born_on.isoformat() if born_on else "",
            now=now,
            today=today,
            checked_by_id=actor.account_id,
            organisation_id=organisation_id,
            detail={"documents": sorted(documents), "checks": sorted(checks)},
        )
    return row.level


def prove_with_one_login(
    *, actor: Actor, subject: str, level: str, name: str, born_on: str, now: datetime, today: date
) -> UUID:
    """Keep that GOV.UK One Login knows the person who is signed in. What it calls them is kept beside, never over.

    Raises NotAllowed; Conflict where that identity is linked to another account.
    """
    with transaction.atomic():
        if actor.account_id is None:
            raise NotAllowed("people.own_account", about_object=False)
        permissions.require(actor, "people.own_account", actor.account_id)
        digest = keys.keyed_digest("people_identity_proof.subject_digest", subject)
        before = IdentityProof.objects.select_for_update().filter(subject_digest=digest).first()
        if before is not None and before.account_id != actor.account_id:
            raise _linked_elsewhere()
        if before is not None:
            # Proved again: the newer one counts, and an identity is linked once.
            before.subject_digest, before.ended_at = "", before.ended_at or now
            before.save(update_fields=["subject_digest", "ended_at"])
        try:
            with transaction.atomic():
                row = keep_proof(
                    actor,
                    actor.account_id,
                    level=level,
                    how=IdentityProof.How.ONE_LOGIN,
                    now=now,
                    today=today,
                    name=name,
                    born_on=born_on,
                    subject_digest=digest,
                )
        except IntegrityError as error:
            raise _linked_elsewhere() from error
    return row.id


def _linked_elsewhere() -> Conflict:
    return Conflict(
        _("This GOV.UK One Login is linked to another account here. Nothing was changed."),
    )


def keep_proof(
    actor: Actor,
    account_id: UUID,
    *,
    level: str,
    how: str,
    name: str,
    born_on: str = "",
    now: datetime,
    today: date,
    detail: Mapping[str, Any] = MappingProxyType({}),
    **more: Any,
) -> IdentityProof:
    """Write a proof of being `name`, born on `born_on` (an ISO date, or "" where nothing says it), in the caller's
    transaction, after the caller asked for its permission. A proof counts only for what is told in that name.
    """
    row = IdentityProof(
        account_id=account_id,
        level=level,
        how=how,
        proved_at=now,
        expires_on=identity.ends_on(how, today),
        detail={"name": name, "born_on": born_on, **detail},
        **more,
    )
    row.save(force_insert=True)
    audit.note(actor, "people.identity_proved", row, reason=f"{level} by {how}", on_behalf_of=account_id)
    events.emit(IdentityProved(row.id, account_id, level))
    return row


def dispute_proof(*, actor: Actor, proof_id: UUID, now: datetime) -> None:
    """Say that a proof is not of oneself: it counts for nothing from now on. Raises NotAllowed, NotFound, Conflict."""
    with transaction.atomic():
        row = proofs.proof_for_update(proof_id)
        permissions.require(actor, "people.own_proof", row)
        if row.disputed_at is not None or row.ended_at is not None:
            raise Conflict(_("This proof counts no longer already."))
        row.disputed_at = now
        row.save(update_fields=["disputed_at"])
        audit.note(actor, "people.identity_disputed", row)
        events.emit(IdentityDisputed(row.id, row.account_id))


def settle_dispute(*, actor: Actor, proof_id: UUID, now: datetime) -> None:
    """Close a dispute that was looked into: the proof stays without effect. Raises NotAllowed, NotFound, Conflict."""
    with transaction.atomic():
        row = proofs.proof_for_update(proof_id)
        permissions.require(actor, "people.settle_dispute", row)
        if row.disputed_at is None or row.ended_at is not None:
            raise Conflict(_("Somebody has dealt with this already."))
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.note(actor, "people.identity_dispute_settled", row)
