"""Every change to accounts, organisations, roles and memberships: one verb each."""

from coopcouncil.people.actions.accounts import erase_account, rename_account, reseal_factors
from coopcouncil.people.actions.appointments import appoint, end_appointment
from coopcouncil.people.actions.erasing import erase_person
from coopcouncil.people.actions.finding import find_people, index_everybody, index_people, index_person
from coopcouncil.people.actions.founding import Body, Person, Post, found_borough, stable_id
from coopcouncil.people.actions.grants import end_grant, give_grant
from coopcouncil.people.actions.households import (
    answer_invitation,
    correct_member,
    end_member,
    invite_member,
    leave_household,
    read_invitation,
    tell_member,
)
from coopcouncil.people.actions.matching import (
    decide_link,
    object_to_link,
    propose_link,
    propose_unlink,
    withdraw_objection,
)
from coopcouncil.people.actions.memberships import declare_membership, end_membership, verify_membership
from coopcouncil.people.actions.organisations import create_organisation
from coopcouncil.people.actions.posting import ask_for_code, try_code
from coopcouncil.people.actions.powers import check_authority, claim_authority, end_authority, refuse_authority
from coopcouncil.people.actions.preferences import remember_needs
from coopcouncil.people.actions.preferring import address_failed, choose_contact
from coopcouncil.people.actions.proofs import (
    dispute_proof,
    prove_with_one_login,
    record_document,
    settle_dispute,
)
from coopcouncil.people.actions.retaining import keepings
from coopcouncil.people.actions.sessions import end_other_sessions, end_session, end_sessions_of
from coopcouncil.people.actions.suggesting import allow_suggestions

__all__ = [
    "Body",
    "Person",
    "Post",
    "address_failed",
    "allow_suggestions",
    "answer_invitation",
    "appoint",
    "ask_for_code",
    "check_authority",
    "choose_contact",
    "claim_authority",
    "correct_member",
    "create_organisation",
    "decide_link",
    "declare_membership",
    "dispute_proof",
    "end_appointment",
    "end_authority",
    "end_grant",
    "end_member",
    "end_membership",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "erase_account",
    "erase_person",
    "find_people",
    "found_borough",
    "give_grant",
    "index_everybody",
    "index_people",
    "index_person",
    "invite_member",
    "keepings",
    "leave_household",
    "object_to_link",
    "propose_link",
    "propose_unlink",
    "prove_with_one_login",
    "read_invitation",
    "record_document",
    "refuse_authority",
    "remember_needs",
    "rename_account",
    "reseal_factors",
    "settle_dispute",
    "stable_id",
    "tell_member",
    "try_code",
    "verify_membership",
    "withdraw_objection",
]
