"""Writes of takeovers: one verb each, in the order of the way."""

from coopcouncil.settlement.actions.takeovers.agreeing import hand_over, sign_agreement, write_agreement
from coopcouncil.settlement.actions.takeovers.beginning import answer_interest, express_interest, withdraw
from coopcouncil.settlement.actions.takeovers.checking import decide, end, name_organisation, sign_check
from coopcouncil.settlement.actions.takeovers.moving import NotThereYet
from coopcouncil.settlement.actions.takeovers.preparing import answer_support, offer_support, write_plan
from coopcouncil.settlement.actions.takeovers.running import (
    answer_alarm,
    declare_conflict,
    give_back,
    put_right,
    raise_alarm,
    receive_accounts,
    review,
    step_in,
    take_back_for_good,
)
from coopcouncil.settlement.actions.takeovers.watching import watch

__all__ = [
    "NotThereYet", "answer_alarm", "answer_interest", "answer_support", "decide", "declare_conflict", "end",
    "express_interest", "give_back", "hand_over", "name_organisation", "offer_support", "put_right", "raise_alarm",
    "receive_accounts", "review", "sign_agreement", "sign_check", "step_in", "take_back_for_good", "watch",
    "withdraw", "write_agreement", "write_plan",
]  # fmt: skip
