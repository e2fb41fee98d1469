"""Which addresses a notice may be posted to.

Whoever can name an address could have this machine knock at doors of the council's own network. So: https only, and
only to addresses of the public internet – except the hosts that COOPCOUNCIL_ALLOW_HTTP names, and this very machine in
a demo. A name may mean another machine each time it is looked up: it is checked when an organisation is connected, and
again at each post, of which exactly the checked address gets the connection.
"""

import os
from ipaddress import ip_address

import httpx
from django.conf import settings

from coopcouncil.foundation.outgoing import Address, RefusedAddressError, addresses_of, is_listed, is_public, real
from coopcouncil.kernel.errors import BadInput

_MEND = "Write an address that begins with https:// and that the public internet knows."
# Seconds.
_LOOK_UP = 5.0


def check_address(url: str) -> None:
    """Raises BadInput unless notices may be posted to `url`. A name that cannot be looked up just now may pass."""
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode()
        if parsed.scheme not in {"http", "https"} or not host or parsed.userinfo:
            raise httpx.InvalidURL(url)
        refuse_plain(parsed)
        look_up(host, parsed.port or 443, seconds=_LOOK_UP)
    except RefusedAddressError as error:
        raise BadInput("Nothing about a person may be posted there.", place="url", mend=_MEND) from error
    except (httpx.InvalidURL, UnicodeError, TypeError) as error:
        raise BadInput("That is no address of a server.", place="url", mend=_MEND) from error
    except OSError:
        return


def refuse_plain(url: httpx.URL) -> None:
    """Raises RefusedAddressError where what is posted could be read on its way."""
    host = url.raw_host.decode()
    if url.scheme != "https" and not (_is_named(host) or (settings.DEMO and _is_this_machine(host))):
        raise RefusedAddressError(host)


def look_up(host: str, port: int, *, seconds: float) -> list[str]:
    """The addresses of `host`, each of which may be posted to.

    Raises RefusedAddressError when one of them may not, TimeoutError, OSError or UnicodeError when it cannot be found.
    """
    found = addresses_of(host, port, seconds=seconds)
    if not _is_named(host):
        for address in found:
            if not _may_be_reached(address):
                raise RefusedAddressError(host)
    return [str(address) for address in found]


def _may_be_reached(address: Address) -> bool:
    if real(address).is_loopback:
        return bool(settings.DEMO)
    return is_public(address)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_named(host: str) -> bool:
    """Whether the installation vouches for this host, in its own network: plain http and inner addresses are fine."""
    return is_listed(host, os.environ.get("COOPCOUNCIL_ALLOW_HTTP", ""))
