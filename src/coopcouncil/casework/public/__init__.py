"""The door of casework: problems that other contexts hand over, and what they react to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import erasing, exchanging, noticing, owning, register, stepping_in
from coopcouncil.casework.actions.opening import Opened, Problem, open_case
from coopcouncil.casework.domain import transfers
from coopcouncil.casework.domain.contacts import ChannelCosts
from coopcouncil.casework.domain.contacts import shipped_costs as channel_costs
from coopcouncil.casework.events import CaseReopened, ComplaintUpheld, PromiseBroken
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.public.failing import PublishedFailure, PublishedFailures, published_failures
from coopcouncil.casework.queries import complaints, delegations, desk, figures, lists, persons, step_ins
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Gauge, Health, Kept, Measure, Owner
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.retention import Keeping
from coopcouncil.people.events import AppointmentEnded
from coopcouncil.settlement.events import SteppedIn, TakeoverMoved
from coopcouncil.sharing.events import DeliveryDied, NoticeAnswered, ParcelDied

__all__ = [
    "ChannelCosts", "Opened", "Owned", "Problem", "PublishedFailure", "PublishedFailures", "channel_costs", "open_case",
    "owned_notices", "published_failures",
]  # fmt: skip


# --- reactions (project/wiring.py) ----------------------------------------------------------------------------------


def own_dead_delivery(event: DeliveryDied) -> None:
    """What could not be delivered is a case at once."""
    noticing.own_notice(notice_id=event.notice_id, how="undelivered", now=clock.now())


def own_refusal(event: NoticeAnswered) -> None:
    """What was refused is a case at once; any other answer is news for the case that there is."""
    if event.answer == "refused":
        noticing.own_notice(notice_id=event.notice_id, how="refused", now=clock.now())
    else:
        noticing.answer_came(notice_id=event.notice_id, answer=event.answer, now=clock.now())


def own_dead_parcel(event: ParcelDied) -> None:
    """What could not be said to another council is said to the resident and the owner here."""
    if event.kind == transfers.KIND:
        exchanging.own_what_did_not_arrive(transfer_id=event.subject, now=clock.now())


def own_step_in(event: SteppedIn) -> None:
    """A service that the council took back is somebody’s at once."""
    stepping_in.try_to_own(step_in_id=event.step_in_id, now=clock.now())


def settle_step_in(event: TakeoverMoved) -> None:
    """How a service goes on that the council took back is news in its case."""
    stepping_in.settle_step_in(takeover_id=event.takeover_id, stage=event.stage, now=clock.now())


def hand_over_who_leaves(event: AppointmentEnded) -> None:
    """Who works for the council no more owns nothing any more."""
    owning.leave_where_no_role_is_left(account_id=event.account_id, now=clock.now(), today=clock.today())


def enter_broken_promise(event: PromiseBroken) -> None:
    """What was promised and not kept goes into the register of failures."""
    register.enter_breach(clock_id=event.clock_id, now=clock.now())


def enter_what_was_not_done(event: CaseReopened) -> None:
    """What was closed and had to be opened again goes into the register of failures."""
    register.enter_repeat(case_id=event.case_id, now=clock.now())


def enter_upheld_complaint(event: ComplaintUpheld) -> None:
    """Where somebody was right to complain, that goes into the register of failures, once a complaint."""
    register.enter_complaint(
        complaint_id=event.complaint_id,
        provider_id=event.organisation_id,
        service_type=event.service_type,
        ward_id=event.ward_id,
        what=complaints.what_was_upheld(event.complaint_id),
        now=clock.now(),
    )


# --- what others show -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owned:
    """A problem that came of a notice, for whose it is: who owns it, whether it is over, and where they read on."""

    url: str
    owner: str
    is_open: bool


def owned_notices(actor: Actor, notice_ids: Collection[UUID], today: date) -> dict[UUID, Owned]:
    """The newest case about each of these notices that is the actor's own, or of whom they speak for."""
    if actor.account_id is None or not notice_ids:
        return {}
    return {
        case.notice_id: Owned(
            reverse("casework:my_case", args=[case.id]), str(case.owner.account), case.state != "closed"
        )
        for case in desk.about_notices(notice_ids)
        if case.notice_id and allowed(actor, "casework.see_own", OnDay(case, today))
    }


# --- contributions --------------------------------------------------------------------------------------------------


def health(now: datetime) -> Health:
    """Whether anybody can own what goes wrong. A council that has no team yet is not ill: it is new."""
    if not desk.anybody_ever():
        return Health("casework owners", True, "no team has an officer yet")
    ok = desk.anybody_active()
    return Health("casework owners", ok, "" if ok else "no officer is active: no case can be opened")


def measures(now: datetime) -> list[Measure]:
    """How many promises were kept, and how many problems ended by the resident’s word, within a year."""
    kept, ends = figures.kept(now), figures.ends(now)
    source = _("Casework, the last twelve months")
    found = []
    if kept.all:
        found.append(Measure("casework.promises_kept", _("Promises kept"), f"{kept.kept} / {kept.all}", source))
    if ends.all:
        words = _("Problems solved, by the resident’s word")
        found.append(Measure("casework.solved", words, f"{ends.solved} / {ends.all}", source))
    return found


def kept(service_types: Collection[str], now: datetime) -> dict[str, list[Kept]]:
    """How often answers about these types of service came in time within a year, by type and ward. One query."""
    found: dict[str, list[Kept]] = {}
    for service_type, ward_id, met, every in figures.kept_by_ward(service_types, now):
        found.setdefault(service_type, []).append(Kept(ward_id, met, every))
    return found


def kept_by(organisation_id: UUID, service_type: str, since: datetime, now: datetime) -> list[Kept]:
    """The same of what one organisation had to do, since a moment."""
    return [Kept(*row) for row in figures.kept_of_organisation(organisation_id, service_type, since, now)]


def owners(step_in_ids: Collection[UUID]) -> dict[UUID, Owner]:
    """Who owns the newest case about each of these services that the council took back."""
    return {
        case.step_in_id: Owner(case.owner.account.name, case.reference, case.state != "closed")
        for case in step_ins.cases_about(step_in_ids)
        if case.step_in_id
    }


def gauges(now: datetime) -> list[Gauge]:
    return [
        Gauge("coopcouncil_cases_open", "Cases that are open", figures.open_count()),
        Gauge("coopcouncil_promises_broken", "Promises that are broken and still to do", figures.broken_count()),
    ]


def export_person(account_id: UUID) -> dict[str, Any]:
    """Every case about this person, with all that was written in it."""
    views = [{"name": view.name, "list": view.whose, "asked": view.asked} for view in lists.saved_views(account_id)]
    return {
        "cases": persons.cases_for_export(account_id),
        "acting_for_one_another": delegations.for_export(account_id),
        **({"saved_lists": views} if views else {}),
    }


def erase_person(account_id: UUID) -> None:
    """What was said in their cases is destroyed; what they owned as an officer others take."""
    erasing.erase_person(account_id)


def keepings() -> list[Keeping]:
    """For how long casework keeps each kind of thing."""
    return erasing.keepings()


# --- complaints -----------------------------------------------------------------------------------------------------


def export_complaints(account_id: UUID) -> dict[str, Any]:
    """What this person complained of, what was answered, and what the ombudsman decided."""
    return {"complaints": complaints.complaints_for_export(account_id)}


def legal_holds(account_id: UUID) -> list[str]:
    """While an ombudsman looks at a complaint, nothing about it may go."""
    return [
        _("An ombudsman is looking at their complaint %(reference)s.") % {"reference": reference}
        for reference in complaints.with_ombudsman(account_id)
    ]
