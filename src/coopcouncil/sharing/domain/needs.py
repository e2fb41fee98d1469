"""What a person may need so that we can speak together: a small catalogue of codes."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.circumstances import Need

LONGEST = 120  # characters of the words that go with a need


@dataclass(frozen=True)
class NeedKind:
    """`label` is what the person ticks, `tells` what recipients read; `asks` opens a box where words are needed."""

    code: str
    label: str
    tells: str
    asks: str = ""


@cache
def need_kinds() -> Mapping[str, NeedKind]:
    """The shipped catalogue, by code, in its order."""
    text = (resources.files("coopcouncil.sharing") / "catalogue" / "needs.toml").read_text(encoding="utf-8")
    return MappingProxyType({row["code"]: NeedKind(**row) for row in tomllib.loads(text)["need"]})


def chosen(codes: Iterable[str], words: Mapping[str, str]) -> tuple[Need, ...]:
    """The needs of these codes in the catalogue's order, each with its words where it asks for some.

    Raises BadInput naming the need whose words are missing or too long; a code that is not known is none of ours.
    """
    wanted, kinds = set(codes), need_kinds()
    if unknown := wanted - set(kinds):
        raise BadInput(f"“{sorted(unknown)[0]}” is no need.", place="needs", mend=f"Use one of: {', '.join(kinds)}.")
    found = []
    for kind in kinds.values():
        if kind.code not in wanted:
            continue
        said = " ".join(words.get(kind.code, "").split()) if kind.asks else ""
        if kind.asks and not said:
            raise BadInput(kind.asks, place=kind.code, mend="Write a few words.")
        if len(said) > LONGEST or not said.isprintable():
            raise BadInput(kind.asks, place=kind.code, mend=f"Write at most {LONGEST} letters.")
        found.append(Need(kind.code, said))
    return tuple(found)


def told(needs: Iterable[Need]) -> tuple[str, ...]:
    """Each need as a recipient reads it; one that a later catalogue no longer holds goes by its code."""
    kinds = need_kinds()
    lines = []
    for need in needs:
        says = kinds[need.code].tells if need.code in kinds else need.code
        lines.append(f"{says}: {need.words}" if need.words else says)
    return tuple(lines)
