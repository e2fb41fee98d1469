"""Writing what belongs to a service: each list as a whole, its rows kept where they say the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from coopcouncil.directory.models import (
    Capacity,
    Contact,
    CostOption,
    Eligibility,
    Funding,
    Language,
    Participation,
    Phone,
    ReferralRoute,
    Schedule,
    ScheduleException,
    Service,
    StatutoryBasis,
)
from coopcouncil.kernel.errors import BadInput

LISTS: Mapping[str, type[models.Model]] = {
    "hours": Schedule, "other_hours": ScheduleException, "contacts": Contact, "phones": Phone, "languages": Language,
    "costs": CostOption, "funding": Funding, "routes": ReferralRoute, "ways": Participation, "bases": StatutoryBasis,
}  # fmt: skip
SINGLE: Mapping[str, type[models.Model]] = {"eligibility": Eligibility, "capacity": Capacity}
_WRONG = {
    "both_times": "Say both when it opens and when it closes, or neither.",
    "known_days": "Days are written MO, TU, WE, TH, FR, SA, SU.",
    "in_order": "The last day, or the highest age, is before the first.",
    "more_than_all": "There cannot be more free places than places.",
    "says_something": "Say something, or take the line out.",
    "once": "The same is there twice.",
    "not_below_nothing": "An amount cannot be below nothing.",
}


def write(service: Service, name: str, value: Any) -> None:
    """Make one part of the record say `value`: a list of mappings, or a mapping or None. Raises BadInput."""
    if name in SINGLE:
        _write_single(service, name, value)
    else:
        _write_list(service, name, value or [])


def _write_single(service: Service, name: str, value: Mapping[str, Any] | None) -> None:
    model: Any = SINGLE[name]
    if value is None:
        model.objects.filter(service=service).delete()
        return
    row = model.objects.filter(service=service).first() or model(service=service)
    _fill(row, name, value)


def _write_list(service: Service, name: str, values: Sequence[Mapping[str, Any]]) -> None:
    """Rows that say the same stay; the others become what is new, in order, and what is left over goes."""
    model: Any = LISTS[name]
    rows = list(model.objects.filter(service=service).order_by("pk"))
    wanted = [dict(value) for value in values]
    left = []
    for row in rows:
        same = next((value for value in wanted if _says(row, value)), None)
        if same is None:
            left.append(row)
        else:
            wanted.remove(same)
    for row in left[len(wanted) :]:
        row.delete()
    for number, value in enumerate(wanted):
        _fill(left[number] if number < len(left) else model(service=service), name, value)


def _says(row: models.Model, value: Mapping[str, Any]) -> bool:
    held = _own(row, value)
    phones = value.get("phones")
    if phones is not None and isinstance(row, Contact):
        now = sorted(row.phones.values_list("number", flat=True))
        if now != sorted(phone["number"] for phone in phones):
            return False
    return all(_read(row, key, item) == getattr(row, key) for key, item in held.items())


def _read(row: models.Model, name: str, value: Any) -> Any:
    field: Any = row._meta.get_field(name)
    return field.to_python(value)


def _own(row: models.Model, value: Mapping[str, Any]) -> dict[str, Any]:
    """What of a mapping the row itself holds."""
    columns = {field.name for field in row._meta.concrete_fields} - {"id", "service"}
    return {key: item for key, item in value.items() if key in columns}


def _fill(row: Any, name: str, value: Mapping[str, Any]) -> None:
    given = _own(row, value)
    if strange := sorted(set(value) - set(given) - {"id", "phones", "languages"}):
        raise BadInput(f"{', '.join(strange)}: nothing of {name} is called so.", place=name)
    try:
        for key, item in given.items():
            setattr(row, key, _read(row, key, item))
        row.clean_fields(exclude=[item.name for item in row._meta.concrete_fields if _may_be_empty(item, row)])
        row.validate_constraints()
    except ValidationError as error:
        raise _refused(error, name) from None
    row.save()
    if isinstance(row, Contact) and value.get("phones") is not None:
        _write_numbers(row, value["phones"])


def _may_be_empty(column: Any, row: models.Model) -> bool:
    empty = getattr(row, column.attname) in (None, "", [])
    return column.is_relation or (empty and (column.null or column.has_default()))


def _write_numbers(contact: Contact, phones: Sequence[Mapping[str, Any]]) -> None:
    wanted = {phone["number"]: phone for phone in phones if phone.get("number")}
    contact.phones.exclude(number__in=list(wanted)).delete()
    held = set(contact.phones.values_list("number", flat=True))
    for number, phone in wanted.items():
        if number not in held:
            _fill(Phone(contact=contact), "contacts", phone)


def _refused(error: ValidationError, name: str) -> BadInput:
    messages = error.messages
    told = next((words for key, words in _WRONG.items() if any(key in message for message in messages)), messages[0])
    return BadInput(told, place=name)
