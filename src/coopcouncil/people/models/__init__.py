"""What is kept of people: accounts, the bodies they act for, why they belong, and how sure we are of who they are."""

from coopcouncil.people.models.accounts import Account, AccountManager, Preferences
from coopcouncil.people.models.belonging import Membership
from coopcouncil.people.models.bodies import Appointment, Grant, Organisation
from coopcouncil.people.models.failing import FailedAddress
from coopcouncil.people.models.finding import PersonToken
from coopcouncil.people.models.households import HouseholdAnswer, HouseholdMember, HouseholdStatement
from coopcouncil.people.models.matching import LinkReview, RecordLink
from coopcouncil.people.models.standing import Authority, IdentityProof, PostedCode

__all__ = [
    "Account",
    "AccountManager",
    "Appointment",
    "Authority",
    "FailedAddress",
    "Grant",
    "HouseholdAnswer",
    "HouseholdMember",
    "HouseholdStatement",
    "IdentityProof",
    "LinkReview",
    "Membership",
    "Organisation",
    "PersonToken",
    "PostedCode",
    "Preferences",
    "RecordLink",
]
