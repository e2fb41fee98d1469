"""The list of Ashmere's services, made from the catalogue, the organisations and the wards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, pairwise

from coopcouncil.directory.demo import tables
from coopcouncil.directory.domain.catalogue import ServiceType
from coopcouncil.kernel.errors import BadInput


@dataclass(frozen=True)
class Body:
    """An organisation, as far as the plan needs it."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Planned:
    """A service to be: `wards` are codes; none means the whole borough."""

    code: str
    name: str
    kind: ServiceType
    body: Body
    wards: tuple[str, ...] = ()
    near: str = ""


def plan(
    types: Mapping[str, ServiceType], bodies: Mapping[str, Body], wards: Sequence[tuple[str, str]]
) -> list[Planned]:
    """Every type for the whole borough, then what is provided near to people. `wards` are (code, name) in order.

    Raises BadInput where the tables name a body that is not there.
    """
    made: list[Planned] = []
    for code, kind in types.items():
        slug = code.replace("_", "-")
        first = _provider(code, kind, bodies)
        turns = [_body(bodies, name) for name in tables.NEARBY.get(code, (first.code,))]
        named = list(islice(turns, tables.NAMED.get(code, 0)))
        own = f"{kind.name} – {first.name}" if named else kind.name
        made.append(Planned(slug, own, kind, first))
        made += [Planned(f"{slug}-{body.code}", f"{kind.name} – {body.name}", kind, body) for body in named]
        groups = split(wards, tables.LOCAL.get(code, 0))
        for group, body in zip(groups, cycle(turns), strict=False):
            near = group[0][1]
            made.append(
                Planned(
                    f"{slug}-{_slug(near)}", f"{kind.name} in {near}" if len(group) == 1 else
                    f"{kind.name} in {near} and around", kind, body, tuple(code for code, _name in group), near,
                )
            )  # fmt: skip
    return made


def split(wards: Sequence[tuple[str, str]], parts: int) -> list[Sequence[tuple[str, str]]]:
    """The wards in `parts` runs of nearly equal length; no ward is left out and none is in two."""
    parts = min(parts, len(wards))
    if not parts:
        return []
    edges = [len(wards) * at // parts for at in range(parts + 1)]
    return [wards[start:end] for start, end in pairwise(edges)]


def _provider(code: str, kind: ServiceType, bodies: Mapping[str, Body]) -> Body:
    if code in tables.PROVIDERS:
        return _body(bodies, tables.PROVIDERS[code])
    for wanted in tables.SECTORS[kind.sector]:
        for body in bodies.values():
            if body.kind == wanted:
                return body
    raise BadInput(f"No organisation of the demo borough can provide {code}.")


def _body(bodies: Mapping[str, Body], code: str) -> Body:
    if code not in bodies:
        raise BadInput(f"The demo borough has no organisation {code}.")
    return bodies[code]


def _slug(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
