"""Who reacts to what: event → public action. Every reaction between neighbours is on this one table."""

from coopcouncil.casework import public as casework
from coopcouncil.casework.events import CaseReopened, ComplaintUpheld, PromiseBroken
from coopcouncil.foundation import events
from coopcouncil.people.events import AppointmentEnded
from coopcouncil.settlement import public as settlement
from coopcouncil.settlement.events import (
    AgreementWritten,
    AlarmAnswered,
    AlarmRaised,
    HelpOffered,
    PlanWritten,
    SteppedIn,
    TakeoverMoved,
)
from coopcouncil.sharing.events import DeliveryDied, NoticeAnswered, ParcelDied

REACTIONS: list[tuple[type, object]] = [
    (DeliveryDied, casework.own_dead_delivery),
    (NoticeAnswered, casework.own_refusal),
    (ParcelDied, casework.own_dead_parcel),
    (AppointmentEnded, casework.hand_over_who_leaves),
    (PromiseBroken, casework.enter_broken_promise),
    (CaseReopened, casework.enter_what_was_not_done),
    (ComplaintUpheld, casework.enter_upheld_complaint),
    (SteppedIn, casework.own_step_in),
    (TakeoverMoved, casework.settle_step_in),
    (SteppedIn, settlement.write_letters),
    (TakeoverMoved, settlement.write_letters),
    (HelpOffered, settlement.write_letters),
    (PlanWritten, settlement.write_letters),
    (AgreementWritten, settlement.write_letters),
    (AlarmRaised, settlement.write_letters),
    (AlarmAnswered, settlement.write_letters),
]


def connect() -> None:
    """Register every reaction. Called once, at start-up."""
    for event_type, reaction in REACTIONS:
        events.react(event_type, reaction)  # type: ignore[arg-type]
