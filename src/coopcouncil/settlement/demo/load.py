"""Writing Ashmere's two editions, by the same actions as officers use, in the order of the year."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import ANONYMOUS, SYSTEM
from coopcouncil.kernel.calendars import LONDON
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement import actions
from coopcouncil.settlement.actions import FoundGap, finding
from coopcouncil.settlement.demo import tables
from coopcouncil.settlement.domain.readiness import GUNNING, OFFICES
from coopcouncil.settlement.domain.statute import PUBLIC_BODIES
from coopcouncil.settlement.models import Comment, Edition
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries

FIRST, NEXT = "first-settlement", "next-settlement"
_EVIDENCE = {
    "formative": "Three ways of doing it were put to people in each ward, and none was marked as preferred.",
    "reasons": "Each promise had its cost, its figures and what would go if it stayed, in six pages and read aloud.",
    "time": "Twelve weeks, no school holiday in them, with meetings in the evening and at the mosque and the market.",
    "considered": "Every comment was answered one by one; 31 of 214 changed a promise. Cabinet had them all, sorted.",
}
_OFFICERS = {
    "finance": "The promises can be paid for from the budgets that are named. The library reserve lasts two years.",
    "monitoring": "The procedure was lawful. Each duty is named, and a public body answers for it.",
}
DAYS_AGO = {"open": 200, "close": 116, "agree": 40, "force": 30}


def load() -> None:
    """Both editions; a second load changes nothing."""
    if Edition.objects.filter(code=FIRST).exists():
        return
    now = clock.now()
    with transaction.atomic():
        _first(now)
        _next(now)


def _at(now: datetime, days_ago: int) -> tuple[datetime, date]:
    moment = now - timedelta(days=days_ago)
    return moment, moment.astimezone(LONDON).date()


def _first(now: datetime) -> None:
    opened, opened_on = _at(now, DAYS_AGO["open"])
    closed, closed_on = _at(now, DAYS_AGO["close"])
    agreed, agreed_on = _at(now, DAYS_AGO["agree"])
    begun, begun_on = _at(now, DAYS_AGO["open"] + 60)
    actions.begin_edition(
        actor=SYSTEM, code=FIRST, title="The first settlement of Ashmere", now=begun,
        summary="What public services provide in Ashmere, to what level, and what neighbours do for one another.",
    )  # fmt: skip
    for code, values in _promises(begun_on).items():
        actions.add_entry(
            actor=SYSTEM, edition=FIRST, code=code.replace("_", "-"), service_type=code, values=values, now=begun
        )
    who: dict[str, Any] = {"actor": SYSTEM, "edition": FIRST}
    actions.open_consultation(**who, closes_on=closed_on, now=opened, today=opened_on)
    actions.override_objection(
        **who, code="new-neighbours", now=closed, today=closed_on, objectors="64 people of Larkhill, in a letter",
        objection="A welcome is what a council is there for. Neighbours come and go.",
        strategic_reason="Where neighbours call, people stay; an officer’s visit did nothing that could be measured. "
        "The money goes into jobs.",
        softened_by="The council pays for the printing and a paid organiser for three years.",
        review_on=closed_on + timedelta(days=DAYS_AGO["close"] + 10),  # so that it is on a desk
    )  # fmt: skip
    actions.move_on(**who, state="amended", now=closed, today=closed_on + timedelta(days=1))
    for code in GUNNING:
        actions.record_principle(**who, code=code, met=True, evidence=_EVIDENCE[code], now=closed)
    for office in OFFICES:
        actions.record_officer_comment(
            **who, office=office, words=_OFFICERS[office], given_on=agreed_on, now=agreed, today=agreed_on
        )
    actions.record_pre_election(**who, falls=False, note="")
    actions.record_decision(
        **who, body="Ashmere Council", competence="Article 4 of the constitution: the policy framework",
        decided_on=agreed_on, reasons="It was worked out together, it can be paid for, and nobody is left behind.",
        record="Minutes of the council, item 9", now=agreed, today=agreed_on,
    )  # fmt: skip
    in_force, in_force_on = _at(now, DAYS_AGO["force"])
    actions.bring_into_force(**who, now=in_force, today=in_force_on)


def _promises(looked_on: date) -> dict[str, dict[str, Any]]:
    own = {row[0]: row[1:] for row in tables.rows(tables.OWN)}
    usual = {row[0]: row[1:] for row in tables.rows(tables.BY_SECTOR)}
    council = people.council()
    assert council is not None
    kinds, bodies = directory.service_types(), {item.id: item for item in people.organisations()}
    services, duties = queries.provided_types(), queries.duties_held(kinds)
    laws = queries.laws(kinds)
    made = {}
    for code, service in services.items():
        kind = kinds[code]
        body = bodies[service.owner_id or service.organisation_id]
        duty = code in duties
        answers = body if body.kind in PUBLIC_BODIES or not duty else council
        expected, yours, cost = usual[kind.sector]
        row = own.get(code, ["day_to_day", "10 working_days", "85", "-", "-", cost])
        told = getattr(service, "eligibility", None)
        basis = laws.get(code, [])
        made[code] = {
            "title": kind.name, "kind": row[0], "clock": row[1], "target": int(row[2]) if row[2] else None,
            "standard": expected if row[3] == "-" else row[3], "you_do": yours if row[4] == "-" else row[4],
            "yearly_cost_pence": int(row[5]) * 100,
            "for_whom": _whom(told),
            "audiences": sorted(set(told.audiences) - {"everyone"}) if told else [],
            "minimum_age": told.minimum_age if told else None, "maximum_age": told.maximum_age if told else None,
            "provides": kind.description, "threshold": "Whoever it is for may ask, by any way and at any counter.",
            "measured_by": "The council, from the clocks of this site; once a year, people who used it.",
            "accountable": str(answers.id), "delivery_model": service.delivery_model, "outcome": service.outcome,
            "safeguards": "You can complain to the council, whoever runs it, and the council stays with you until it "
            "is put right.",
            "statutory_duty": duty,
            "statutory_basis": "; ".join(f"{law['instrument']}, {law['section']}" for law in basis),
            "statutory_minimum": " ".join(law["minimum"] for law in basis),
            "minimum_met": duty,
            "minimum_how": "Checked against the Act by the monitoring officer’s team." if duty else "",
            "funding_line": "General fund" if body.kind == "council" else f"The budget of {body.name}",
            "evidence": "Figures of the last three years, and what people said in every ward.",
            "reasons": "People need it, and it can be paid for.",
            "equality_affected": "People who use it most: by age, disability, sex and race, as far as it is known.",
            "equality_regard": "Looked at by group and by ward; nobody has less of it for who they are.",
            "equality_on": looked_on,
        }  # fmt: skip
    return made


def _whom(told: Any) -> str:
    return (told.description if told else "") or "Everybody who lives in Ashmere and needs it."


def _next(now: datetime) -> None:
    begun, _begun_on = _at(now, 20)
    opened, opened_on = _at(now, 10)
    actions.begin_edition(
        actor=SYSTEM, code=NEXT, title="The next settlement of Ashmere", based_on=FIRST, now=begun,
        summary="What would change from next April. Nothing is decided: say what you think of each promise.",
    )  # fmt: skip
    changes: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for code, name, value, why in tables.rows(tables.NEXT):
        given, reasons = changes.setdefault(code.replace("_", "-"), ({}, []))
        given[name] = int(value) if value.isdigit() else value
        reasons.append(why)
    for slug, (given, reasons) in changes.items():
        actions.edit_entry(
            actor=SYSTEM, edition=NEXT, code=slug, values={**given, "reasons": " ".join(reasons)}, version=1, now=begun,
            reason=" ".join(reasons),
        )  # fmt: skip
    who: dict[str, Any] = {"actor": SYSTEM, "edition": NEXT}
    actions.open_consultation(**who, closes_on=opened_on + timedelta(days=84), now=opened, today=opened_on)
    for place, (code, words, answer, changed, name) in enumerate(tables.rows(tables.SAID)):
        said, said_on = _at(now, 8 - place)
        by = people.actor_for_account(people.account_with_email(f"{name}@ashmere.example"), said_on) if name else None
        reference = actions.make_comment(
            actor=by or ANONYMOUS, edition=NEXT, code=code.replace("_", "-"), words=words, now=said, today=said_on
        )
        made = Comment.objects.get(reference=reference)
        if answer:
            actions.answer_comment(
                actor=SYSTEM, comment_id=made.id, words=answer, changed_it=changed == "yes", now=said
            )
    _gaps(now)
    actions.override_objection(
        **who, code="garden-waste", now=opened, today=opened_on, objectors="412 people who signed a petition",
        objection="We pay council tax so that the council collects.",
        strategic_reason="Half of the borough has no garden. The money keeps six children’s centres open.",
        softened_by="Nobody’s collection ends before a group in their ward collects. Assisted collections stay.",
        review_on=opened_on + timedelta(days=540),
    )  # fmt: skip


def _gaps(now: datetime) -> None:
    """What the records show, each with its answer; and one of the next edition that waits for one."""
    found, found_on = _at(now, 9)
    answered, today = _at(now, 4)
    answers = {row[0].replace("_", "-"): row[1:] for row in tables.rows(tables.ANSWERS)}
    finding.find_gaps(actor=SYSTEM, now=found, today=found_on)
    for gap in entries.gaps_waiting():
        what, by_whom = answers.get(gap.entry.code, answers["*"])
        actions.answer_gap(
            actor=SYSTEM, gap_id=gap.id, what=what, by_whom=by_whom, by_when=today + timedelta(days=150), now=answered,
            today=today,
        )  # fmt: skip
    wards = places.areas("ward")
    if not wards:
        return
    late = FoundGap(
        "performance", 11.0, 4.0, 18.0, "times in a hundred fewer than elsewhere", "People here wait longer for a "
        "first appointment than in other wards.", "Clocks of cases in the last twelve months", area_id=wards[-1].id,
    )  # fmt: skip
    actions.flag_gap(actor=SYSTEM, edition=NEXT, code="debt-advice", found=late, now=found)
