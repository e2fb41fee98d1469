"""Going out to other people's servers: never to our own network by accident, and never for longer than was said.

Whoever can name an address could have this machine knock at doors of the council's own network. So a caller says which
hosts it vouches for, and every other name has to mean addresses of the public internet. A name may mean another machine
each time it is looked up: exactly the addresses that were checked get the connection.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore

Address = IPv4Address | IPv6Address
# Gives the addresses of a host and port that may be reached, within so many seconds, or raises.
LookUp = Callable[[str, int, float], list[str]]
# RFC 6052: an address of version 4 inside one of version 6; which network it reaches is the inner one's matter.
_TRANSLATED = ip_network("64:ff9b::/96")


class RefusedAddressError(Exception):
    """The host is at a place that may not be reached."""


def addresses_of(host: str, port: int, *, seconds: float) -> list[Address]:
    """What a name means just now. Raises TimeoutError, OSError or UnicodeError."""
    # The system's own look-up knows no time limit, so it runs in a thread that is not waited for beyond ours.
    found: list[Address] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            for _, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(ip_address(str(place[0]).partition("%")[0]))
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise TimeoutError(host)
    if failed:
        raise failed[0]
    return found


def real(address: Address) -> Address:
    """The address that is meant, where one of version 6 only carries one of version 4."""
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def is_public(address: Address) -> bool:
    """Whether an address is one machine of the public internet."""
    meant = real(address)
    return meant.is_global and not meant.is_multicast


def is_listed(host: str, listed: str) -> bool:
    """Whether a host is one of those that a setting lists, with commas between them."""
    return host.lower() in {name.strip().lower() for name in listed.split(",") if name.strip()}


@cache
def trust() -> ssl.SSLContext:
    """Whom we trust: read once, for reading it takes longer than a post."""
    return httpcore.default_ssl_context()


def left(until: float) -> float:
    """The seconds left of the monotonic clock; raises TimeoutException when there are none."""
    if (seconds := until - time.monotonic()) <= 0:
        raise httpcore.TimeoutException
    return seconds


class Network(httpcore.NetworkBackend):
    """The network with one time limit for all that is done, and no way to an address that is not allowed."""

    def __init__(self, until: float, look_up: LookUp) -> None:
        self._until, self._look_up, self._system = until, look_up, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = OSError(host)
        addresses = self._look_up(host, port, left(self._until))
        for place, address in enumerate(addresses):
            # Each address gets its share of the time, so that one that swallows everything leaves some for the next.
            share = left(self._until) / (len(addresses) - place)
            try:
                stream = self._system.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.NetworkError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _Stream(stream, self._until)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection whose every step gets the time that is left, not a time of its own."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # Not the stream's own write, which gives each piece that the other side takes the whole time again.
        connection = self._stream.get_extra_info("socket")
        connection.settimeout(left(self._until))
        connection.sendall(buffer)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
