"""Life events: as shipped, read from their files once a process, and as designers released them; letters; the key."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache, lru_cache, partial
from importlib.resources import files
from types import MappingProxyType
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from coopcouncil.casework import public as casework
from coopcouncil.directory.public import service_types
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.domain import assisting, returning
from coopcouncil.frontdoor.domain.burden import ChannelCosts
from coopcouncil.frontdoor.domain.check import Problem, check_file
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.sharing.public import Showing, hide, purposes

log = structlog.get_logger(__name__)


@cache
def shipped_texts() -> Mapping[str, str]:
    """The files of the shipped life events: text by name."""
    folder = files("coopcouncil.frontdoor").joinpath("life_events")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return MappingProxyType({file.name: file.read_text("utf-8") for file in found})


@cache
def life_events() -> Mapping[str, LifeEvent]:
    """The shipped life events by code, in the order in which they are offered. Raises BadInput naming a wrong file."""
    events = [read(text, file) for file, text in shipped_texts().items()]
    return MappingProxyType({event.code: event for event in sorted(events, key=_place)})


def _place(event: LifeEvent) -> tuple[int, str]:
    return event.order, event.code


def check(text: str, file: str) -> tuple[LifeEvent | None, list[Problem]]:
    """A text and what is wrong with it, by the catalogues of this installation; the event is None if anything is."""
    return check_file(text, file=file, service_types=service_types(), purposes=purposes())


@lru_cache(maxsize=512)
def read(text: str, file: str = "life event") -> LifeEvent:
    """The life event of a file's text. Raises BadInput with every problem that the check finds."""
    event, found = check(text, file)
    if event is None or found:
        raise BadInput("\n".join(str(problem) for problem in found), place=file)
    return event


def life_event(code: str) -> LifeEvent:
    """The shipped life event of that code. Raises NotFound."""
    return _of(life_events(), code)


def shipped_text(code: str) -> str:
    """The file of a shipped life event. Raises NotFound."""
    event = life_event(code)
    return next(text for file, text in shipped_texts().items() if read(text, file).code == event.code)


def offered(today: date) -> Mapping[str, LifeEvent]:
    """What people are offered today, by code, in order: of each life event the highest version released.

    A version that a designer released stands before a shipped one of the same number. One that the check refuses
    since, because a purpose or a service that it names is gone, is left out and logged: what was shipped is offered.
    One query.
    """
    events = dict(life_events())
    for code, version, text in queries.released_texts(today):
        if code in events and version < events[code].version:
            continue
        try:
            events[code] = read(text, f"{code} {version}")
        except BadInput as error:
            log.error("life_event_unreadable", code=code, version=version, problems=str(error))
    return MappingProxyType({event.code: event for event in sorted(events.values(), key=_place)})


def offered_event(code: str, today: date) -> LifeEvent:
    """The life event of that code as it is offered today. Raises NotFound."""
    return _of(offered(today), code)


def event_of_version(code: str, version: int, today: date) -> LifeEvent:
    """The life event as it was in the version that somebody began with; where that is lost, as it is offered today.

    Raises NotFound for a life event that is offered no more.
    """
    shipped, kept = life_events().get(code), queries.version_begun(code, version)
    if shipped is None:
        offered_event(code, today)
    if shipped and shipped.version == version and (kept is None or kept.shipped):
        return shipped
    if kept is not None:
        try:
            return read(kept.text, f"{code} {version}")
        except BadInput as error:
            log.error("life_event_unreadable", code=code, version=version, problems=str(error))
    return offered_event(code, today)


def shown_to_whom_it_was_told_for(code: str, version: int, today: date) -> Showing:
    """What makes facts of a telling fit for the person spoken for: no way to reach whoever told them is shown.

    Where that version is lost, nobody knows what its facts ask, and none is shown.
    """
    ways: set[str] | None = None
    with suppress(NotFound):
        event = event_of_version(code, version, today)
        if event.version == version:
            ways = {fact.code for fact in event.facts if fact.type in ("phone", "email")}
    return partial(hide, codes=ways, shown=_("Not shown: it may belong to whoever told this for you."))


def _of(events: Mapping[str, LifeEvent], code: str) -> LifeEvent:
    try:
        return events[code]
    except KeyError:
        raise NotFound(f"There is no life event “{code}”.") from None


def channel_costs() -> ChannelCosts:
    """What one contact costs by each channel of which there was a survey."""
    held = casework.channel_costs()
    return ChannelCosts({way: held.pence[way] for way in ("counter", "phone", "web")}, held.source, held.year)


def write_letter(*, to: str, subject: str, text: str) -> None:
    """Send a letter by e-mail. Raises OSError when the mail server does not take it."""
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to])


def public_url() -> str:
    """The address of this platform, without a slash at its end."""
    return str(settings.PUBLIC_URL)


def link_token(link_id: UUID, expires_at: datetime) -> str:
    """The secret of a link to come back by."""
    return returning.link_token(settings.SECRET_KEY, link_id, expires_at)


def link_end(token: str) -> datetime | None:
    """When a link of ours ends; None for what we never made."""
    return returning.end_of(settings.SECRET_KEY, token)


def fingerprint(secret: str) -> str:
    """What is kept of a link's secret or of a code."""
    return returning.fingerprint(settings.SECRET_KEY, secret)


def slip_code(submission_id: UUID) -> str:
    """The code on the slip of what an officer wrote down for somebody."""
    return assisting.slip_code(settings.SECRET_KEY, submission_id)


def is_slip_code(submission_id: UUID, code: str) -> bool:
    return assisting.is_slip_code(settings.SECRET_KEY, submission_id, code)


def account_code(account_id: UUID, now: datetime) -> str:
    """The code in somebody's account for an officer who helps them."""
    return assisting.account_code(settings.SECRET_KEY, account_id, now)


def is_account_code(account_id: UUID, code: str, now: datetime) -> bool:
    return assisting.is_account_code(settings.SECRET_KEY, account_id, code, now)
