"""Bilal once made another account, and has forgotten it: Dev proposes to join the two, and Carys has yet to decide."""

from coopcouncil.foundation import clock
from coopcouncil.people import actions, public
from coopcouncil.people.actions import Person, stable_id
from coopcouncil.people.demo.cast import BY_KEY
from coopcouncil.people.queries import matching

ONCE = Person("bilal.hussain@residents.ashmere.example", "Bilal Hussain")


def load() -> None:
    """Propose it once; a second load changes nothing."""
    other = stable_id("account", ONCE.email)
    if not matching.proposed_between(BY_KEY["bilal"].account_id, other):
        dev = public.actor_for_account(BY_KEY["dev"].account_id, clock.today())
        actions.propose_link(
            actor=dev,
            one=BY_KEY["bilal"].account_id,
            other=other,
            grounds=("documents", "asked_alone"),
            now=clock.now(),
        )
