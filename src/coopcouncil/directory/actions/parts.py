"""Writing what belongs to a service: each list as a whole, its rows kept where they say the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from coopcouncil.directory.models import (
    Attribute,
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
    ServiceArea,
    StatutoryBasis,
    TaxonomyTerm,
)
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.places import public as places

LISTS: Mapping[str, type[models.Model]] = {
    "hours": Schedule, "other_hours": ScheduleException, "contacts": Contact, "phones": Phone, "languages": Language,
    "costs": CostOption, "funding": Funding, "routes": ReferralRoute, "ways": Participation, "bases": StatutoryBasis,
}  # fmt: skip
SINGLE: Mapping[str, type[models.Model]] = {"eligibility": Eligibility, "capacity": Capacity}
# By what a row of a list is known where the same may not be there twice.
_ONCE: Mapping[str, tuple[str, ...]] = {
    "languages": ("code",), "ways": ("way",), "routes": ("by",), "bases": ("instrument", "section"),
}  # fmt: skip
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
    if name in _NAMED:
        _NAMED[name](service, value)
    elif name in SINGLE:
        _write_single(service, name, value)
    else:
        write_list(name, value or [], service=service)


def _write_single(service: Service, name: str, value: Mapping[str, Any] | None) -> None:
    model: Any = SINGLE[name]
    if value is None:
        model.objects.filter(service=service).delete()
        return
    row = model.objects.filter(service=service).first() or model(service=service)
    _fill(row, name, value)


def write_list(name: str, values: Sequence[Mapping[str, Any]], **owner: Any) -> None:
    """Rows that say the same stay; the others become what is new, in order, and what is left over goes.

    `owner` is whose they are: service=… or organisation_id=….
    """
    model: Any = LISTS[name]
    rows = list(model.objects.filter(**owner).order_by("pk"))
    wanted = [dict(value) for value in values]
    left = []
    for row in rows:
        same = next((value for value in wanted if _says(row, value)), None)
        if same is None:
            left.append(row)
        else:
            wanted.remove(same)
    if name in _ONCE:
        left = _known_again(left, wanted, name)
    for row in left[len(wanted) :]:
        row.delete()
    for number, value in enumerate(wanted):
        _fill(left[number] if number < len(left) else model(**owner), name, value)


def _known_again(rows: list[Any], wanted: list[dict[str, Any]], name: str) -> list[Any]:
    """Fill the rows of which a value is wanted under the same key, and take that value out; let go of the others.

    So no row takes the key of another that is still there.
    """
    known = {}
    for row in rows:
        same = next(
            (value for value in wanted if all(value.get(key) == getattr(row, key) for key in _ONCE[name])), None
        )
        if same is None:
            row.delete()
        else:
            wanted.remove(same)
            known[row] = same
    for row, value in known.items():
        _fill(row, name, value)
    return []


def _write_wards(service: Service, values: Sequence[Mapping[str, Any]] | None) -> None:
    """The wards that it is for, by their ids; none: the whole borough."""
    wanted = {_id(value.get("ward_id")) for value in values or []}
    if wanted - {ward.id for ward in places.areas("ward")}:
        raise BadInput("One of these is no ward of this borough.", place="wards")
    rows = ServiceArea.objects.filter(service=service)
    rows.exclude(area_id__in=wanted).delete()
    held = set(rows.values_list("area_id", flat=True))
    ServiceArea.objects.bulk_create(ServiceArea(service=service, area_id=ward) for ward in sorted(wanted - held))


def _write_terms(service: Service, values: Sequence[Mapping[str, Any]] | None) -> None:
    wanted = {(_id(value.get("term_id")), str(value.get("link_type") or "")) for value in values or []}
    ids = {term for term, _respect in wanted}
    if TaxonomyTerm.objects.filter(id__in=ids).count() != len(ids):
        raise BadInput("One of these terms is not known here.", place="terms")
    rows = {(row.term_id, row.link_type): row for row in Attribute.objects.filter(service=service)}
    Attribute.objects.filter(id__in=[row.id for key, row in rows.items() if key not in wanted]).delete()
    new = sorted(wanted - set(rows), key=str)
    Attribute.objects.bulk_create(Attribute(service=service, term_id=term, link_type=respect) for term, respect in new)


def _write_owner(service: Service, value: Mapping[str, Any] | None) -> None:
    """Who stays accountable; None: the organisation itself. The row at hand is left alone: it may be a trial."""
    body = _id(value.get("organisation_id")) if value else None
    if body is not None and not people.organisations([body]):
        raise BadInput("There is no such organisation.", place="owner")
    Service.objects.filter(pk=service.pk).update(owner_id=body)


_NAMED: Mapping[str, Callable[[Service, Any], None]] = {
    "wards": _write_wards, "terms": _write_terms, "owner": _write_owner,
}  # fmt: skip


def _id(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise BadInput("This is not known here.") from None


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
    columns = {field.name for field in row._meta.concrete_fields} - {"id", "service", "organisation"}
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
