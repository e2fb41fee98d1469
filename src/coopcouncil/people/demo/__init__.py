"""Ashmere's people: organisations of every kind, the steady cast, and residents enough to fill lists.

Other contexts rely on these organisations' codes: ashmere-council, national-benefits-office, national-tax-office,
national-vehicle-office, national-records-office, ashmere-homes, larkhill-surgery, ashmere-gp-federation,
larkhill-tenants-co-op, vale-nhs-trust, ashmere-police, vale-fire-service, ashmere-carers, ashmere-food-co-op,
ashmere-credit-union, vale-borough-council, ashmere-water, ashmere-advice, ashmere-bereavement, fernhill-academy,
orchard-housing. The cast's names and roles are in `cast.py`; their addresses are `<name>@ashmere.example`.
"""

from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.people import actions
from coopcouncil.people.actions import stable_id
from coopcouncil.people.demo import households, matching, powers
from coopcouncil.people.demo.bodies import BODIES
from coopcouncil.people.demo.cast import CAST, COLLEAGUES, FOUNDED_ON, STAFF
from coopcouncil.people.demo.residents import residents

DOMAIN = "ashmere.example"
# Where officers of another body help residents to tell the council.
ASSISTING = ("larkhill-surgery", "ashmere-advice")


def load() -> None:
    """The demo borough's part of people. Loading it again changes nothing."""
    _found(extra=True)
    powers.load()
    matching.load()
    households.load()


def load_cast() -> dict[str, UUID]:
    """The ten members of the cast with their organisations only; the account's id by first name in small letters."""
    _found(extra=False)
    return {member.key: member.account_id for member in CAST}


def _found(*, extra: bool) -> None:
    members = (*CAST, *STAFF, *COLLEAGUES) if extra else CAST
    others = [*residents(), matching.ONCE, households.LAYLA] if extra else []
    needed = {member.organisation for member in CAST}
    actions.found_borough(
        actor=SYSTEM,
        bodies=[body for body in BODIES if extra or body.code in needed],
        people=[*(member.person() for member in members), *others],
        posts=[post for member in members for post in member.posts()],
        domain=DOMAIN,
        starts_on=FOUNDED_ON,
        assisting=ASSISTING if extra else (),
        now=clock.now(),
    )


__all__ = ["BODIES", "CAST", "load", "load_cast", "stable_id"]
