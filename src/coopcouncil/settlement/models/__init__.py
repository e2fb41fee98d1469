from coopcouncil.settlement.models.community import Accounts, Agreement, Alarm, Declaration, Review, Signature, StepIn
from coopcouncil.settlement.models.consulting import Comment, OfficerComment, Principle
from coopcouncil.settlement.models.deciding import Decision, Override
from coopcouncil.settlement.models.editions import Edition, EditionStep
from coopcouncil.settlement.models.entries import Entry, EntryVersion
from coopcouncil.settlement.models.exploring import PlaceFigures
from coopcouncil.settlement.models.gaps import Gap
from coopcouncil.settlement.models.letters import Letter
from coopcouncil.settlement.models.takeovers import (
    BusinessCase,
    CheckSigned,
    Support,
    Takeover,
    TakeoverDecision,
    TakeoverStep,
)

__all__ = [
    "Accounts", "Agreement", "Alarm", "BusinessCase", "CheckSigned", "Comment", "Decision", "Declaration", "Edition",
    "EditionStep", "Entry", "EntryVersion", "Gap", "Letter", "OfficerComment", "Override", "PlaceFigures", "Principle",
    "Review", "Signature", "StepIn", "Support", "Takeover", "TakeoverDecision", "TakeoverStep",
]  # fmt: skip
