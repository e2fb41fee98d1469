"""Which gaps are flagged, and the grounds in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf

from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.equity.comparing import Compared, compare, holm, overlooked
from coopcouncil.settlement.domain.equity.measured import (
    FEWEST_FOR_MEANS,
    Figure,
    Mean,
    Measure,
    Measured,
    Member,
    Rate,
    Share,
    together,
)

FALSE_ALARMS = 0.05


@dataclass(frozen=True)
class Gap:
    """One member beside all others of its family. Everything but the grounds is None where there is too little to say.

    `size` above 0 is how much worse it is, below 0 how much better: a difference in the measure's unit; for a rate a
    part of the others' rate (0.2: a fifth worse). `interval` holds it with a confidence of 95 in 100. `p` is corrected
    for the family: how often chance alone shows one as unlikely anywhere in it. `overlooked`: a gap of this size would
    be missed here one time in five, a smaller one more often; None where every size would.
    """

    key: str
    name: str
    value: float | None
    others: float | None
    size: float | None
    interval: tuple[float, float] | None
    p: float | None
    overlooked: float | None
    flagged: bool
    grounds: Said


def gaps(members: Sequence[Member], measure: Measure, *, false_alarms: float = FALSE_ALARMS, k: int = K) -> list[Gap]:
    """Every member of one family, in the order given. Raises BadInput: measured in different ways, or impossible.

    Of members with fewer than `k` people nothing is said, but they are among the others. That protects no small count
    within them: what is published of counts goes through `kernel.disclosure` first.
    """
    if len({type(one.measured) for one in members}) > 1:
        raise BadInput("A family is measured in one way.")
    for one in members:
        if not one.measured.makes_sense:
            raise BadInput("What was measured is impossible.", place=one.name, mend="Check its numbers.")
    found: dict[int, tuple[Measured, Compared]] = {}
    for at, one in enumerate(members):
        rest = [other.measured for number, other in enumerate(members) if number != at and other.measured.people]
        others = together(rest) if rest else None
        if others and _enough(one.measured, k) and _enough(others, k):
            found[at] = others, compare(one.measured, others, measure)
    corrected = dict(zip(found, holm([compared.p for _others, compared in found.values()]), strict=True))
    level = false_alarms / max(1, len(found))
    made = []
    for at, one in enumerate(members):
        if at in found:
            others, compared = found[at]
            missed = overlooked(one.measured, others, measure, level)
            made.append(_gap(one, others, compared, measure, corrected[at], missed, false_alarms))
        else:
            made.append(Gap(one.key, one.name, None, None, None, None, None, None, False, _silence(one, k)))
    return made


def _enough(held: Measured, k: int) -> bool:
    return held.people >= (max(k, FEWEST_FOR_MEANS) if isinstance(held, Mean) else max(k, 1))


def _gap(
    one: Member, others: Measured, found: Compared, measure: Measure, p: float, missed: float | None, alpha: float
) -> Gap:
    flagged = p <= alpha and found.size >= measure.threshold
    grounds = Said(
        "%(fact)s %(verdict)s",
        fact=_fact(one, others, found, measure),
        verdict=_verdict(one, found, measure, p, missed, alpha, flagged=flagged),
    )
    value, size = one.measured.value, found.size
    return Gap(one.key, one.name, value, others.value, size, found.interval, p, missed, flagged, grounds)


def _silence(one: Member, k: int) -> Said:
    if not _enough(one.measured, k):
        return Said("%(name)s: too few people to say anything that would be fair to them.", name=one.name)
    return Said("%(name)s: there is nothing to compare it with.", name=one.name)


# --- in words ---------------------------------------------------------------------------------------------------------


def _fact(one: Member, others: Measured, found: Compared, measure: Measure) -> Said:
    held = one.measured
    words = {"name": one.name, "measure": measure.name, "difference": _difference(found, held, measure)}
    if isinstance(held, Share) and measure.counts == "times":
        return Said(
            "%(name)s, %(measure)s: %(value)s of %(times)s times, elsewhere %(others)s. %(difference)s",
            **words, value=_percent(held.value), times=_number(held.of), others=_percent(others.value),
        )  # fmt: skip
    if isinstance(held, Share):
        return Said(
            "%(name)s, %(measure)s: %(value)s of %(people)s people, elsewhere %(others)s. %(difference)s",
            **words, value=_percent(held.value), people=_number(held.of), others=_percent(others.value),
        )  # fmt: skip
    if isinstance(held, Rate):
        return Said(
            "%(name)s, %(measure)s: %(value)s for every 1,000 people, elsewhere %(others)s. %(difference)s",
            **words, value=_number(held.value * 1000), others=_number(others.value * 1000),
        )  # fmt: skip
    if isinstance(held, Mean):
        return Said(
            "%(name)s, %(measure)s: %(value)s on average of %(people)s, elsewhere %(others)s. %(difference)s",
            **words, value=_with(held.value, measure), people=_number(held.count), others=_with(others.value, measure),
        )  # fmt: skip
    return Said(
        "%(name)s, %(measure)s: %(value)s on average for all who live there, elsewhere %(others)s. %(difference)s",
        **words, value=_with(held.value, measure), others=_with(others.value, measure),
    )  # fmt: skip


def _difference(found: Compared, held: Measured, measure: Measure) -> Said:
    low, high = found.interval if found.size >= 0 else (-found.interval[1], -found.interval[0])
    values = {
        "size": _sized(abs(found.size), held, measure),
        "low": _bare(low, held),
        "high": _sized(high, held, measure),
    }
    if isinstance(held, Figure):
        return Said("Worse by %(size)s.", **values) if found.size >= 0 else Said("Better by %(size)s.", **values)
    if found.size >= 0:
        return Said("Worse by %(size)s (95 in 100 sure: by %(low)s to %(high)s).", **values)
    return Said("Better by %(size)s (95 in 100 sure: by %(low)s to %(high)s).", **values)


def _verdict(
    one: Member, found: Compared, measure: Measure, p: float, missed: float | None, alpha: float, *, flagged: bool
) -> Said:
    by_chance = not isinstance(one.measured, Figure)
    limit = _sized(measure.threshold, one.measured, measure)
    if flagged and not by_chance:
        return Said("This is a gap: we flag %(limit)s or more, and there is no chance in a figure for everybody.",
                    limit=limit)  # fmt: skip
    if flagged:
        return Said(
            "This is a gap: we flag %(limit)s or more, and where all are served alike chance shows one as unlikely"
            " anywhere in %(p)s of 100 such comparisons.", limit=limit, p=_hundredths(p),
        )  # fmt: skip
    if found.size < measure.threshold:
        verdict = Said("No gap is flagged: we flag %(limit)s or more.", limit=limit)
    else:
        verdict = Said(
            "No gap is flagged, because it may be chance: where all are served alike it shows one as unlikely anywhere"
            " in %(p)s of 100 such comparisons.", p=_hundredths(p),
        )  # fmt: skip
    if by_chance and missed is None:
        return Said("%(verdict)s With so few people no gap would be found for sure.", verdict=verdict)
    if by_chance and missed is not None and missed > measure.threshold:
        return Said(
            "%(verdict)s With so few people a gap of %(missed)s would be missed one time in five.",
            verdict=verdict, missed=_sized(missed, one.measured, measure),
        )  # fmt: skip
    return verdict


def _bare(size: float, held: Measured) -> str:
    """A size without its unit, which follows the other end of the interval."""
    return (
        _minus(round(size * 100, 1))
        if isinstance(held, Share)
        else _percent(size)
        if isinstance(held, Rate)
        else _number(size)
    )


def _sized(size: float, held: Measured, measure: Measure) -> str:
    if isinstance(held, Share):
        return Said("%(number)s percentage points", number=_minus(round(size * 100, 1)))
    return _percent(size) if isinstance(held, Rate) else _with(size, measure)


def _percent(part: float) -> str:
    return "∞ %" if isinf(part) else f"{_minus(round(part * 100, 1))}%"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else _minus(round(value, 2))


def _with(value: float, measure: Measure) -> str:
    return f"{_number(value)} {measure.unit}".strip()


def _minus(value: float) -> str:
    return f"{value:,g}".replace("-", "−")


def _hundredths(p: float) -> str:
    return "fewer than 0.1" if p < 0.001 else _minus(round(p * 100, 1))
