"""Amara’s group, which was invited to write its plan."""

from datetime import datetime
from typing import Any

from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement.actions import takeovers as actions

PLAN = {
    "does": "We answer the phone.", "level": "Every day.", "who": "Twelve of us.", "yearly_cost": "100",
    "yearly_income": "100", "income_from": "A market stall.", "needs": "A phone.", "risks": "Few of us are at home.",
}  # fmt: skip


def group_of_amara(cast: Any, now: datetime) -> str:
    reference = actions.express_interest(
        actor=cast.amara.actor, code="volunteering", group_name="Neighbours", group_kind="neighbours",
        idea="We would answer the phone.", now=now,
    )  # fmt: skip
    actions.answer_interest(actor=SYSTEM, reference=reference, accepted=True, reason="It fits.", now=now)
    return reference
