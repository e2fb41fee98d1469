"""Reads of takeovers: what everybody may see, what the rules look at, and what the guards watch."""

from coopcouncil.settlement.queries.takeovers.ready import dossier, promise, watched
from coopcouncil.settlement.queries.takeovers.rows import (
    agreement_of,
    alarms_of,
    checks_of,
    decisions_of,
    declarations_by,
    declarations_of,
    interests_of,
    open_step_in,
    plans_of,
    public_takeovers,
    reviews_of,
    running,
    services_of_type,
    step_in_for,
    step_ins_of,
    step_ins_open,
    steps_of,
    support_of,
    takeover,
    takeover_for_update,
    takeovers_for,
    takeovers_of_organisation,
    takeovers_of_promise,
    waiting_for_council,
    waiting_for_group,
    waiting_of,
)

__all__ = [
    "agreement_of", "alarms_of", "checks_of", "decisions_of", "declarations_by", "declarations_of", "dossier",
    "interests_of", "open_step_in", "plans_of", "promise", "public_takeovers", "reviews_of", "running",
    "services_of_type", "step_in_for", "step_ins_of", "step_ins_open", "steps_of", "support_of", "takeover",
    "takeover_for_update", "takeovers_for", "takeovers_of_organisation", "takeovers_of_promise",
    "waiting_for_council", "waiting_for_group", "waiting_of", "watched",
]  # fmt: skip
