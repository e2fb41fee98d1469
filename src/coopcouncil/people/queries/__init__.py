"""Reads of accounts, organisations, roles and memberships. Values go out, never rows, except to our own actions."""

from coopcouncil.people.queries.about import everything_about
from coopcouncil.people.queries.accounts import (
    account,
    account_by_email,
    account_held_open,
    count_accounts,
    email_addresses,
    held_by,
    names,
    open_accounts_among,
    sign_in,
)
from coopcouncil.people.queries.belonging import (
    is_member,
    member_accounts,
    membership_for_update,
    membership_to_check,
    memberships,
    memberships_to_check,
)
from coopcouncil.people.queries.bodies import (
    administered_without,
    appointment,
    appointments,
    council,
    may_assist,
    on_day,
    organisation,
    organisation_by_code,
    organisations,
    organisations_listed,
    roles_not_ended,
)
from coopcouncil.people.queries.grants import GrantView, assisting, assisting_since, grant, grants
from coopcouncil.people.queries.preferences import needs_of
from coopcouncil.people.queries.values import AppointmentView, Held, MembershipView, OrganisationView, SignIn

__all__ = [
    "AppointmentView",
    "GrantView",
    "Held",
    "MembershipView",
    "OrganisationView",
    "SignIn",
    "account",
    "account_by_email",
    "account_held_open",
    "administered_without",
    "appointment",
    "appointments",
    "assisting",
    "assisting_since",
    "council",
    "count_accounts",
    "email_addresses",
    "everything_about",
    "grant",
    "grants",
    "held_by",
    "is_member",
    "may_assist",
    "member_accounts",
    "membership_for_update",
    "membership_to_check",
    "memberships",
    "memberships_to_check",
    "names",
    "needs_of",
    "on_day",
    "open_accounts_among",
    "organisation",
    "organisation_by_code",
    "organisations",
    "organisations_listed",
    "roles_not_ended",
    "sign_in",
]
