"""The door of people: what other contexts may ask of accounts, organisations and roles."""

from coopcouncil.people.actions import (
    address_failed,
    allow_suggestions,
    create_organisation,
    index_person,
    remember_needs,
)
from coopcouncil.people.domain.addresses import AddressTold
from coopcouncil.people.domain.finding import Clue
from coopcouncil.people.domain.identity import Proved
from coopcouncil.people.domain.powers import MATTERS, Verdict
from coopcouncil.people.public.asking import (
    KEY_PREFIX,
    account_by_reference,
    actor_for_account,
    key_actor,
    register_key_reader,
    register_reference_reader,
)
from coopcouncil.people.public.bodies import kind_label, role_holders, staff
from coopcouncil.people.public.desk import account_items, desk_items
from coopcouncil.people.public.persons import (
    account_with_email,
    count_accounts,
    erase_everywhere,
    erase_person,
    export_person,
    hold_account,
    index_everybody,
    joined_records,
    keepings,
    legal_holds,
    members,
    needs_of,
    open_accounts_among,
    person_name,
    reseal_factors,
)
from coopcouncil.people.public.speaking import (
    assisting,
    assisting_at,
    assisting_since,
    authorities_of,
    authority,
    hold_authority,
    may_assist,
    may_speak_for,
    people_of_authorities,
    person_of_authority,
    power_label,
    proofs_held,
)
from coopcouncil.people.queries import (
    OrganisationView,
    council,
    is_member,
    names,
    organisation,
    organisation_by_code,
    organisations,
)
from coopcouncil.people.queries.finding import register_known_reader
from coopcouncil.people.queries.households import Relative, register_relatives_reader
from coopcouncil.people.queries.powers import AuthorityView
from coopcouncil.people.queries.reaching import Reach, letters_stopped, reach, register_address_reader
from coopcouncil.people.queries.staff import StaffMember
from coopcouncil.people.queries.suggesting import suggestions_since

__all__ = [
    "KEY_PREFIX",
    "MATTERS",
    "AddressTold",
    "AuthorityView",
    "Clue",
    "OrganisationView",
    "Proved",
    "Reach",
    "Relative",
    "StaffMember",
    "Verdict",
    "account_by_reference",
    "account_items",
    "account_with_email",
    "actor_for_account",
    "address_failed",
    "allow_suggestions",
    "assisting",
    "assisting_at",
    "assisting_since",
    "authorities_of",
    "authority",
    "council",
    "count_accounts",
    "create_organisation",
    "desk_items",
    "erase_everywhere",
    "erase_person",
    "export_person",
    "hold_account",
    "hold_authority",
    "index_everybody",
    "index_person",
    "is_member",
    "joined_records",
    "keepings",
    "key_actor",
    "kind_label",
    "legal_holds",
    "letters_stopped",
    "may_assist",
    "may_speak_for",
    "members",
    "names",
    "needs_of",
    "open_accounts_among",
    "organisation",
    "organisation_by_code",
    "organisations",
    "people_of_authorities",
    "person_name",
    "person_of_authority",
    "power_label",
    "proofs_held",
    "reach",
    "register_address_reader",
    "register_key_reader",
    "register_known_reader",
    "register_reference_reader",
    "register_relatives_reader",
    "remember_needs",
    "reseal_factors",
    "role_holders",
    "staff",
    "suggestions_since",
]
