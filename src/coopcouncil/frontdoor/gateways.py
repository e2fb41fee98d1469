"""Life events as shipped, read from their files once a process; letters; the site's key."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail

from coopcouncil.directory.public import service_types
from coopcouncil.frontdoor.domain import returning
from coopcouncil.frontdoor.domain.burden import ChannelCosts
from coopcouncil.frontdoor.domain.check import check_file
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.sharing.public import purposes


@cache
def life_events() -> Mapping[str, LifeEvent]:
    """The life events by code, in the order in which they are offered. Raises BadInput naming a file that is wrong."""
    events: dict[str, LifeEvent] = {}
    for file in sorted(files("coopcouncil.frontdoor").joinpath("life_events").iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        event, found = check_file(
            file.read_text("utf-8"), file=file.name, service_types=service_types(), purposes=purposes()
        )
        if event is None or found:
            raise BadInput("\n".join(str(problem) for problem in found), place=file.name)
        events[event.code] = event
    return MappingProxyType(dict(sorted(events.items(), key=lambda item: (item[1].order, item[0]))))


def life_event(code: str) -> LifeEvent:
    """The life event of that code. Raises NotFound."""
    try:
        return life_events()[code]
    except KeyError:
        raise NotFound(f"There is no life event “{code}”.") from None


@cache
def channel_costs() -> ChannelCosts:
    """What one contact costs by channel, from the catalogue."""
    held = tomllib.loads(files("coopcouncil.frontdoor").joinpath("catalogue", "channel_costs.toml").read_text("utf-8"))
    return ChannelCosts(MappingProxyType(held["pence"]), held["source"], held["year"])


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
