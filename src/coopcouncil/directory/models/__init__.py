"""What is kept of services: each record in the words of Open Referral UK, and what a co-operative council adds."""

from coopcouncil.directory.models.bodies import OrganisationDetail, OrganisationIdentifier
from coopcouncil.directory.models.classifying import Attribute, Taxonomy, TaxonomyTerm
from coopcouncil.directory.models.deciding import Basis, DeliveryModelSpell, ScopeDecision, StatutoryBasis
from coopcouncil.directory.models.hours import Frequency, Schedule, ScheduleException
from coopcouncil.directory.models.keeping import ChangeState, ProposedChange, RecordKind, SourceRecord, Version
from coopcouncil.directory.models.offering import (
    Audience,
    Capacity,
    CostOption,
    Eligibility,
    Funding,
    Participation,
    Way,
)
from coopcouncil.directory.models.places import (
    Accessibility,
    AccessPoint,
    ConfidentialPlace,
    Feature,
    Location,
    LocationType,
    ServiceAtLocation,
)
from coopcouncil.directory.models.reaching import Contact, Language, Phone, PhoneKind, ReferralRoute, ReferredBy
from coopcouncil.directory.models.returns import MonitoringReturn
from coopcouncil.directory.models.searching import SearchCount, SearchEnd, SearchWord
from coopcouncil.directory.models.services import Service, ServiceArea
from coopcouncil.directory.models.writing import Letter, LetterKind, Reminder

__all__ = [
    "AccessPoint",
    "Accessibility",
    "Attribute",
    "Audience",
    "Basis",
    "Capacity",
    "ChangeState",
    "ConfidentialPlace",
    "Contact",
    "CostOption",
    "DeliveryModelSpell",
    "Eligibility",
    "Feature",
    "Frequency",
    "Funding",
    "Language",
    "Letter",
    "LetterKind",
    "Location",
    "LocationType",
    "MonitoringReturn",
    "OrganisationDetail",
    "OrganisationIdentifier",
    "Participation",
    "Phone",
    "PhoneKind",
    "ProposedChange",
    "RecordKind",
    "ReferralRoute",
    "ReferredBy",
    "Reminder",
    "Schedule",
    "ScheduleException",
    "ScopeDecision",
    "SearchCount",
    "SearchEnd",
    "SearchWord",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "SourceRecord",
    "StatutoryBasis",
    "Taxonomy",
    "TaxonomyTerm",
    "Version",
    "Way",
]
