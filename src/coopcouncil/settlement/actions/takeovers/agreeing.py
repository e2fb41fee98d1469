"""The agreement, who signs it, and the day on which the service changes hands."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.calendars import add_months
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.settlement.actions.takeovers.moving import NotThereYet, at_stage, held, move, whole
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.readiness import missing_to_hand_over
from coopcouncil.settlement.events import AgreementWritten
from coopcouncil.settlement.models import Agreement, Signature, Takeover
from coopcouncil.settlement.queries import takeovers as queries

OPEN = (stages.DECIDED, stages.RUNNING, stages.STEPPED_IN)
# How a service may be run that is the community's.
MODELS = frozenset({"neighbourhood_management", "third_sector", "mutual", "tmo"})


def write_agreement(
    *, actor: Actor, reference: str, service_id: UUID, delivery_model: str, starts_on: date, ends_on: date, level: str,
    floor: int, step_in_rights: str, rewards: str, yearly_payment_pence: int, minimum_how: str, consent: str,
    review_on: date, accounts_due_on: date, now: datetime,
) -> int:  # fmt: skip
    """Write what both agree: it holds once both have signed it; until then the one before it does, where there is one.

    Returns its number. Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    given = whole(
        {
            "level": level,
            "step_in_rights": step_in_rights,
            "rewards": rewards,
            "minimum_how": minimum_how,
            "consent": consent,
        },
        may_be_empty=["rewards", "minimum_how", "consent"],
    )
    _in_order(starts_on, ends_on, review_on, accounts_due_on)
    if not 1 <= floor <= 100:
        raise BadInput(Said("Give a share of a hundred, from 1 to 100."), place="floor")
    if yearly_payment_pence < 0:
        raise BadInput(Said("An amount is not below nothing."), place="yearly_payment")
    if delivery_model not in MODELS:
        raise BadInput(Said("Choose how it is run."), place="delivery_model")
    council = people.council()
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, *OPEN)
        if not queries.services_to_take(row, council.id if council else None).filter(id=service_id).exists():
            raise BadInput(Said("Choose one of the services that this promise is about."), place="service_id")
        if row.stage != stages.DECIDED and service_id != row.service_id:
            raise BadInput(Said("Another service needs a takeover of its own."), place="service_id")
        before = queries.agreement_of(row.id)
        made = Agreement.objects.create(
            takeover=row, number=before.number + 1 if before else 1, delivery_model=delivery_model,
            starts_on=starts_on, ends_on=ends_on, floor=floor, yearly_payment_pence=yearly_payment_pence,
            review_on=review_on, accounts_due_on=accounts_due_on, at=now, **given,
        )  # fmt: skip
        if row.service_id != service_id:
            row.service_id, row.changed_at = service_id, now
            row.save(update_fields=["service", "changed_at"])
        audit.note(actor, "settlement.agreement_written", made)
        events.emit(AgreementWritten(made.id))
    return made.number


def _in_order(starts_on: date, ends_on: date, review_on: date, accounts_due_on: date) -> None:
    if ends_on <= starts_on:
        raise BadInput(Said("The last day comes after the first."), place="ends_on")
    if not starts_on < review_on <= ends_on:
        raise BadInput(Said("The first review is after the first day, and not after the last."), place="review_on")
    if not starts_on < accounts_due_on <= add_months(starts_on, 24):
        raise BadInput(Said("The first accounts are due after the first day, and within two years."),
                       place="accounts_due_on")  # fmt: skip


def sign_agreement(*, actor: Actor, reference: str, party: str, number: int, office: str, now: datetime) -> None:
    """Sign the agreement of this number for the council or for the group.

    Nobody signs for both. Raises NotAllowed, NotFound, BadInput; Conflict where another stands, or it is signed.
    """
    office = whole({"office": office})["office"]
    permission = "settlement.handle_takeover" if party == Signature.Party.COUNCIL else "settlement.act_for_group"
    with transaction.atomic():
        row = held(actor, reference, permission)
        at_stage(row, *OPEN)
        terms = queries.agreement_of(row.id)
        if terms is None or terms.number != number:
            raise Conflict(Said("The agreement was changed while you read it. Read it again, then sign."))
        signed = {item.party: item.signed_by_id for item in terms.signatures.all()}
        if party in signed:
            raise Conflict(Said("It is signed already. Nothing was changed."))
        if actor.account_id is not None and actor.account_id in signed.values():
            raise Conflict(Said("You signed for the other side. Somebody else must sign here."))
        recorded = {decision.recorded_by_id for decision in queries.decisions_of(row.id)}
        if party == Signature.Party.COUNCIL and actor.account_id is not None and actor.account_id in recorded:
            raise Conflict(Said("You put the decision on record. Somebody else must sign for the council."))
        made = Signature.objects.create(
            agreement=terms, party=party, office=office, signed_by_id=actor.account_id, at=now
        )
        audit.note(actor, "settlement.agreement_signed", made, reason=party)


def hand_over(*, actor: Actor, reference: str, now: datetime, today: date) -> None:
    """Let the group run the service from now on; whoever the settlement in force says answers for it still.

    Raises NotAllowed, NotFound, Conflict; NotThereYet naming all that is missing.
    """
    with transaction.atomic():
        row = held(actor, reference, "settlement.handle_takeover")
        at_stage(row, stages.DECIDED)
        if lacking := missing_to_hand_over(queries.dossier(row, today), today):
            raise NotThereYet(lacking)
        give(actor, row, now, "Handed over to the community by agreement.")
        move(actor, row, stages.RUNNING, now, "", "accountable")


def give(actor: Actor, row: Takeover, now: datetime, reason: str, alert: str | None = None) -> None:
    """Make the group the one that runs the service in the directory. Call inside the transaction; saves no row."""
    terms, promise = queries.terms_of(row.id), queries.promise_in_force(row.code)
    assert terms is not None
    assert promise is not None
    assert row.service_id is not None
    assert row.organisation_id is not None
    row.accountable_id = promise.accountable_id
    directory.change_hands(
        actor=actor, service_id=row.service_id, organisation_id=row.organisation_id, owner_id=row.accountable_id,
        delivery_model=terms.delivery_model, reason=reason, now=now, alert=alert,
    )  # fmt: skip
