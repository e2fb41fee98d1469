"""What a person told that decides what they are promised."""

from datetime import date

from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor.domain.standing import Told, told
from coopcouncil.frontdoor.queries.suggestions import known_of
from coopcouncil.people import public as people


def told_by(actor: Actor, *, today: date) -> Told:
    """From their own record and what they said of their household. A number of queries that does not grow."""
    child_at_home = actor.account_id is not None and people.has_child_at_home(actor.account_id)
    return told(known_of(actor), child_at_home=child_at_home, today=today)
