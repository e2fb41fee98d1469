"""Pages of the settlement: what everybody reads, and the desk of those who prepare an edition."""

from coopcouncil.settlement.views.answering import comment, comments, gap
from coopcouncil.settlement.views.asking import compare, here
from coopcouncil.settlement.views.desk import begin, desk, prepare, step
from coopcouncil.settlement.views.exploring import what_if
from coopcouncil.settlement.views.reading import edition, editions, entry, history, leaflet, promise, settlement
from coopcouncil.settlement.views.served import access
from coopcouncil.settlement.views.writing import add, edit, flag, look_again, override

__all__ = [
    "access", "add", "begin", "comment", "comments", "compare", "desk", "edit", "edition", "editions", "entry", "flag",
    "gap", "here", "history", "leaflet", "look_again", "override", "prepare", "promise", "settlement", "step",
    "what_if",
]  # fmt: skip
