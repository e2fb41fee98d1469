"""What is kept of telling: submissions and notices, deliveries, connections, records of people, words to people."""

from coopcouncil.sharing.models.agreements import Agreement, ImpactAssessment
from coopcouncil.sharing.models.batching import Batch, BatchItem
from coopcouncil.sharing.models.connecting import AgencyKey, Endpoint, IdempotentRequest, ServerHealth
from coopcouncil.sharing.models.delivering import Answer, Delivery, DeliveryAttempt
from coopcouncil.sharing.models.holding import Hold
from coopcouncil.sharing.models.lawful import Consent
from coopcouncil.sharing.models.looking import Opening, Withholding
from coopcouncil.sharing.models.objections import Objection
from coopcouncil.sharing.models.parcels import Parcel, Peer
from coopcouncil.sharing.models.proposing import Proposal
from coopcouncil.sharing.models.records import Document, RecordedFact
from coopcouncil.sharing.models.reporting import MailReport
from coopcouncil.sharing.models.rights import DataRequest, ReviewItem
from coopcouncil.sharing.models.speaking import Decision, HelpRequest, Message
from coopcouncil.sharing.models.telling import Notice, SafeWords, Submission
from coopcouncil.sharing.models.unmatched import UnmatchedAnswer
from coopcouncil.sharing.models.watching import Acknowledgement, Alarm, DeadEnd

__all__ = [
    "Acknowledgement",
    "AgencyKey",
    "Agreement",
    "Alarm",
    "Answer",
    "Batch",
    "BatchItem",
    "Consent",
    "DataRequest",
    "DeadEnd",
    "Decision",
    "Delivery",
    "DeliveryAttempt",
    "Document",
    "Endpoint",
    "HelpRequest",
    "Hold",
    "IdempotentRequest",
    "ImpactAssessment",
    "MailReport",
    "Message",
    "Notice",
    "Objection",
    "Opening",
    "Parcel",
    "Peer",
    "Proposal",
    "RecordedFact",
    "ReviewItem",
    "SafeWords",
    "ServerHealth",
    "Submission",
    "UnmatchedAnswer",
    "Withholding",
]
