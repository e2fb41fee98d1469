"""Lists of rows that belong to one record, written anew as they came."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from coopcouncil.directory.models import Contact, Language, Phone


def replace(model: Any, held: Iterable[Mapping[str, Any]], **owner: UUID) -> None:
    model.objects.filter(**owner).delete()
    model.objects.bulk_create([model(**owner, **values) for values in held])


def replace_phones(held: Iterable[Mapping[str, Any]], **owner: UUID) -> None:
    Phone.objects.filter(**owner).delete()
    add_phones(held, **owner)


def add_phones(held: Iterable[Mapping[str, Any]], **owner: UUID) -> None:
    for values in held:
        spoken = values.get("languages", [])
        row = Phone.objects.create(**owner, **{name: value for name, value in values.items() if name != "languages"})
        Language.objects.bulk_create(
            Language(phone=row, **item) for item in {item["code"]: item for item in spoken}.values()
        )


def replace_contacts(held: Iterable[Mapping[str, Any]], **owner: UUID) -> None:
    Contact.objects.filter(**owner).delete()
    for values in held:
        row = Contact.objects.create(**owner, **{name: value for name, value in values.items() if name != "phones"})
        add_phones(values.get("phones", []), contact_id=row.id)
