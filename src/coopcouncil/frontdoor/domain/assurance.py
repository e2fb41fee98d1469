"""How sure we are of who is speaking, and what a notice may say when that is less than it needs."""

from dataclasses import replace

from coopcouncil.frontdoor.domain.life_event import ASSURANCES, Notice
from coopcouncil.frontdoor.domain.telling import Telling


def is_enough(notice: Notice, identity: str) -> bool:
    """Whether `identity`, the level held (one of ASSURANCES), reaches the level that the notice asks for."""
    return ASSURANCES.index(identity) >= ASSURANCES.index(notice.assurance)


def as_known(item: Telling, identity: str) -> Telling:
    """The telling as it may go: below the level it asks for, no proof counts and nothing may end because of it.

    Whoever gives a registrar's reference without saying who they are has given us a number, not a proof.
    """
    return item if is_enough(item.notice, identity) else replace(item, evidenced=False, may_end_entitlement=False)
