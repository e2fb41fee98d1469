"""The world outside: signed posts to an organisation's server, letters by e-mail, files that people give."""

from django.conf import settings

from coopcouncil.sharing.gateways.addresses import check_address
from coopcouncil.sharing.gateways.carriers import from_notify, signed, signed_report
from coopcouncil.sharing.gateways.documents import examine
from coopcouncil.sharing.gateways.letters import write
from coopcouncil.sharing.gateways.messages import (
    Outgoing,
    Sent,
    channels,
    mail_carries_files,
    remove_messages,
    send_message,
)
from coopcouncil.sharing.gateways.outcome import GONE, Outcome
from coopcouncil.sharing.gateways.posting import post, sign
from coopcouncil.sharing.gateways.ringing import UNCONFIGURED, Ring, can_ring, ring

__all__ = [
    "GONE",
    "UNCONFIGURED",
    "Outcome",
    "Outgoing",
    "Ring",
    "Sent",
    "can_ring",
    "channels",
    "check_address",
    "examine",
    "from_notify",
    "mail_carries_files",
    "post",
    "public_url",
    "remove_messages",
    "ring",
    "send_message",
    "sign",
    "signed",
    "signed_report",
    "write",
]


def public_url() -> str:
    """The address of this platform, without a slash at its end."""
    return str(settings.PUBLIC_URL)
