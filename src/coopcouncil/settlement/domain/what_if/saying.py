"""The answer in plain sentences, and as plain data."""

from collections.abc import Sequence
from typing import Any

from coopcouncil.kernel.money import Money
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.access import Place, named
from coopcouncil.settlement.domain.what_if.promised import Effect, State
from coopcouncil.settlement.domain.what_if.result import Row, WhatIf

STATES = {
    State.KEPT: Said("It is still kept."),
    State.BREAKS: Said("It breaks."),
    State.BROKEN_BEFORE: Said("It was broken before, and still is."),
    State.JUDGE: Said("It names no single distance, so no figure of ours can say: somebody has to judge."),
    State.GONE: Said("It breaks: no place is left."),
}
MOST_DEPRIVED = 3  # the tenths that count as the most deprived


def summary(answer: WhatIf) -> list[Said]:
    """What it comes to, in the order in which a person would ask."""
    return [
        _losing(answer),
        *_farther(answer),
        *_hit_hardest(answer),
        *_deprived(answer),
        _money(answer),
        *_promises(answer),
    ]


def _losing(answer: WhatIf) -> Said:
    whole, gone = answer.whole, named(answer.withdrawn)
    if not answer.kept and not answer.added:
        return Said("Without %(places)s no place is left for %(people)s people.", places=gone,
                    people=people(whole.people))  # fmt: skip
    values = {
        "places": gone, "instead": named(answer.added), "people": people(whole.losing),
        "part": percent(whole.share_losing), "fall": percent(answer.settings.fall),
    }  # fmt: skip
    if answer.added:
        return Said("With %(instead)s in place of %(places)s, %(people)s people (%(part)s) have at least %(fall)s less"
                    " of the service.", **values)  # fmt: skip
    return Said("Without %(places)s, %(people)s people (%(part)s) have at least %(fall)s less of the service.",
                **values)  # fmt: skip


def _farther(answer: WhatIf) -> list[Said]:
    whole = answer.whole
    if not whole.farther:
        return [Said("Nobody has farther to go.")]
    moved = [one for one in answer.areas if one.farther and one.metres_before is not None and one.area.people]
    count = sum(one.area.people for one in moved)
    before = sum((one.metres_before or 0) * one.area.people for one in moved) / count if count else 0.0
    if any(one.metres_after is None for one in moved):
        return [Said("It was %(before)s to the nearest on average.", before=metres(before))]
    after = sum((one.metres_after or 0) * one.area.people for one in moved) / count if count else 0.0
    made = [
        Said("%(people)s people have farther to go: %(after)s on average instead of %(before)s.",
             people=people(whole.farther), before=metres(before), after=metres(after))
    ]  # fmt: skip
    if whole.becoming_far:
        made.append(
            Said("For %(people)s people the nearest place was within %(far)s, and is no more.",
                 people=people(whole.becoming_far), far=metres(answer.settings.far))
        )  # fmt: skip
    return made


def _hit_hardest(answer: WhatIf) -> list[Said]:
    hit = max((row for row in answer.wards if row.losing), key=lambda row: (row.share_losing, row.losing), default=None)
    if hit is None:
        return []
    return [
        Said("Hit hardest is %(ward)s: %(people)s of its %(all)s people lose.", ward=hit.name,
             people=people(hit.losing), all=people(hit.people))
    ]  # fmt: skip


def _deprived(answer: WhatIf) -> list[Said]:
    poor = [row for row in answer.tenths if int(row.key) <= MOST_DEPRIVED]
    rest = [row for row in answer.tenths if int(row.key) > MOST_DEPRIVED]
    if not sum(row.people for row in poor) or not sum(row.people for row in rest):
        return []
    values = {"poor": percent(_share(poor)), "rest": percent(_share(rest)), "tenths": MOST_DEPRIVED}
    return [
        Said("In the most deprived areas (tenths 1 to %(tenths)s of England) %(poor)s lose, elsewhere %(rest)s.",
             **values)
    ]  # fmt: skip


def _share(rows: Sequence[Row]) -> float:
    return sum(row.losing for row in rows) / sum(row.people for row in rows)


def _money(answer: WhatIf) -> Said:
    saving = answer.saving
    if saving.net is not None and answer.added:
        return Said("It saves %(saved)s a year and costs %(spent)s: %(net)s are left.", saved=pounds(saving.saved),
                    spent=pounds(saving.spent), net=pounds(saving.net))  # fmt: skip
    if saving.net is not None:
        return Said("It saves %(saved)s a year.", saved=pounds(saving.saved))
    if saving.unknown:
        return Said("Nobody has said what it costs a year, so we cannot say what it saves: %(places)s.",
                    places=", ".join(saving.unknown))  # fmt: skip
    return Said("It saves %(saved)s a year, less what comes in its place, whose cost nobody has said: %(places)s.",
                saved=pounds(saving.saved), places=", ".join(saving.unpriced))  # fmt: skip


def _promises(answer: WhatIf) -> list[Said]:
    made = []
    if broken := [effect for effect in answer.broken if not effect.promise.is_minimum]:
        made.append(Said("It breaks what we promise: %(titles)s.", titles=_titles(broken)))
    minimums = answer.minimums
    if under := [effect for effect in minimums if effect.breaks]:
        made.append(Said("It goes below the least that the law asks: %(titles)s.", titles=_titles(under)))
    if judge := [effect for effect in answer.effects if effect.state is State.JUDGE and not effect.promise.is_minimum]:
        made.append(
            Said("These promises name no single distance, so somebody has to judge whether they are kept: %(titles)s.",
                 titles=_titles(judge))
        )  # fmt: skip
    if judge := [effect for effect in minimums if effect.state is State.JUDGE]:
        made.append(
            Said("The law asks for this service, and somebody has to judge whether its least is still met: %(titles)s.",
                 titles=_titles(judge))
        )  # fmt: skip
    if not answer.effects:
        made.append(Said("No promise in force is about this service."))
    return made


def to_look_at(effect: Effect, answer: WhatIf) -> list[Said]:
    """What a person has to look at where no figure can say whether a promise is kept; nothing of others."""
    if effect.state is not State.JUDGE:
        return []
    whole, count = answer.whole, len(answer.kept) + len(answer.added)
    gone = named(answer.withdrawn)
    made = [Said("Read its words: does anything in them stop being true without %(places)s?", places=gone)]
    if whole.losing:
        made.append(
            Said("%(people)s people have at least %(fall)s less of it: do they still get what is promised?",
                 people=people(whole.losing), fall=percent(answer.settings.fall))
        )  # fmt: skip
    if whole.farther:
        made.append(
            Said("%(people)s people have farther to go: can each of them get there, by bus or with a wheelchair too?",
                 people=people(whole.farther))
        )  # fmt: skip
    if count:
        made.append(Said("Places that are left: %(count)s. Have they room, staff and hours for those who come from"
                         " there?", count=count))  # fmt: skip
    if effect.promise.is_minimum:
        made.append(Said("Ask the monitoring officer whether the least that the law asks is still met."))
    return made


def _titles(effects: Sequence[Effect]) -> str:
    return "; ".join(dict.fromkeys(effect.promise.basis or effect.promise.title for effect in effects))


# --- numbers ----------------------------------------------------------------------------------------------------------


def people(count: float) -> str:
    return f"{count:,.0f}"


def percent(part: float) -> str:
    return f"{part * 100:.0f}%"


def metres(value: float | None) -> Said | str:
    """To the nearest ten metres: nobody lives in the middle of an area exactly."""
    return "–" if value is None else Said("%(metres)s metres", metres=f"{round(value, -1):,.0f}")


def pounds(pence: int) -> str:
    return str(Money(pence)).removesuffix(".00")


# --- as data ----------------------------------------------------------------------------------------------------------


def plain(answer: WhatIf) -> dict[str, Any]:
    """The answer as JSON holds it: people, metres, supply per 1,000 people, pence a year, shares from 0 to 1."""
    return {
        "summary": [str(one) for one in summary(answer)],
        "settings": {
            "far_metres": answer.settings.far, "reach_metres": answer.settings.reach, "fall": answer.settings.fall,
            "steep": answer.settings.steep,
        },
        "withdrawn": [_place(place) for place in answer.withdrawn],
        "added": [_place(place) for place in answer.added],
        "kept": [_place(place) for place in answer.kept],
        "everybody": _row(answer.whole),
        "wards": [_row(row) for row in answer.wards],
        "ages": [_row(row) for row in answer.ages],
        "tenths": [_row(row) for row in answer.tenths],
        "areas": [
            {
                "code": one.area.key, "name": one.area.name, "ward": one.area.ward_key, "people": one.area.people,
                "metres_before": one.metres_before, "metres_after": one.metres_after,
                "access_before": one.access_before, "access_after": one.access_after, "loses": one.loses,
                "nearest_before": one.nearest_before, "nearest_after": one.nearest_after,
            }
            for one in answer.areas
        ],
        "saving": {
            "saved_pence": answer.saving.saved, "spent_pence": answer.saving.spent, "net_pence": answer.saving.net,
            "cost_unknown": list(answer.saving.unknown), "cost_of_added_unknown": list(answer.saving.unpriced),
        },
        "promises": [
            {
                "code": effect.promise.key, "title": effect.promise.title, "is_minimum": effect.promise.is_minimum,
                "basis": effect.promise.basis, "state": effect.state.value, "says": str(STATES[effect.state]),
                "look_at": [str(one) for one in to_look_at(effect, answer)], "share_before": effect.share_before,
                "share_after": effect.share_after,
            }
            for effect in answer.effects
        ],
        "could_take_it_on": [
            {"code": taker.body.key, "name": taker.body.name, "why": str(taker.why), "metres": taker.metres}
            for taker in answer.takers
        ],
    }  # fmt: skip


def _place(place: Place) -> dict[str, Any]:
    return {"code": place.key, "name": place.name, "supply": place.supply, "yearly_cost_pence": place.yearly_cost_pence}


def _row(row: Row) -> dict[str, Any]:
    return {
        "code": row.key, "name": row.name, "people": row.people, "losing": row.losing, "farther": row.farther,
        "becoming_far": row.becoming_far, "metres_before": row.metres_before, "metres_after": row.metres_after,
        "access_before": row.access_before, "access_after": row.access_after,
    }  # fmt: skip
