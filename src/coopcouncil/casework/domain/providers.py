"""Whose a case is where nobody was named: the one body that provides such a thing in its ward."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Provider:
    """A body with a service; `wards` are those that it is for, none where it is for the whole borough."""

    organisation_id: UUID
    wards: frozenset[UUID]


def alone_in(
    organisation_id: UUID, providers: Iterable[Provider], *, wards: Collection[UUID]
) -> frozenset[UUID | None]:
    """The wards, of all there are, in which nobody but this body provides; None stands for a ward that is not known."""
    mine: set[UUID] = set()
    others: set[UUID] = set()
    wide = False
    shared = False
    for provider in providers:
        own = provider.organisation_id == organisation_id
        (mine if own else others).update(provider.wards or wards)
        wide |= own and not provider.wards
        shared |= not own
    return frozenset(mine - others) | (frozenset([None]) if wide and not shared else frozenset())
