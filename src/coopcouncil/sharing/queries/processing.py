"""Records of processing (UK GDPR, Article 30(1)): made from purposes, agreements and assessments, never typed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.purposes import facts_of, shipped_purposes
from coopcouncil.sharing.domain.speech import purposes_in
from coopcouncil.sharing.models import Agreement
from coopcouncil.sharing.queries.lawful import controller

MOST_NAMES = 5


@dataclass(frozen=True)
class Asked:
    """For one purpose: the facts that are asked, each with its code and what a person calls it, and the types of
    service told.
    """

    facts: tuple[tuple[str, str], ...] = ()
    service_types: tuple[str, ...] = ()


_readers: list[Callable[[date], Mapping[str, Asked]]] = []


def register_asked_reader(reader: Callable[[date], Mapping[str, Asked]]) -> None:
    """Have `reader` say what is asked for each purpose on a day: life events live above sharing."""
    _readers.append(reader)


def asked(today: date) -> dict[str, Asked]:
    """What is asked for each purpose, by all that ask."""
    found: dict[str, Asked] = {}
    for reader in _readers:
        for purpose, more in reader(today).items():
            so_far = found.get(purpose, Asked())
            found[purpose] = Asked(
                tuple(dict.fromkeys((*so_far.facts, *more.facts))),
                tuple(dict.fromkeys((*so_far.service_types, *more.service_types))),
            )
    return found


def listed(purposes: Iterable[str], today: date) -> dict[str, tuple[tuple[str, str], ...]]:
    """Of each purpose the facts on its list, the only ones that may be told for it: code, and what a person calls it.

    One that no life event asks now is named after its code; one that several call differently stands once for each.
    """
    kinds = asked(today)
    names: dict[str, str] = {}
    for item in kinds.values():
        for code, label in item.facts:
            names.setdefault(code, label)

    def words(purpose: str, code: str) -> list[str]:
        here = [label for known, label in kinds.get(purpose, Asked()).facts if known == code]
        return here or [names.get(code, code.replace("_", " ").capitalize())]

    return {
        purpose: tuple((code, label) for code in facts_of(purpose) for label in words(purpose, code))
        for purpose in purposes
    }


@dataclass(frozen=True)
class ProcessingRecord:
    """What Article 30(1) asks of one purpose. `data` is its list of facts; `recipients` are names, or kinds of
    bodies where they are many.
    """

    code: str
    words: str
    controller: str
    contact: str
    basis: str
    special: str
    gateway: str
    people: str
    data: str
    recipients: str
    transfers: str
    retention: str
    security: str
    agreements: str
    assessments: str


def records(now: datetime) -> list[ProcessingRecord]:
    """One record a purpose, in the catalogue's order. One query and one for the council."""
    today = now.astimezone(COUNCIL_TIME).date()
    name, email, phone = controller()
    book = purposes_in(languages.current()) if languages.is_foreign() else shipped_purposes()
    facts = listed(book.purposes, today)
    by_purpose: dict[str, list[Agreement]] = defaultdict(list)
    agreed = Agreement.objects.filter(state=Agreement.State.AGREED, starts_on__lte=today, ends_on__gt=today)
    for row in agreed.select_related("organisation", "assessment").order_by("organisation__name"):
        for code in row.purposes:
            by_purpose[code].append(row)
    return [
        ProcessingRecord(
            code=code,
            words=purpose.words,
            controller=name,
            contact=", ".join(filter(None, (email, phone))),
            basis=book.bases.get(purpose.basis, purpose.basis),
            special=book.special_conditions.get(purpose.special_condition, ""),
            gateway=purpose.gateway,
            people=_("Residents who tell us, those they speak for, and those whom they name"),
            data=", ".join(label for _code, label in facts[code]),
            recipients=_recipients(by_purpose[code]),
            transfers=_("None by us"),
            retention=purpose.retention,
            security=_("Sealed at rest (AES-256-GCM), signed and over TLS on the way, each reading logged"),
            agreements=_few([row.code for row in by_purpose[code]]),
            assessments=", ".join(dict.fromkeys(row.assessment.title for row in by_purpose[code] if row.assessment)),
        )
        for code, purpose in book.purposes.items()
    ]


def _recipients(agreed: list[Agreement]) -> str:
    names = [row.organisation.name for row in agreed]
    if not names:
        return _("The council’s own services only")
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    kinds = Counter(str(row.organisation.get_kind_display()) for row in agreed)
    return ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))


def _few(codes: list[str]) -> str:
    rest = len(codes) - MOST_NAMES
    return ", ".join(codes[:MOST_NAMES]) + (_(" and %(num)s more") % {"num": rest} if rest > 0 else "")
