"""Signed posts to an organisation's server, each over in twenty seconds whatever the other side does."""

import ssl
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

import httpcore
import httpx
import structlog
from standardwebhooks import Webhook

from coopcouncil.sharing.domain.delivery import retry_after
from coopcouncil.sharing.formats import CONTENT_TYPE
from coopcouncil.sharing.gateways.addresses import RefusedAddressError, look_up, refuse_plain
from coopcouncil.sharing.gateways.outcome import GONE, Outcome

# For everything together: looking up the name, connecting, sending, every byte of the answer. Well under a lease.
TIMEOUT_SECONDS = 20.0
MOST_ANSWER_BYTES = 16_384

log = structlog.get_logger("coopcouncil.sharing")


def sign(*, message_id: str, body: bytes, secrets: list[str], at: datetime) -> str:
    """The `webhook-signature` header: one signature for each secret, so that an agency can change over."""
    return " ".join(Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets)


def post(
    *,
    url: str,
    message_id: UUID,
    body: bytes,
    secrets: list[str],
    at: datetime,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Outcome:
    """Post a signed body. 2xx is "sent"; anything else, a redirect too, is not. Raises nothing.

    `headers` go besides ours.
    "gone": the server says 410, that nothing is taken there any more.
    "refused_address": the host is now where nothing may be posted to. "broken": the fault is ours; the log says where.
    """
    began = time.monotonic()
    code, status, wait = "sent", None, None
    try:
        place = httpx.URL(url)
        refuse_plain(place)
        sent = {
            **headers,
            "Host": place.netloc.decode(),
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "coopcouncil",
            "webhook-id": str(message_id),
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(message_id=str(message_id), body=body, secrets=secrets, at=at),
        }
        status, asked = _answer(place, sent, body, until=began + TIMEOUT_SECONDS)
        if not 200 <= status < 300:
            code = GONE if status == 410 else "redirect" if 300 <= status < 400 else "http_error"
            wait = retry_after(asked, now=at)
    except (httpcore.TimeoutException, TimeoutError):
        code = "timeout"
    except RefusedAddressError:
        code = "refused_address"
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, httpx.InvalidURL, UnicodeError):
        code = "unreachable"
    except Exception:
        log.exception("posting failed", message_id=str(message_id))
        code = "broken"
    return Outcome(code, status, round((time.monotonic() - began) * 1000), wait)


@cache
def _trust() -> ssl.SSLContext:
    """Whom we trust: read once, for reading it takes longer than a post."""
    return httpcore.default_ssl_context()


def _answer(url: httpx.URL, headers: dict[str, str], body: bytes, *, until: float) -> tuple[int, str]:
    """The status, and what `Retry-After` says."""
    place = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with (
        httpcore.ConnectionPool(network_backend=_Network(until), ssl_context=_trust()) as pool,
        pool.stream("POST", place, headers=list(headers.items()), content=body) as response,
    ):
        # The status is the whole answer. Of the body we take no more than keeps the other side from stumbling.
        taken = 0
        for chunk in response.iter_stream():
            taken += len(chunk)
            if taken > MOST_ANSWER_BYTES:
                break
        asked = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
        return int(response.status), asked.decode("latin-1")


def _left(until: float) -> float:
    """The seconds left; raises TimeoutException when there are none."""
    if (left := until - time.monotonic()) <= 0:
        raise httpcore.TimeoutException
    return left


class _Network(httpcore.NetworkBackend):
    """The network with one time limit for all that is done, and no way to an address that is not allowed."""

    def __init__(self, until: float) -> None:
        self._until, self._system = until, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = OSError(host)
        addresses = look_up(host, port, seconds=_left(self._until))
        for place, address in enumerate(addresses):
            # Each address gets its share of the time, so that one that swallows everything leaves some for the next.
            share = _left(self._until) / (len(addresses) - place)
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
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # Not the stream's own write, which gives each piece that the other side takes the whole time again.
        connection = self._stream.get_extra_info("socket")
        connection.settimeout(_left(self._until))
        connection.sendall(buffer)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
