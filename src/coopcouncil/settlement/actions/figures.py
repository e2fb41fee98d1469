"""What places cost and how much there is at each: brought in from a file, all or nothing."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput
from coopcouncil.settlement.formats import FiguresRow
from coopcouncil.settlement.models import PlaceFigures

_FIELDS = ("yearly_cost_pence", "supply", "unit", "as_of", "source")


def load_figures(*, actor: Actor, rows: Sequence[FiguresRow], as_of: date, source: str) -> int:
    """Keep the figures of each place in place of those before; places that are not named keep theirs.

    Returns how many changed; the same file again changes nothing. Raises NotAllowed, BadInput (unknown place).
    """
    with transaction.atomic():
        require(actor, "settlement.steer")
        known = {point.code for point in directory.access_points()}
        for row in rows:
            if row.code not in known:
                raise BadInput(f"there is no place with the code {row.code}.", place=row.place,
                               mend="Take codes from /access-points/.")  # fmt: skip
        before = {held.place: held for held in PlaceFigures.objects.select_for_update()}
        wanted = [
            PlaceFigures(place=row.code, yearly_cost_pence=row.yearly_cost_pence, supply=row.supply, unit=row.unit,
                         as_of=as_of, source=source)
            for row in rows
        ]  # fmt: skip
        changed = [row for row in wanted if row.place not in before or _differs(row, before[row.place])]
        PlaceFigures.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["place"], update_fields=list(_FIELDS)
        )
        for new in changed:
            audit.note(actor, "settlement.figures_loaded", before.get(new.place, new))
    return len(changed)


def _differs(row: PlaceFigures, held: PlaceFigures) -> bool:
    return any(getattr(row, name) != getattr(held, name) for name in _FIELDS)
