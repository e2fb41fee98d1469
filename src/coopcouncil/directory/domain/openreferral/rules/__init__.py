"""What a careful reader asks of a document besides its form. A rule is a small function; `RULES` names them all."""

from collections.abc import Callable, Sequence
from datetime import date

from coopcouncil.directory.domain.openreferral.findings import Findings, Node
from coopcouncil.directory.domain.openreferral.rules import places, references, things, times

# Each is given every record of a document, the outer ones first, and the day on which it is read.
Rule = Callable[[Sequence[Node], date], Findings]

RULES: tuple[Rule, ...] = (
    references.one_id_one_record,
    references.one_id_one_story,
    references.belongs_where_it_stands,
    references.refers_to_what_is_there,
    references.terms_are_known,
    times.ends_after_it_begins,
    times.closes_after_it_opens,
    times.has_not_happened_yet,
    times.repeats_as_a_calendar_can,
    places.postcodes_are_postcodes,
    places.points_are_on_the_earth,
    places.points_are_not_swapped,
    places.areas_can_be_drawn,
    things.ages_are_in_order,
    things.money_is_not_owed_to_the_visitor,
    things.what_is_required_says_something,
    things.phones_can_be_rung,
    things.names_of_fields_are_spelt_right,
)
