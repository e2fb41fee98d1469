"""The change worked out: before, after, and the difference for every part of the people."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.errors import BadInput
from coopcouncil.settlement.domain import access
from coopcouncil.settlement.domain.access import Place, Reach, Slice, SmallArea
from coopcouncil.settlement.domain.catchments import three_bands
from coopcouncil.settlement.domain.what_if.bodies import Body, who_could_take_it_on
from coopcouncil.settlement.domain.what_if.promised import Promise, effects
from coopcouncil.settlement.domain.what_if.result import AreaChange, Row, Saving, Settings, WhatIf

Mask = NDArray[np.bool_]
# Less than a metre farther, or a millionth less, is how numbers are kept and no change.
_METRE, _TRIFLE = 1.0, 1e-6


def what_if(
    areas: Sequence[SmallArea],
    places: Sequence[Place],
    *,
    withdraw: Iterable[str],
    add: Sequence[Place] = (),
    settings: Settings | None = None,
    promises: Sequence[Promise] = (),
    bodies: Iterable[Body] = (),
) -> WhatIf:
    """What comes of withdrawing the places of these keys, with others (`add`) in their stead.

    Raises BadInput: nothing to withdraw, a key that no place has, nobody lives anywhere.
    """
    settings = settings or Settings()
    gone_keys = list(dict.fromkeys(withdraw))
    known = {place.key for place in places}
    if missing := [key for key in gone_keys if key not in known]:
        raise BadInput(f"There is no such place: {', '.join(missing)}.", place="withdraw",
                       mend=f"The places are: {', '.join(sorted(known)) or 'none'}.")  # fmt: skip
    if not gone_keys:
        raise BadInput("Nothing is to be withdrawn.", place="withdraw", mend="Name a place.")
    if not sum(area.people for area in areas) > 0:
        raise BadInput("Nobody is known to live anywhere.", mend="Load small areas and their people first.")
    gone = [place for place in places if place.key in gone_keys]
    kept = [place for place in places if place.key not in gone_keys]
    now = [*kept, *add]
    decay = three_bands(settings.reach, steep=settings.steep)
    before, after = access.reach(areas, places, decay), access.reach(areas, now, decay)
    loses = _loses(before, after, settings)
    farther = _farther(before, after)
    far = (before.metres <= settings.far) & (after.metres > settings.far)
    row = _Rows(before, after, loses, farther, far)
    everybody = access.everybody(areas)
    return WhatIf(
        settings=settings, withdrawn=gone, added=list(add), kept=kept,
        whole=row.of(everybody),
        wards=[row.of(part) for part in access.by_ward(areas)],
        ages=[row.of(part) for part in access.by_age(areas)],
        tenths=[row.of(part) for part in access.by_tenth(areas)],
        areas=[
            AreaChange(
                area, _finite(before.metres[at]), _finite(after.metres[at]), float(before.access[at] * 1000),
                float(after.access[at] * 1000), bool(loses[at]), bool(farther[at]), bool(far[at]),
                _name(places, before.nearest[at]), _name(now, after.nearest[at]),
            )
            for at, area in enumerate(areas)
        ],
        saving=_saving(gone, add),
        effects=effects(promises, people=everybody.people, before=before.metres, after=after.metres,
                        any_left=bool(now)),
        takers=who_could_take_it_on(gone, bodies),
    )  # fmt: skip


def _loses(before: Reach, after: Reach, settings: Settings) -> Mask:
    return np.asarray((before.access > 0) & (after.access <= before.access * (1 - settings.fall + _TRIFLE)))


def _farther(before: Reach, after: Reach) -> Mask:
    return np.asarray(after.metres > before.metres + _METRE)


class _Rows:
    """Makes the row of any part of the people."""

    def __init__(self, before: Reach, after: Reach, loses: Mask, farther: Mask, far: Mask) -> None:
        self.before, self.after = before, after
        self.loses, self.farther, self.far = loses, farther, far

    def of(self, part: Slice) -> Row:
        people = part.people
        return Row(
            part.key, part.name, float(people.sum()), float(people[self.loses].sum()),
            float(people[self.farther].sum()), float(people[self.far].sum()),
            access.average(self.before.metres, people), access.average(self.after.metres, people),
            (access.average(self.before.access, people) or 0.0) * 1000,
            (access.average(self.after.access, people) or 0.0) * 1000,
        )  # fmt: skip


def _saving(gone: Sequence[Place], added: Sequence[Place]) -> Saving:
    return Saving(
        saved=sum(place.yearly_cost_pence or 0 for place in gone),
        spent=sum(place.yearly_cost_pence or 0 for place in added),
        unknown=tuple(place.name for place in gone if place.yearly_cost_pence is None),
        unpriced=tuple(place.name for place in added if place.yearly_cost_pence is None),
    )


def _finite(metres: float) -> float | None:
    return float(metres) if np.isfinite(metres) else None


def _name(places: Sequence[Place], at: int) -> str:
    return places[at].name if at >= 0 else ""
