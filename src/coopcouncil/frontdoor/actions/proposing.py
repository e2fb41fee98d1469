"""A service holds another value than the person told: asking about it, and what follows where the person agrees."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.actions.correcting import Corrected, correct, to_correct
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.telling import shown
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.sharing import public as sharing


def asked_for(event_code: str, event_version: int, fact_code: str, today: date) -> tuple[LifeEvent, Fact]:
    """The question whose answer a service holds in another way. Raises BadInput where it is not asked any more."""
    try:
        event = gateways.event_of_version(event_code, event_version, today)
        fact = event.fact(fact_code)
    except (NotFound, KeyError):
        raise BadInput("That is not asked any more.", place="code", mend="Say it in your answer.") from None
    if fact.type == "file":
        raise BadInput("A file cannot be put right in this way.", place="code", mend="Say it in your answer.")
    return event, fact


def read_proposed(event_code: str, event_version: int, fact_code: str, value: Any, today: date) -> sharing.ReadValue:
    """A proposed value by its question's own rules, for `sharing.register_value_reader`. Raises BadInput."""
    event, fact = asked_for(event_code, event_version, fact_code, today)
    try:
        read = facts.read(fact, value, today=today)
    except WrongAnswer as error:
        raise BadInput(str(error.message), place="value", mend=str(error.mend)) from None
    if read is None:
        raise BadInput("There is nothing here.", place="value", mend="Write the value that you hold.")
    return sharing.ReadValue(read, "\n".join(str(line) for line in shown(event, fact.code, read).lines))


def agree(*, actor: Actor, proposal_id: UUID, even_so: bool, now: datetime, today: date) -> Corrected:
    """The person says that the service is right: every service that was told the old value gets the new one.

    Also those that got it with something else that the person told of themself. Where the answer changes who should be
    told, nothing is done until `even_so`. Raises NotFound, NotAllowed, Conflict, WrongAnswer.
    """
    with transaction.atomic():
        asked = sharing.hold_proposal(actor=actor, proposal_id=proposal_id)
        _event, fact = to_correct(sharing.submission(actor, asked.submission_id), asked.code, today=today)
        before = told_before(actor, asked)
        elsewhere = sharing.told_the_same(actor, known_as=fact.known_as, value=before, but_not=asked.submission_id)
        done = correct(
            actor=actor, submission_id=asked.submission_id, fact_code=asked.code, raw=asked.value, even_so=even_so,
            now=now, today=today, agreed=True,
        )  # fmt: skip
        if done.stopped:
            return done
        services = done.services
        for submission_id, code in dict.fromkeys((item.submission_id, item.code) for item in elsewhere):
            with suppress(WrongAnswer, NotFound, Conflict), transaction.atomic():  # asked in another way there
                services += correct(
                    actor=actor, submission_id=submission_id, fact_code=code, raw=asked.value, even_so=True,
                    now=now, today=today, agreed=True,
                ).services  # fmt: skip
        sharing.settle_proposal(actor=actor, proposal_id=proposal_id, accepted=True, now=now)
    return Corrected(services)


def told_before(actor: Actor, asked: sharing.ProposalView) -> Any:
    """What the services that were told hold now, from us; None where we do not hold it any more."""
    return sharing.facts_told(actor, asked.submission_id).get(asked.code)
