"""Records of processing (UK GDPR, Article 30(1)): made from purposes, agreements and assessments, never typed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.domain.speech import purposes_in
from coopcouncil.sharing.models import Agreement
from coopcouncil.sharing.queries.lawful import controller

MOST_NAMES = 5


@dataclass(frozen=True)
class Asked:
    """For one purpose: the kinds of facts that are asked, as a person calls them, and the types of service told."""

    facts: tuple[str, ...] = ()
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


@dataclass(frozen=True)
class ProcessingRecord:
    """What Article 30(1) asks of one purpose. `recipients` are names, or kinds of bodies where they are many."""

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
    kinds = asked(today)
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
            data=", ".join(kinds.get(code, Asked()).facts) or _("No life event asks for any now"),
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
