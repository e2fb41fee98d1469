from coopcouncil.settlement.models.consulting import Comment, OfficerComment, Principle
from coopcouncil.settlement.models.deciding import Decision, Override
from coopcouncil.settlement.models.editions import Edition, EditionStep
from coopcouncil.settlement.models.entries import Entry, EntryVersion
from coopcouncil.settlement.models.exploring import PlaceFigures
from coopcouncil.settlement.models.gaps import Gap

__all__ = [
    "Comment", "Decision", "Edition", "EditionStep", "Entry", "EntryVersion", "Gap", "OfficerComment", "Override",
    "PlaceFigures", "Principle",
]  # fmt: skip
