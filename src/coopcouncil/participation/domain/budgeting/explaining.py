"""Why these projects won, in words that a resident can follow, with the sums beside them."""

from collections.abc import Iterator
from fractions import Fraction

from coopcouncil.participation.domain.budgeting.election import Election
from coopcouncil.participation.domain.budgeting.rounds import EQUAL_SHARES, PHRAGMEN, Loser, Outcome, Round

_MOST_DECIMALS = 4


def explained(election: Election, outcome: Outcome, *, short: bool = False) -> Iterator[str]:
    """One sentence or two a line. `short`: what won, and no more."""
    cost = election.money(sum(election.costs[project] for project in outcome.selected))
    budget = election.money(election.budget)
    yield (
        f"{len(outcome.rounds)} of {len(election.projects)} projects win. They cost {number(cost)} of {number(budget)}."
        f" That leaves {number(budget - cost)}. {_people(election.voters)} voted."
    )
    if short:
        for held in outcome.rounds:
            yield f"{_name(election, held.project)}: {_cost(election, held.project)}"
        return
    if outcome.share is not None:
        yield (
            f"Every voter has the same share of the money: {number(election.money(outcome.share))}. "
            "A project wins when its supporters can pay for it together; the one that asks least of each, for what it "
            "is worth, goes first."
        )
        if (began := Fraction(election.budget, election.voters or 1)) < outcome.share:
            yield (
                f"The money alone would give each {number(election.money(began))}. The share was raised, the same for "
                "all, until what wins makes use of what would be left over."
            )
    for place, held in enumerate(outcome.rounds, start=1):
        yield f"Round {place}: {_name(election, held.project)} wins. {_why(election, held)}"
        if held.tied:
            level = ", ".join(election.projects[project].id for project in held.tied)
            yield f"  Exactly level were {level}; the declared order for ties decided."
        if held.others:
            beside = ", ".join(f"{_name(election, other)} {number(support)}" for other, support in held.others)
            yield f"  Its effective support is {number(held.effective_support)}; beside it stood {beside}."
    for loser in outcome.losers:
        yield f"{_name(election, loser.project)} does not win. {_lacked(election, loser)}"


def number(value: Fraction) -> str:
    """With a comma at the thousands and at most four decimals; “about” where it is not exact."""
    rounded = round(value * 10**_MOST_DECIMALS)
    whole, decimals = divmod(abs(rounded), 10**_MOST_DECIMALS)
    text = f"{'-' * (rounded < 0)}{whole:,}.{decimals:0{_MOST_DECIMALS}d}".rstrip("0").rstrip(".")
    return text if Fraction(rounded, 10**_MOST_DECIMALS) == value else f"about {text}"


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _name(election: Election, project: int) -> str:
    row = election.projects[project]
    return f"{row.id} ({row.name})" if row.name else row.id


def _cost(election: Election, project: int) -> str:
    return number(election.money(election.costs[project]))


def _why(election: Election, held: Round) -> str:
    cost, votes = _cost(election, held.project), election.votes(held.project)
    price = None if held.price is None else number(election.money(held.price))
    if held.by == EQUAL_SHARES:
        if not election.costs[held.project]:
            return f"It costs nothing, and has {_many(votes, 'supporter')}."
        if not held.rest:
            return f"It costs {cost}. {_each(votes)} {price}."
        rest = number(election.money(held.rest_paid))
        without = votes - held.full - held.rest
        nothing = f"; {without:,} had nothing left" if without else ""
        return (
            f"It costs {cost}. Of its {_many(votes, 'supporter')}, {held.full:,} paid {price} each and {held.rest:,} "
            f"all they had left, which was less, {rest} in all{nothing}. That is as good as "
            f"{number(held.effective_support)} who all pay the same."
        )
    if held.by == PHRAGMEN:
        return (
            f"It costs {cost} and has {_many(votes, 'supporter')}. The load of each is then {price}, the least of all."
        )
    if price is None:
        return f"It costs {cost}; nobody voted for it, and there was money left."
    return f"It costs {cost} and has {_many(votes, 'vote')}: {price} for each vote. There was money left for it."


def _each(supporters: int) -> str:
    return "Its 1 supporter paid" if supporters == 1 else f"Its {supporters:,} supporters each paid"


def _lacked(election: Election, loser: Loser) -> str:
    supporters = _many(election.votes(loser.project), "supporter")
    match loser.why:
        case "supporters_money":
            return (
                f"It costs {_cost(election, loser.project)}. What its {supporters} had left is "
                f"{number(election.money(loser.lacked))} too little."
            )
        case "budget":
            return (
                f"It costs {_cost(election, loser.project)}, {number(election.money(loser.lacked))} more than was left."
            )
        case "limit":
            return "It costs more than is left for its category or area."
        case "nobody":
            return "Nobody voted for it."
        case "too_few_votes":
            score = number(election.scores[loser.project])
            return f"Its score is {score}, {number(loser.lacked)} too little to be considered."
        case _:
            return "The count ended before: a project exactly level with the next could not be paid for."
