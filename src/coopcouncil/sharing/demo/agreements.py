"""Ashmere's sharing agreements: one with each organisation, for what its services are told; one is not signed yet."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.people import public as people
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.domain.agreements import AgreementEntry, AssessmentEntry
from coopcouncil.sharing.queries import processing

OFFICER = "Nia Rees"
WELCOME = "welcome"


def load() -> None:
    """Each organisation but the council itself. Loading it again changes nothing."""
    today = clock.today()
    begun = today - timedelta(days=240)
    tell_once = AssessmentEntry(
        code="tell-us-once",
        title="Telling services once, for residents",
        risks="A service learns more than it needs. Somebody tells something untrue of another person. A notice goes "
        "to the wrong body. Somebody who hurts a resident works for a body that is told.",
        measures="Each notice has a list of facts, and nothing else is cut for it. Notices say how sure they are, and "
        "end nothing by themselves. Everything can be taken back. In safe mode a person names who must not know.",
        advice="Go ahead. Look each quarter at what was corrected and taken back, and publish what you find.",
        advised_by=OFFICER,
        advised_on=begun - timedelta(days=20),
        followed=True,
        decided_by="Jo Whitfield",
        decided_on=begun - timedelta(days=10),
    )
    welcome = AssessmentEntry(
        code="welcome-visits",
        title="Visits to new neighbours by volunteers",
        risks="A volunteer learns where somebody lives alone.",
        measures="Volunteers are checked, and see a name and a street only.",
    )
    covered = _purposes_by_body(today)
    agreeing.load(
        actor=OPERATOR,
        assessments=[tell_once, welcome],
        agreements=[
            *(
                _signed(body.code, body.name, covered[body.id] - {WELCOME}, begun)
                for body in _others(covered, {WELCOME})
            ),
            *(_drafted(body.code, body.name, today) for body in _others(covered) if WELCOME in covered[body.id]),
        ],
        now=clock.now(),
    )


def _purposes_by_body(today: date) -> dict[UUID, set[str]]:
    """What each organisation is told for: by the services that it offers."""
    asked = processing.asked(today)
    offering = directory.offering({kind for item in asked.values() for kind in item.service_types})
    found: dict[UUID, set[str]] = defaultdict(set)
    for purpose, item in asked.items():
        for kind in item.service_types:
            for service in offering.get(kind, []):
                found[service.organisation_id].add(purpose)
    return found


def _others(covered: dict[UUID, set[str]], but_for: Collection[str] = ()) -> list[people.OrganisationView]:
    """Every organisation but the council that is told for something else than `but_for`."""
    return [
        body for body in people.organisations() if body.kind != "council" and covered.get(body.id, set()) - set(but_for)
    ]


def _signed(code: str, name: str, purposes: Collection[str], begun: date) -> AgreementEntry:
    return AgreementEntry(
        code=f"tell-us-once-{code}"[:60],
        organisation=code,
        title=f"Telling {name} once"[:200],
        purposes=tuple(sorted(purposes)),
        basis="Each side's own task in law, as each purpose names it; consent where a purpose says so.",
        retention="As each purpose says; at the longest six years.",
        security="Signed notices over TLS, a list of who may read, and a report of any loss within a day.",
        assessment="tell-us-once",
        starts_on=begun,
        review_on=begun + timedelta(days=365),
        ends_on=begun + timedelta(days=1095),
        signed_for_us="Jo Whitfield",
        signed_for_them=f"For {name}"[:120],
        signed_on=begun - timedelta(days=5),
    )


def _drafted(code: str, name: str, today: date) -> AgreementEntry:
    """Waits for the officer's advice, so that whoever moves home reads that a welcome is not passed on yet."""
    return AgreementEntry(
        code=f"welcome-{code}"[:60],
        organisation=code,
        title=f"A welcome by {name}"[:200],
        purposes=(WELCOME,),
        basis="Consent of whoever moves in.",
        retention="Six months.",
        assessment="welcome-visits",
        starts_on=today,
        review_on=today + timedelta(days=180),
        ends_on=today + timedelta(days=365),
    )
