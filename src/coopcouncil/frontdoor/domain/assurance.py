"""How sure we are of who tells and by what power, and what a notice may say when that is less than it needs. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Protocol

from coopcouncil.frontdoor.domain.facts.text import name_line
from coopcouncil.frontdoor.domain.life_event import ASSURANCES, LifeEvent
from coopcouncil.frontdoor.domain.speaking import Spoken
from coopcouncil.frontdoor.domain.telling import Telling
from coopcouncil.kernel.persons import Person, differences
from coopcouncil.kernel.words import Said

# English, like all that is sent: officers read it. That somebody proved another name is theirs to tell, and nobody
# else's: it can show a former name, or whom they flee. So a service reads no more than that it must check first.
_UNCHECKED = Said("Nobody has checked who sent this, so that is checked first.")
DOUBTS: Mapping[str, Said] = MappingProxyType(
    {
        "unproved": _UNCHECKED,
        "other_name": _UNCHECKED,
        "other_date_of_birth": _UNCHECKED,
        "other_account_name": _UNCHECKED,
        "no_name_kept": _UNCHECKED,
        "no_name_told": _UNCHECKED,
        "power_unproved": Said("Nobody has seen proof of the power by which it was told, so that is checked first."),
        "power_for_another": Said("The power by which it was told is for somebody else, so that is checked first."),
    }
)
OF_POWER = frozenset({"power_unproved", "power_for_another"})


class Proved(Protocol):
    """What `people` says of a proof: its level, and whom it proved; None where no name was kept with it."""

    @property
    def level(self) -> str: ...
    @property
    def person(self) -> Person | None: ...


def as_sure(event: LifeEvent, item: Telling, proofs: Collection[Proved], spoken: Spoken | None) -> Telling:
    """The telling as it may go: with the level that its own facts allow, and what must be checked first.

    A proof counts only where it proved the very person whom this notice names as telling. By a power (`spoken`) the one
    who tells is its holder, whom recipients know by the name of the account, and the facts are another's: those are
    compared with the power. With any doubt no reference counts as evidence and nothing may end because of it: whoever
    gives a registrar's reference without saying who they are has given us a number, not a proof.
    """
    named = named_in(event, item)
    teller = Person(spoken.holder_name) if spoken else named
    fitting = [proof.level for proof in proofs if not _misfits(proof, teller)]
    identity = max(fitting, key=ASSURANCES.index, default="none")
    doubts: tuple[str, ...] = ()
    if not _reaches(identity, item.notice.assurance):
        doubts = _why_unsure(item.notice.assurance, proofs, teller)
        if spoken and "other_name" in doubts:
            doubts = ("other_account_name",)
    if spoken and item.notice.code in spoken.reported:
        doubts += ("power_unproved",)
    if spoken and named and differences(named, spoken.person):
        doubts += ("power_for_another",)
    item = replace(item, identity=identity, doubts=doubts)
    return replace(item, evidenced=False, may_end_entitlement=False) if doubts else item


def named_in(event: LifeEvent, item: Telling) -> Person | None:
    """Whom a notice names as telling, by its own facts; None where it names nobody."""
    told = [(event.fact(fact.code), fact.value) for fact in item.facts if fact.value is not None]
    name = next((name_line(value) for fact, value in told if fact.is_tellers_name), "")
    born = next((date.fromisoformat(value) for fact, value in told if fact.is_tellers_birthday), None)
    return Person(name, born) if name else None


def _reaches(level: str, asked: str) -> bool:
    return ASSURANCES.index(level) >= ASSURANCES.index(asked)


def _misfits(proof: Proved, teller: Person | None) -> tuple[str, ...]:
    """Why a proof says nothing of this person: codes of DOUBTS; none where it is theirs."""
    if teller is None:
        return ("no_name_told",)
    if proof.person is None:
        return ("no_name_kept",)
    return tuple(f"other_{part}" for part in differences(teller, proof.person))


def _why_unsure(asked: str, proofs: Iterable[Proved], teller: Person | None) -> tuple[str, ...]:
    """Why no proof of the level asked for counts: what keeps the one from it that comes nearest."""
    enough = [_misfits(proof, teller) for proof in proofs if _reaches(proof.level, asked)]
    return min(enough, key=len, default=("unproved",))
