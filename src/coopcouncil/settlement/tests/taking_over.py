"""A group on its way to running a service, to test with."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from coopcouncil.foundation import clock
from coopcouncil.people import public as people
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.demo import takeovers as demo
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS, MET
from coopcouncil.settlement.queries import takeovers as queries

CODE = "infant-feeding-support"
GROUP = "Mothers of Larkhill"
PLAN = {**demo.PLAN, "yearly_cost_pence": 100, "yearly_income_pence": 100}


def who(actor: Any, reference: str, **other: Any) -> dict[str, Any]:
    return {"actor": actor, "reference": reference, "now": clock.now(), **other}


def interest(cast: SimpleNamespace, code: str = CODE) -> str:
    return actions.express_interest(
        actor=cast.amara.actor, code=code, group_name=GROUP, group_kind="neighbours",
        idea="We would answer the phone.", now=clock.now(),
    )  # fmt: skip


def planned(cast: SimpleNamespace, code: str = CODE) -> str:
    reference = interest(cast, code)
    actions.answer_interest(**who(cast.grace.actor, reference), accepted=True, reason="Good.")
    actions.write_plan(**who(cast.amara.actor, reference), **PLAN)
    return reference


def sign(cast: SimpleNamespace, reference: str, code: str, finding: str = MET) -> None:
    actions.sign_check(
        **who(cast.mei.actor, reference), code=code, finding=finding, reasons="Seen.", evidence="", office="legal"
    )


def checked(cast: SimpleNamespace, code: str = CODE) -> str:
    reference = planned(cast, code)
    body = people.organisation_by_code("larkhill-tenants-co-op")
    actions.name_organisation(**who(cast.grace.actor, reference), organisation_id=body.id)
    for check in CHECKS:
        sign(cast, reference, check)
    return reference


def decide(cast: SimpleNamespace, reference: str, *, agreed: bool = True) -> None:
    actions.decide(
        **who(cast.grace.actor, reference), agreed=agreed, body="Cabinet", competence="Article 7",
        decided_on=clock.today(), reasons="It is good.", record="Item 6", today=clock.today(),
    )  # fmt: skip


def agree(cast: SimpleNamespace, reference: str, **other: Any) -> int:
    row, today = queries.takeover(reference), clock.today()
    service = queries.services_to_take(row, None).first()
    given = {
        "service_id": service.id, "delivery_model": "mutual", "starts_on": today, "ends_on": today + timedelta(900),
        "level": "Every call is answered.", "floor": 80, "step_in_rights": "When it fails.", "rewards": "",
        "yearly_payment_pence": 0, "minimum_how": "", "consent": "Its minutes", "review_on": today + timedelta(90),
        "accounts_due_on": today + timedelta(200), **other,
    }  # fmt: skip
    return actions.write_agreement(**who(cast.mei.actor, reference), **given)


def both_sign(cast: SimpleNamespace, reference: str, number: int = 1) -> None:
    for party, actor in (("council", cast.mei.actor), ("group", cast.esi.actor)):
        actions.sign_agreement(**who(actor, reference), party=party, number=number, office="chair")


def handed_over(cast: SimpleNamespace, code: str = CODE) -> str:
    reference = checked(cast, code)
    decide(cast, reference)
    agree(cast, reference)
    both_sign(cast, reference)
    actions.hand_over(**who(cast.grace.actor, reference), today=clock.today())
    return reference
