"""Promises and editions to test with."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from coopcouncil.foundation import clock
from coopcouncil.people import public as people
from coopcouncil.settlement import actions
from coopcouncil.settlement.domain.readiness import GUNNING, OFFICES
from coopcouncil.settlement.models import Edition


def promise(**other: Any) -> dict[str, Any]:
    """A whole promise of the council's, with its equality record."""
    council = people.council()
    assert council is not None
    return {
        "title": "Libraries", "kind": "active", "for_whom": "Everybody", "audiences": ["everyone"],
        "provides": "Ten libraries.", "standard": "Open six days a week.", "clock": "5 working_days", "target": 90,
        "measured_by": "The council, from its own records.", "you_do": "Bring books back.",
        "accountable": str(council.id), "delivery_model": "public_sector", "outcome": "communities",
        "statutory_duty": True, "statutory_basis": "Public Libraries and Museums Act 1964, section 7",
        "minimum_met": True, "minimum_how": "Every ward has a library within two miles.", "reasons": "People use them.",
        "yearly_cost_pence": 120_000_000, "equality_affected": "Older people, who use them most.",
        "equality_regard": "Opening hours were kept in the mornings.", "equality_on": clock.today(), **other,
    }  # fmt: skip


def edition(actor: Any, code: str = "first", **entries: dict[str, Any]) -> str:
    """A draft with these promises, by their codes ("libraries" where none is given)."""
    now = clock.now()
    actions.begin_edition(actor=actor, code=code, title=f"Settlement {code}", summary="What we promise.", now=now)
    for name, other in (entries or {"libraries": {}}).items():
        actions.add_entry(
            actor=actor, edition=code, code=name, service_type=other.pop("service_type", name),
            service_id=other.pop("service_id", None), values=promise(**other), now=now,
        )  # fmt: skip
    return code


def consulted(actor: Any, code: str) -> None:
    """Open for two weeks that are over, and amended."""
    now, today = clock.now(), clock.today()
    actions.open_consultation(actor=actor, edition=code, closes_on=today + timedelta(days=1), now=now, today=today)
    Edition.objects.filter(code=code).update(
        opens_on=today - timedelta(days=40), closes_on=today - timedelta(days=1)
    )  # time has gone by
    actions.move_on(actor=actor, edition=code, state="amended", now=now, today=today)


def prepared(actor: Any, code: str, *, but: frozenset[str] = frozenset()) -> None:
    """All that an edition must have besides its promises, but for what `but` names."""
    now, today = clock.now(), clock.today()
    for principle in GUNNING:
        if principle not in but:
            actions.record_principle(
                actor=actor, edition=code, code=principle, met=True, evidence="The minutes say so.", now=now
            )
    for office in OFFICES:
        if office not in but:
            actions.record_officer_comment(
                actor=actor, edition=code, office=office, words="I have nothing to add.", given_on=today, now=now,
                today=today,
            )  # fmt: skip
    if "election" not in but:
        actions.record_pre_election(actor=actor, edition=code, falls=False, note="")


def decided(actor: Any, code: str) -> None:
    actions.record_decision(
        actor=actor, edition=code, body="Ashmere Council", competence="Article 4 of the constitution",
        decided_on=clock.today(), reasons="It was worked out together.", record="Minutes of the council, item 7",
        now=clock.now(), today=clock.today(),
    )  # fmt: skip


def in_force(cast: SimpleNamespace, code: str = "first", **entries: dict[str, Any]) -> str:
    """An edition all the way into force."""
    actor = cast.grace.actor
    edition(actor, code, **entries)
    consulted(actor, code)
    prepared(actor, code)
    decided(actor, code)
    actions.bring_into_force(actor=actor, edition=code, now=clock.now(), today=clock.today())
    return code
