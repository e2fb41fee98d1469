"""The life of an edition: which state follows which, what may still be changed in it, and who may read it."""

from types import MappingProxyType

from coopcouncil.kernel.words import Said

DRAFT, CONSULTATION, AMENDED = "draft", "consultation", "amended"
AGREED, IN_FORCE, SUPERSEDED = "agreed", "in_force", "superseded"

# From one state to those that may follow. What was agreed goes back only to be amended, and is decided on again.
FOLLOWS = MappingProxyType(
    {
        DRAFT: (CONSULTATION,),
        CONSULTATION: (AMENDED,),
        AMENDED: (CONSULTATION, AGREED),
        AGREED: (AMENDED, IN_FORCE),
        IN_FORCE: (SUPERSEDED,),
        SUPERSEDED: (),
    }
)
# While promises are written; what was decided on is not changed behind the decision.
WRITTEN_IN = frozenset({DRAFT, CONSULTATION, AMENDED})
# Open to everybody; a draft is on the desks alone.
PUBLIC = frozenset({CONSULTATION, AMENDED, AGREED, IN_FORCE, SUPERSEDED})

WORDS = MappingProxyType(
    {
        DRAFT: Said("Draft"),
        CONSULTATION: Said("Open for your comments"),
        AMENDED: Said("Amended after your comments"),
        AGREED: Said("Agreed, not in force yet"),
        IN_FORCE: Said("In force"),
        SUPERSEDED: Said("Replaced by a later one"),
    }
)


def may_follow(state: str, wanted: str) -> bool:
    """Whether an edition may go from one state to another."""
    return wanted in FOLLOWS[state]
