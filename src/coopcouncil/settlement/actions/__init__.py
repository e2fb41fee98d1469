"""Writes of the settlement: one verb each."""

from coopcouncil.settlement.actions.consulting import (
    answer_comment,
    hide_comment,
    make_comment,
    record_officer_comment,
    record_pre_election,
    record_principle,
    show_comment,
)
from coopcouncil.settlement.actions.deciding import look_again, override_objection, record_decision
from coopcouncil.settlement.actions.editing import EditConflict, add_entry, edit_entry
from coopcouncil.settlement.actions.editions import (
    NotReady,
    begin_edition,
    bring_into_force,
    move_on,
    open_consultation,
)
from coopcouncil.settlement.actions.forgetting import forget_person
from coopcouncil.settlement.actions.gaps import FoundGap, answer_gap, flag_gap

__all__ = [
    "EditConflict", "FoundGap", "NotReady", "add_entry", "answer_comment", "answer_gap", "begin_edition",
    "bring_into_force", "edit_entry", "flag_gap", "forget_person", "hide_comment", "look_again", "make_comment",
    "move_on", "open_consultation", "override_objection", "record_decision", "record_officer_comment",
    "record_pre_election", "record_principle", "show_comment",
]  # fmt: skip
