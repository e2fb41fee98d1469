"""The numbers of a case in words."""

from coopcouncil.kernel.words import Said
from coopcouncil.reviews.domain.appraisal.case import Case
from coopcouncil.reviews.domain.switching import EVERY_BENEFIT, EVERY_COST

_KEYS = {
    "amount": Said("amount in pounds"),
    "grade": Said("grade, from 1 to 6"),
    "from": Said("first year"),
    "to": Said("last year"),
    "deadweight": Said("share that would have come anyway (deadweight)"),
    "attribution": Said("share that is due to this (attribution)"),
    "displacement": Said("share that is only moved elsewhere (displacement)"),
    "leakage": Said("share that goes to others (leakage)"),
    "substitution": Said("share that takes the place of something else (substitution)"),
    "drop_off": Said("share that drops off each year"),
    "cashability": Said("share that can leave the budget (cashability)"),
}
_OTHERS = {
    "case.horizon": Said("Last year that counts"),
    "sharing.central": Said("Central government’s share"),
    "sharing.window_start": Said("First year of sharing"),
    "sharing.window_years": Said("Years of sharing"),
    EVERY_COST: Said("All costs, times"),
    EVERY_BENEFIT: Said("All benefits, times"),
}


def label(case: Case, path: str) -> Said:
    """What a path such as `benefit.2.deadweight` names, for a person."""
    if path in _OTHERS:
        return _OTHERS[path]
    table, number, *rest = path.split(".")
    if table == "optimism_bias":
        return Said("Optimism bias of grade %(number)s", number=rest[0])
    row = case.costs[int(number) - 1] if table == "cost" else case.benefits[int(number) - 1]
    key = _KEYS[rest[0]] if rest[0] != "ramp" else Said("share of the full effect in its year %(at)s", at=rest[1])
    pattern = (
        Said("Cost %(number)s, %(who)s: %(what)s") if table == "cost" else Said("Benefit %(number)s, %(who)s: %(what)s")
    )
    return pattern.given(number=number, who=row.organisation, what=key)
