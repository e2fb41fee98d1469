"""Fetch what somebody publishes at an address: from the public internet, all of it soon, and not without end.

Every step of a redirect is checked like the first. The hosts of our own network that may be asked are listed in
COOPCOUNCIL_FEED_HOSTS.
"""

import os
import ssl
import time
from typing import Any

import httpcore
import httpx

from coopcouncil.directory.formats.documents import NotJson
from coopcouncil.foundation.outgoing import Network, RefusedAddressError, addresses_of, is_listed, is_public, trust
from coopcouncil.kernel.errors import BadInput

# For everything together: names, connections, redirects and every byte.
SECONDS = 60.0
MOST_BYTES = 64 << 20
MOST_REDIRECTS = 5
_ACCEPT = "application/json, application/vnd.api+json;q=0.9, */*;q=0.1"
_SENT_ON = frozenset({301, 302, 303, 307, 308})


def is_address(text: str) -> bool:
    """Whether somebody means an address rather than a file."""
    return text.lower().startswith(("http://", "https://"))


def fetch(url: str, *, until: float | None = None, most: int | None = None) -> bytes:
    """What is published at an address. Raises BadInput, or NotJson where it is a web page; each says how to go on.

    `until` is a moment of the monotonic clock; without it everything has to be here within SECONDS.
    """
    until, most = until or time.monotonic() + SECONDS, MOST_BYTES if most is None else most
    place, asked = parsed(url, url), url
    for _ in range(MOST_REDIRECTS + 1):
        status, headers, content = _answer(place, asked, until, most)
        if status not in _SENT_ON:
            _refuse_what_is_no_feed(status, headers, asked)
            return content
        onward = place.join(headers.get("location", ""))
        if place.scheme == "https" and onward.scheme == "http":
            raise BadInput("It sends us on to an address that anybody on the way could change.", place=asked,
                           mend="Use the address that begins with https://.")  # fmt: skip
        place = parsed(str(onward), asked)
    raise BadInput("It sends us on and on.", place=asked, mend="Use the address at which it ends.")


def parsed(url: str, asked: str) -> httpx.URL:
    mend = "Write an address that begins with https://."
    try:
        place = httpx.URL(url)
        host = place.raw_host.decode()
    except (httpx.InvalidURL, UnicodeError, TypeError):
        raise BadInput("That is no address of a server.", place=asked, mend=mend) from None
    if place.scheme not in {"http", "https"} or not host:
        raise BadInput("That is no address of a server.", place=asked, mend=mend)
    if place.userinfo:
        raise BadInput("An address with a name and a password in it is not asked.", place=host, mend="Leave them out.")
    return place


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    found = addresses_of(host, port, seconds=seconds)
    if not is_listed(host, os.environ.get("COOPCOUNCIL_FEED_HOSTS", "")):
        for address in found:
            if not is_public(address):
                raise RefusedAddressError(host)
    return [str(address) for address in found]


def _answer(place: httpx.URL, asked: str, until: float, most: int) -> tuple[int, dict[str, str], bytes]:
    host = place.host
    try:
        return _streamed(place, asked, until, most)
    except RefusedAddressError:
        sent_on = "" if httpx.URL(asked).host == host else f"It sends us on to “{host}”. "
        message = f"{sent_on}“{host}” is inside a private network, so nothing is fetched from it."
        mend = "If you trust it, name it in COOPCOUNCIL_FEED_HOSTS."
        raise BadInput(message, place=asked, mend=mend) from None
    except (httpcore.TimeoutException, TimeoutError):
        message = f"It was not all here within {SECONDS:g} seconds, so we stopped."
        raise BadInput(message, place=asked, mend="Try later, or save it as a file and give that.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, UnicodeError) as error:
        if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError) or "certificate" in str(error):
            message, mend = f"“{host}” cannot prove who it is.", "Ask whoever runs it to mend its certificate."
        else:
            message, mend = f"“{host}” does not answer.", "Check the address, or try later."
        raise BadInput(message, place=asked, mend=mend) from None


def _streamed(place: httpx.URL, asked: str, until: float, most: int) -> tuple[int, dict[str, str], bytes]:
    target = httpcore.URL(scheme=place.raw_scheme, host=place.raw_host, port=place.port, target=place.raw_path)
    sent = [("Host", place.netloc.decode()), ("Accept", _ACCEPT), ("Accept-Encoding", "identity"),
            ("User-Agent", "coopcouncil")]  # fmt: skip
    with (
        httpcore.ConnectionPool(network_backend=Network(until, _look_up), ssl_context=trust()) as pool,
        pool.stream("GET", target, headers=sent) as response,
    ):
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in _SENT_ON:
            return response.status, headers, b""
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_stream():
            size += len(piece)
            if size > most:
                message = f"It is larger than {MOST_BYTES / (1 << 20):g} MB, so we stopped."
                raise BadInput(message, place=asked, mend="Ask for it in pages, or save it as a file and give that.")
            pieces.append(piece)
        return response.status, headers, b"".join(pieces)


def _refuse_what_is_no_feed(status: int, headers: dict[str, Any], asked: str) -> None:
    if status == 429:
        seconds = headers.get("retry-after", "")
        when = f"Try again in {seconds} seconds" if seconds.isdecimal() and len(seconds) < 6 else "Try later"
        raise BadInput("The server asks us to come more slowly.", place=asked,
                       mend=f"{when}, or save it as a file and give that.")  # fmt: skip
    if status != 200:
        raise BadInput(f"The server answers {status} and gives nothing.", place=asked, mend="Check the address.")
    if headers.get("content-encoding", "identity").lower() not in {"", "identity"}:
        raise BadInput("It comes packed, though we asked for it unpacked.", place=asked, mend="Save it as a file.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"} or kind.startswith(("image/", "video/", "audio/")):
        mend = "Give the address of the data: at a feed of Open Referral it ends in /services, for example."
        raise NotJson(f"This is a web page or a picture ({kind}), not JSON.", place=asked, mend=mend)
