"""The plainest ways to count that there are, one voter and one paper at a time, to hold the real ones against."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

Ballots = Sequence[Sequence[str]]
Won = tuple[str, Fraction, list[Fraction]]  # a project, its price, and what each supporter paid


def equal_shares_by_hand(
    costs: Mapping[str, Fraction],
    ballots: Ballots,
    share: Fraction,
    satisfaction: str,
    limits: Mapping[str, Fraction] | None = None,
    groups: Mapping[str, str] | None = None,
) -> tuple[list[Won], list[Fraction]]:
    """The method's definition, one voter at a time, in fractions. Returns what won, and what voters have left.

    Among those exactly level the one that comes first by its id wins; what is free and wanted wins before all.
    """
    left, room, groups = [share] * len(ballots), dict(limits or {}), groups or {}
    wanted = {name for ballot in ballots for name in ballot}
    waiting, won = {name for name in costs if costs[name]}, list[Won]()
    won += [(name, Fraction(0), []) for name in sorted(costs) if not costs[name] and name in wanted]
    while True:
        best: tuple[Fraction, str, Fraction] | None = None
        for name in sorted(waiting):
            who = [voter for voter, ballot in enumerate(ballots) if name in ballot]
            if not who or sum(left[voter] for voter in who) < costs[name]:
                continue
            if costs[name] > room.get(groups.get(name, ""), costs[name]):
                continue
            purses, missing = sorted(left[voter] for voter in who), costs[name]
            for place, purse in enumerate(purses):
                price = missing / (len(purses) - place)
                if price <= purse:
                    break
                missing -= purse
            ratio = price / costs[name] if satisfaction == "cost" else price
            if best is None or ratio < best[0]:
                best = ratio, name, price
        if best is None:
            return won, left
        _, name, price = best
        waiting.discard(name)
        if groups.get(name, "") in room:
            room[groups[name]] -= costs[name]
        paid = []
        for voter, ballot in enumerate(ballots):
            if name in ballot:
                paid.append(min(left[voter], price))
                left[voter] -= paid[-1]
        won.append((name, price, paid))


def stv_by_hand(candidates: str, seats: int, papers: Sequence[str]) -> tuple[str, list[dict[str, Decimal]]]:
    """The Scottish rules, one paper at a time. Returns who is elected, in order, and the votes at each stage.

    Where the rules draw lots the candidate who comes first goes on.
    """
    quota = len(papers) // (seats + 1) + 1
    value, at = [Decimal(1)] * len(papers), [paper[0] for paper in papers]
    going, elected, surplus = set(candidates), "", list[str]()
    votes = {name: Decimal(at.count(name)) for name in candidates}
    stages: list[dict[str, Decimal]] = []

    def first(names: Sequence[str], *, highest: bool) -> str:
        for stage in (votes, *reversed(stages)):
            best = (max if highest else min)(stage[name] for name in names)
            names = [name for name in names if stage[name] == best]
        return min(names) if highest else max(names)

    def end() -> str:
        stages.append(dict(votes))
        reached, new = sorted(name for name in going if votes[name] >= quota), ""
        while reached and len(elected) + len(new) < seats:
            new += first(reached, highest=True)
            reached.remove(new[-1])
        return new

    def move(name: str, over: Decimal, total: Decimal) -> None:
        for number, paper in enumerate(papers):
            if at[number] == name:
                after = paper[paper.index(name) + 1 :]
                at[number] = next((other for other in after if other in going), "-")
                value[number] = _cut(over * value[number] / total)
                if at[number] != "-":
                    votes[at[number]] += value[number]

    while True:
        new = end()
        elected, surplus, going = elected + new, surplus + list(new), going - set(new)
        if len(elected) >= seats or len(going) <= seats - len(elected):
            break
        if above := [name for name in surplus if votes[name] > quota]:
            name = first(above, highest=True)
            surplus.remove(name)
            over, total = votes[name] - quota, votes[name]
            move(name, over, total)
            votes[name] = Decimal(quota)
        else:
            name = first(sorted(going), highest=False)
            going.discard(name)
            move(name, Decimal(1), Decimal(1))
            votes[name] = Decimal(0)
    rest = sorted(going) if len(elected) < seats else []
    while rest:
        elected += first(rest, highest=True)
        rest.remove(elected[-1])
    return elected, stages


def _cut(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.00001"), rounding=ROUND_DOWN)
