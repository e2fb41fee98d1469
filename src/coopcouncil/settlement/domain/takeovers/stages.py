"""The way of a takeover, from a group’s interest to running the service, and back where it fails."""

from types import MappingProxyType

from coopcouncil.kernel.words import Said

INTEREST, PREPARING, CHECKING, DECIDED = "interest", "preparing", "checking", "decided"
RUNNING, STEPPED_IN, RETURNED = "running", "stepped_in", "returned"
DECLINED, WITHDRAWN = "declined", "withdrawn"

# From one stage to those that may follow; the database knows the same list.
FOLLOWS = MappingProxyType(
    {
        INTEREST: (PREPARING, DECLINED, WITHDRAWN),
        PREPARING: (CHECKING, DECLINED, WITHDRAWN),
        CHECKING: (DECIDED, DECLINED, WITHDRAWN),
        DECIDED: (RUNNING, DECLINED, WITHDRAWN),
        RUNNING: (STEPPED_IN, RETURNED),
        STEPPED_IN: (RUNNING, RETURNED),
        RETURNED: (),
        DECLINED: (),
        WITHDRAWN: (),
    }
)
BEFORE_HAND_OVER = (INTEREST, PREPARING, CHECKING, DECIDED)
OVER = frozenset({RETURNED, DECLINED, WITHDRAWN})
# Where the council may end it, with reasons, before anything was handed over.
MAY_END = (PREPARING, CHECKING, DECIDED)
# While the group’s own member speaks for it; afterwards only whoever manages the organisation that it has become.
BY_ITS_MEMBER = frozenset({INTEREST, PREPARING, CHECKING})

WORDS = MappingProxyType(
    {
        INTEREST: Said("A group is interested"),
        PREPARING: Said("The group writes its plan, with our support"),
        CHECKING: Said("The plan is checked"),
        DECIDED: Said("Agreed to, not handed over yet"),
        RUNNING: Said("Run by the group"),
        STEPPED_IN: Said("The council has stepped in"),
        RETURNED: Said("The council’s again"),
        DECLINED: Said("Declined"),
        WITHDRAWN: Said("Taken back by the group"),
    }
)


def may_follow(stage: str, wanted: str) -> bool:
    """Whether a takeover may go from one stage to another."""
    return wanted in FOLLOWS[stage]
