"""What many records hold: hours, phones, contacts, languages, terms."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import time
from uuid import UUID

from babel import Locale

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds.saying import Said, address, clock, day, first, ident, listed, own_id, said

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST_MINUTE = time(23, 59)
_ENGLISH = Locale("en")


def schedules(hours: Iterable[record.Hours], *, owner: UUID, owner_name: str) -> list[Said]:
    """Hours as schedules. HSDS knows none past midnight: those are two, the second on the day after."""
    made = []
    for number, item in enumerate(hours):
        key = str(item.id) if item.id else own_id(owner, f"hours {number}")
        for place, part in enumerate(_within_days(item)):
            made.append(
                said(
                    id=own_id(UUID(key), "after midnight") if place else key,
                    **{owner_name: str(owner)},
                    valid_from=day(part.valid_from),
                    valid_to=day(part.valid_to),
                    dtstart=day(part.dtstart),
                    freq=part.freq if part.byday or part.bymonthday or part.opens_at else None,
                    interval=part.interval,
                    byday=part.byday,
                    bymonthday=part.bymonthday,
                    description=part.description,
                    opens_at=clock(part.opens_at),
                    closes_at=clock(part.closes_at),
                    schedule_link=address(part.schedule_link),
                    attending_type=part.attending_type,
                    notes=part.notes,
                )
            )
    return made


def _within_days(item: record.Hours) -> Iterator[record.Hours]:
    opens, closes = item.opens_at, item.closes_at
    if opens is None or closes is None or closes > opens:
        yield item
        return
    yield replace(item, closes_at=_LAST_MINUTE)
    days = item.byday.split(",") if item.byday else []
    if closes > time(0) and all(name in _DAYS for name in days):
        later = ",".join(_DAYS[(_DAYS.index(name) + 1) % 7] for name in days)
        yield replace(item, opens_at=time(0), closes_at=closes, byday=later)


def languages(held: Iterable[record.Language], *, owner: UUID, owner_name: str) -> list[Said]:
    return listed(
        said(
            id=str(item.id),
            **{owner_name: str(owner)},
            code=item.code,
            name=_ENGLISH.languages.get(item.code, item.code),
            note=item.note,
        )
        for item in held
    )


def phones(held: Iterable[record.Phone], *, owner_name: str = "", owner: UUID | None = None) -> list[Said]:
    return listed(
        said(
            id=str(item.id),
            **({owner_name: str(owner)} if owner_name else {}),
            number=item.number,
            extension=item.extension,
            type=item.kind,
            description=item.description,
            languages=languages(item.languages, owner=item.id, owner_name="phone_id"),
        )
        for item in held
    )


def main_phone(number: str, owner: UUID, others: Iterable[record.Phone]) -> list[Said]:
    """The number that stands first, unless it is among the others."""
    tight = number.replace(" ", "")
    if not tight or any(item.number.replace(" ", "") == tight for item in others):
        return []
    return [said(id=own_id(owner, "phone"), number=number, type="voice")]


def contacts(held: Iterable[record.Contact], *, service: UUID | None = None) -> list[Said]:
    return listed(
        said(
            id=str(item.id),
            service_id=ident(service),
            name=item.name,
            title=item.title,
            department=item.department,
            email=item.email,
            phones=phones(item.phones, owner_name="contact_id", owner=item.id),
        )
        for item in held
    )


def term(item: record.Term) -> Said:
    return said(
        id=str(item.id),
        name=item.name,
        description=first(item.description, item.name),
        parent_id=ident(item.parent_id),
        taxonomy=item.taxonomy_name,
        taxonomy_id=str(item.taxonomy_id),
        term_uri=address(item.uri),
        term=item.name,
        code=item.code,
    )


def attributes(held: Iterable[record.Attribute], *, owner: UUID, entity: str) -> list[Said]:
    return listed(
        said(
            id=str(item.id),
            link_id=str(owner),
            link_entity=entity,
            link_type=item.link_type,
            taxonomy_term_id=str(item.term.id),
            taxonomy_term=term(item.term),
        )
        for item in held
    )


def funding(held: Iterable[record.Funding], *, service: UUID | None = None) -> list[Said]:
    return listed(said(id=str(item.id), service_id=ident(service), source=item.source) for item in held)
