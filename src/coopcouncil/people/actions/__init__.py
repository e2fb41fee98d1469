"""Every change to accounts, organisations, roles and memberships: one verb each."""

from coopcouncil.people.actions.accounts import erase_account, rename_account
from coopcouncil.people.actions.appointments import appoint, end_appointment
from coopcouncil.people.actions.founding import Body, Person, Post, found_borough, stable_id
from coopcouncil.people.actions.memberships import declare_membership, end_membership, verify_membership
from coopcouncil.people.actions.organisations import create_organisation

__all__ = [
    "Body",
    "Person",
    "Post",
    "appoint",
    "create_organisation",
    "declare_membership",
    "end_appointment",
    "end_membership",
    "erase_account",
    "found_borough",
    "rename_account",
    "stable_id",
    "verify_membership",
]
