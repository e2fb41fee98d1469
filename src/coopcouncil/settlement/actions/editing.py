"""Writing promises. Of two who change one at once, each keeps what only they changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain import promises, statute
from coopcouncil.settlement.events import PromiseEdited
from coopcouncil.settlement.models import Entry, EntryVersion
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries


class EditConflict(Conflict):
    """Two people changed the same: nothing was written. `kept` is what stands now, `given` what was sent, by field."""

    def __init__(self, *, version: int, kept: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.version, self.kept, self.given = version, dict(kept), dict(given)
        super().__init__(
            Said(
                "Somebody else changed this promise while you were writing. Their words were kept, and yours are in "
                "the form. Read both, then send yours again if they are right."
            )
        )


def add_entry(
    *, actor: Actor, edition: str, code: str, service_type: str, values: Mapping[str, Any], now: datetime,
    service_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Make a promise about a type of service, or with `service_id` about one service. Returns its id.

    `values` are by the names of `promises.WORDS`; who answers for it is needed. Raises NotAllowed, NotFound, BadInput,
    Conflict.
    """
    with transaction.atomic():
        held = queries.edition_for_update(edition)
        _open(held.state)
        directory.service_type(service_type)
        row = Entry(edition=held, code=code, service_type=service_type, service_id=service_id, updated_at=now)
        _put(row, values)
        require(actor, "settlement.write", row)
        if entries.code_is_taken(held.id, code):
            raise Conflict(Said("There is a promise under this short name already."))
        if service_id is not None:
            _about_one(row, service_id)
        row.statutory_duty = row.statutory_duty or queries.has_duty(row)
        _check(row)
        _save(row, force_insert=True)
        EntryVersion.objects.create(entry=row, number=1, before={}, after=entries.snapshot(row), at=now)
        audit.note(actor, "settlement.promise_made", row)
        events.emit(PromiseEdited(row.id, tuple(promises.WORDS)))
    return row.id


def edit_entry(
    *, actor: Actor, edition: str, code: str, values: Mapping[str, Any], version: int, now: datetime, reason: str = ""
) -> tuple[str, ...]:
    """Change a promise. `version` is the one that was read. Returns the names of what changed; nothing may have.

    Raises NotAllowed, NotFound, BadInput, Conflict once the edition is agreed, EditConflict.
    """
    if strange := sorted(set(values) - promises.EDITABLE):
        raise BadInput(f"A promise has no {', '.join(strange)} to change.")
    with transaction.atomic():
        row = entries.entry_for_update(edition, code)
        require(actor, "settlement.write", row)
        _open(row.edition.state)
        held = entries.snapshot(row)
        given = {name: promises.plain(value) for name, value in values.items()}
        base = promises.as_it_was(held, entries.values_before(row.id, after_version=version))
        merged = promises.merge(base, held, given)
        if merged.both:
            raise EditConflict(
                version=row.version,
                kept={name: held[name] for name in merged.both},
                given={name: given[name] for name in merged.both},
            )
        if not merged.own:
            return ()
        _put(row, merged.own)
        require(actor, "settlement.write", row)  # nobody hands a promise to whom they may not write for
        row.statutory_duty = row.statutory_duty or queries.has_duty(row)
        _check(row)
        row.version, row.updated_at = row.version + 1, now
        _save(row)
        after = entries.snapshot(row)
        names = promises.changed(held, after)
        EntryVersion.objects.create(
            entry=row, number=row.version, before={name: held[name] for name in names},
            after={name: after[name] for name in names}, reason=reason[:500], at=now,
        )  # fmt: skip
        audit.note(actor, "settlement.promise_edited", row, reason=", ".join(names))
        events.emit(PromiseEdited(row.id, names))
    return names


def _about_one(row: Entry, service_id: UUID) -> None:
    """A promise about a single service: it is open, of this type, and has no promise of its own yet."""
    if not queries.is_open_service_of(row.service_type, service_id):
        raise BadInput(
            Said("That service is of another type, or it has closed."), place="service",
            mend=Said("Choose a service of the type that you chose above, or none."),
        )  # fmt: skip
    if entries.has_promise_of_its_own(row.edition_id, service_id):
        raise Conflict(Said("There is a promise about this service already. Open that one and change it."))


def _open(state: str) -> None:
    if state not in states.WRITTEN_IN:
        raise Conflict(Said("What was decided on is not changed. Begin the next edition instead."))


def _put(row: Entry, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "accountable":
            row.accountable_id = UUID(str(value))
        elif name == "equality_on":
            row.equality_on = date.fromisoformat(value) if isinstance(value, str) else value
        else:
            setattr(row, name, value)


def _check(row: Entry) -> None:
    """Raises BadInput for what the record cannot hold, and for a duty that would be given away."""
    try:
        row.clean_fields(exclude={"edition", "service", "accountable"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], place=name) from None
    kind = people.organisation(row.accountable_id).kind
    if row.kind == promises.COMMUNITY and row.statutory_duty:
        found = statute.breaches(entries.snapshot(row), held_duty=True, accountable_kind=kind)
        if found:
            raise BadInput(
                Said("The law asks for this service, so it cannot simply go to the community. %(why)s", why=found[0]),
                place="kind",
                mend=Said("Keep a public body accountable, and say how the least that the law asks is met."),
            )


def _save(row: Entry, **how: Any) -> None:
    """The database has the last word on what a promise may be."""
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError as error:
        rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        place = _PLACES.get(rule)
        if place is None:
            raise
        raise BadInput(_SAYS[place], place=place) from None


_PLACES = {
    "settlement_entry_clock_is_a_time": "clock",
    "settlement_entry_target_of_hundred": "target",
    "settlement_entry_ages_in_order": "maximum_age",
    "settlement_entry_cost_not_negative": "yearly_cost_pence",
    "settlement_entry_keeps_the_duty": "kind",
}
_SAYS = {
    "clock": Said("Write a time such as “10 working_days” or “24 hours”."),
    "target": Said("Give a share of a hundred, from 1 to 100."),
    "maximum_age": Said("The last age comes after the first."),
    "yearly_cost_pence": Said("A cost is not below nothing."),
    "kind": Said("The law asks for this service: a public body must answer for it, and its minimum be met."),
}
