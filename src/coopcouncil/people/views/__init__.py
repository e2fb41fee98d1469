"""People's own pages; the pages for signing in are allauth's, in our templates."""

from coopcouncil.people.views.account import details, end_membership, membership, second_factor
from coopcouncil.people.views.administration import (
    add_organisation,
    appoint,
    end_appointment,
    memberships,
    organisation,
    organisations,
    verify_membership,
)
from coopcouncil.people.views.contact import contact

__all__ = [
    "add_organisation",
    "appoint",
    "contact",
    "details",
    "end_appointment",
    "end_membership",
    "membership",
    "memberships",
    "organisation",
    "organisations",
    "second_factor",
    "verify_membership",
]
