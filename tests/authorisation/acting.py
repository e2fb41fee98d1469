"""Who acts for whom in cases: a right that Amara gave, a councillor's enquiry, a ward's seat."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from coopcouncil.casework.actions import advocating, delegating, enquiring, opening, teams
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, Enquiry, Team
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.roles import Role
from coopcouncil.people.models import Account, Appointment
from coopcouncil.people.public import actor_for_account, organisation_by_code
from coopcouncil.places.public import areas


def team_of_carys(cast: Any) -> UUID:
    """The team that takes the rest, with Carys in it."""
    now, today = clock.now(), clock.today()
    there = Team.objects.filter(takes_the_rest=True).first()
    team_id = there.id if there else teams.make_team(
        actor=OPERATOR, code="front", name="Front", summary="", service_types=(), takes_the_rest=True, now=now
    )  # fmt: skip
    if there is None:
        teams.join_team(
            actor=OPERATOR, team_id=team_id, account_id=cast.carys.account_id, rank="officer", now=now, today=today
        )
    return team_id


def acting(cast: Any) -> SimpleNamespace:
    """`common` fills addresses in, `bodies` forms."""
    now, today = clock.now(), clock.today()
    team_of_carys(cast)
    ward, other = areas("ward")[:2]
    abena = Account.objects.create_user("councillor@ashmere.example", name="Abena Castellanos").id
    Appointment.objects.create(
        account_id=abena, organisation_id=organisation_by_code("ashmere-council").id, role=Role.WARD_COUNCILLOR,
        starts_on=today - timedelta(days=9),
    )  # fmt: skip
    seat = enquiring.give_ward(
        actor=OPERATOR, account_id=abena, ward_id=ward.id, since=today - timedelta(days=5), now=now
    )  # fmt: skip
    enquiry = enquiring.open_enquiry(
        actor=actor_for_account(abena, today), ward_id=ward.id, title="Damp in a flat", words="Damp.", service_type="",
        constituent={"name": "Thessaly Wrenfield", "phone": "", "email": ""}, basis="agreed", asked_on=today,
        asked_how="phone", now=now, today=today,
    )  # fmt: skip
    right = delegating.appoint(
        actor=cast.amara.actor, name="Thessaly", email="thessaly@ashmere.example", case_id=None, may="read",
        until=today + timedelta(days=30), language="en", now=now, today=today,
    )  # fmt: skip
    case = Case.objects.get(id=Enquiry.objects.get(id=enquiry).case_id)
    until = today + timedelta(days=30)
    own = opening.open_own(
        actor=cast.amara.actor, problem=Problem("Damp in a flat", "Thessaly Wrenfield has damp."), now=now, today=today
    )  # fmt: skip
    carys = actor_for_account(cast.carys.account_id, today)
    matter = advocating.take_up(
        actor=carys, case_id=own.id, organisation_id=None, body={"name": "Bittern Lettings"}, track="other",
        asks="Mend it.", agreed="", agreed_on=None, now=now, today=today,
    )  # fmt: skip
    letter = advocating.write_letter(
        actor=carys, matter_id=matter, to={"name": "Bittern Lettings"}, opening="We write.", what="Damp.",
        document_ids=[], sent="post", up=False, now=now,
    )  # fmt: skip
    return SimpleNamespace(
        case_id=str(own.id), enquiry_case_id=str(case.id),
        common={
            "delegation_id": str(right), "enquiry_id": str(enquiry), "seat_id": str(seat), "ward_code": ward.code,
            "matter_id": str(matter), "step_id": str(letter),
        },
        bodies={
            "account/acting/add/": {
                "name": "Kit", "email": "kit@ashmere.example", "case": "all", "may": "read", "until-day": until.day,
                "until-month": until.month, "until-year": until.year,
            },
            "account/acting/code/": {"code": "ZZZZ-ZZZZ"},
            "enquiries/wards/": {
                "councillor": str(abena), "ward": str(other.id), "since-day": today.day, "since-month": today.month,
                "since-year": today.year,
            },
            "cases/<uuid:case_id>/answer-councillor/": {"words": "Done."},
        },
    )  # fmt: skip
