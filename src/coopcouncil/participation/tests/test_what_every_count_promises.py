"""What holds of every count, tried on elections at random, beside the plainest way to count."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.participation.domain import budgeting
from coopcouncil.participation.domain.budgeting import Election, Project, count, election, equal_shares
from coopcouncil.participation.formats import pabulib
from coopcouncil.participation.tests.by_hand import equal_shares_by_hand

Told = tuple[list[Project], Fraction, list[list[str]]]
# Small amounts, nothing, and large ones that are nearly the same, which floating numbers cannot tell apart.
MONEY = st.one_of(
    st.integers(0, 60).map(lambda pence: Fraction(pence, 4)),
    st.integers(0, 3).map(lambda more: Fraction(10**14 - more)),
)


GROUPS = ("green", "roads")


@st.composite
def elections(draw: st.DrawFn) -> Told:
    names = [f"p{number}" for number in range(draw(st.integers(1, 6)))]
    projects = [
        Project(name, draw(MONEY), groups=frozenset({f"category:{draw(st.sampled_from(GROUPS))}"})) for name in names
    ]
    ballot = st.lists(st.sampled_from(names), unique=True, max_size=len(names))
    budget = draw(st.one_of(st.integers(1, 120).map(lambda pence: Fraction(pence, 4)), st.just(Fraction(2 * 10**14))))
    return projects, budget, draw(st.lists(ballot, min_size=1, max_size=9))


LIMITS = st.one_of(
    st.just({}), st.fixed_dictionaries({f"category:{name}": st.integers(0, 20).map(Fraction) for name in GROUPS})
)


COUNTS = st.one_of(
    st.fixed_dictionaries({"rule": st.sampled_from(["greedy", "greedy-per-cost", "phragmen"])}),
    st.fixed_dictionaries({
        "rule": st.just("equal-shares"),
        "satisfaction": st.sampled_from(budgeting.SATISFACTIONS),
        "completion": st.sampled_from(budgeting.COMPLETIONS),
    }),
)  # fmt: skip
quick = settings(max_examples=60, deadline=None)


def _won(told: Election, **how: Any) -> list[str]:
    how.setdefault("step", max(Fraction(1), told.money(max(told.costs)) / 100))
    return [told.projects[project].id for project in count(told, **how).selected]


@quick
@given(elections(), st.sampled_from(budgeting.SATISFACTIONS), st.integers(0, 3), LIMITS)
def test_equal_shares_are_what_the_definition_says_payment_by_payment(
    told: Told, satisfaction: str, raised: int, limits: dict[str, Fraction]
) -> None:
    projects, budget, ballots = told
    made = election(projects, budget, ballots, limits=limits)
    share, groups = budget / len(ballots) + raised, {row.id: min(row.groups) for row in projects}
    costs = {row.id: row.cost for row in projects}
    by_hand, left = equal_shares_by_hand(costs, ballots, share, satisfaction, limits, groups)
    outcome = equal_shares(made, share * made.per_unit, satisfaction, sorted, explained=True).outcome
    assert [(made.projects[row.project].id, made.money(row.price or 0)) for row in outcome.rounds] == [
        (name, price) for name, price, _ in by_hand
    ]
    for row, (_, price, paid) in zip(outcome.rounds, by_hand, strict=True):
        if price:
            less = [amount for amount in paid if 0 < amount < price]
            assert (row.full, row.rest) == (paid.count(price), len(less))
            assert made.money(row.rest_paid) == sum(less)
    for loser in outcome.losers:
        if loser.why == "supporters_money":
            name = made.projects[loser.project].id
            had = sum(left[voter] for voter, ballot in enumerate(ballots) if name in ballot)
            assert made.money(loser.lacked) == costs[name] - had


@quick
@given(elections(), st.sampled_from(budgeting.SATISFACTIONS))
def test_leaping_over_steps_ends_where_trying_each_of_them_would(told: Told, satisfaction: str) -> None:
    projects, budget, ballots = told
    made = election(projects, budget, ballots)
    # A step with which trying each of them ends.
    step = max(Fraction(1, 8), max(row.cost for row in projects) / 100)
    costs = {row.id: row.cost for row in projects}
    share, before = budget / len(ballots), list[str]()
    while True:
        won = [name for name, _, _ in equal_shares_by_hand(costs, ballots, share, satisfaction)[0]]
        spent = sum(costs[name] for name in won)
        if spent > budget:
            won = before
            break
        wanted = {name for ballot in ballots for name in ballot} - set(won)
        if not any(costs[name] <= budget - spent for name in wanted):
            break
        share, before = share + step, won
    assert _won(made, satisfaction=satisfaction, completion="add1", step=step) == won


@quick
@given(elections(), COUNTS)
def test_no_rule_spends_more_than_there_is(told: Told, how: dict[str, str]) -> None:
    projects, budget, ballots = told
    costs = {row.id: row.cost for row in projects}
    won = _won(election(projects, budget, ballots), **how)
    assert sum(costs[name] for name in won) <= budget
    assert len(set(won)) == len(won)


@quick
@given(elections(), COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_voters_and_of_projects_changes_nothing(told: Told, how: dict[str, str], random: Random) -> None:
    projects, budget, ballots = told
    before = _won(election(projects, budget, ballots), **how)
    mixed: list[Sequence[str]] = [random.sample(ballot, len(ballot)) for ballot in random.sample(ballots, len(ballots))]
    assert _won(election(random.sample(projects, len(projects)), budget, mixed), **how) == before


@quick
@given(elections(), COUNTS, st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50))
def test_the_unit_of_the_currency_changes_nothing(told: Told, how: dict[str, str], rate: Fraction) -> None:
    projects, budget, ballots = told
    exchanged = [Project(row.id, row.cost * rate) for row in projects]
    step = max(Fraction(1), max(row.cost for row in projects) / 100)
    before = _won(election(projects, budget, ballots), step=step, **how)
    assert _won(election(exchanged, budget * rate, ballots), step=step * rate, **how) == before


@quick
@given(elections(), st.sampled_from(["greedy", "greedy-per-cost"]), st.data())
def test_one_more_vote_never_makes_a_project_lose_by_a_greedy_rule(told: Told, rule: str, data: st.DataObject) -> None:
    projects, budget, ballots = told
    won = _won(election(projects, budget, ballots), rule=rule)
    for name in won:
        without = [place for place, ballot in enumerate(ballots) if name not in ballot]
        if without:
            place = data.draw(st.sampled_from(without))
            more = [[*ballot, name] if number == place else ballot for number, ballot in enumerate(ballots)]
            assert name in _won(election(projects, budget, more), rule=rule)


@quick
@given(elections(), COUNTS, LIMITS, st.text(max_size=8))
def test_whoever_counts_the_published_file_again_gets_the_same(
    told: Told, how: dict[str, str], limits: dict[str, Fraction], name: str
) -> None:
    projects, budget, ballots = told
    named = [Project(row.id, row.cost, name, row.groups) for row in projects]
    meta = {"min_project_score_threshold": "1"}
    if limits:
        amounts = ",".join(str(limits[f"category:{group}"]) for group in GROUPS)
        meta |= {"categories": ",".join(GROUPS), "budget_per_category": amounts}
    try:
        text = pabulib.write(named, budget, [(str(place), ballot) for place, ballot in enumerate(ballots)], meta=meta)
        content = text.encode()
    except UnicodeEncodeError:
        return  # half a sign
    again = pabulib.read(content, "published.pb").election
    assert _won(again, **how) == _won(election(projects, budget, ballots, limits=limits, threshold=Fraction(1)), **how)
