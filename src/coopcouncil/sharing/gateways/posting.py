"""Signed posts to an organisation's server, each over in twenty seconds whatever the other side does."""

import time
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

import httpcore
import httpx
import structlog
from standardwebhooks import Webhook

from coopcouncil.foundation.outgoing import Network, RefusedAddressError, trust
from coopcouncil.sharing.domain.delivery import retry_after
from coopcouncil.sharing.formats import CONTENT_TYPE
from coopcouncil.sharing.gateways.addresses import look_up, refuse_plain
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


def _answer(url: httpx.URL, headers: dict[str, str], body: bytes, *, until: float) -> tuple[int, str]:
    """The status, and what `Retry-After` says."""
    place = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with (
        httpcore.ConnectionPool(network_backend=Network(until, _look_up), ssl_context=trust()) as pool,
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


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    return look_up(host, port, seconds=seconds)
