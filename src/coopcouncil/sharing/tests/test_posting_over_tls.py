"""Posts over https reach a server whose certificate is trusted, and no other; TLS too counts towards the time limit."""

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coopcouncil.foundation import outgoing
from coopcouncil.sharing.actions.connecting import new_secret
from coopcouncil.sharing.gateways import Outcome, post, posting
from coopcouncil.sharing.tests.conftest import Receiver

# Milliseconds. A machine under load may wake us late; what is not given up takes half a minute, or for ever.
FAR_BELOW_HALF_A_MINUTE = 10_000
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls_receiver(receiver: Receiver, certificate: Path) -> Receiver:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    receiver.url = receiver.url.replace("http://", "https://")
    return receiver


@pytest.fixture
def vouched_for(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate is among those that are trusted. They are read once a process, which may have posted before."""
    monkeypatch.setattr(httpcore, "default_ssl_context", lambda: ssl.create_default_context(cafile=certificate))
    outgoing.trust.cache_clear()
    yield
    outgoing.trust.cache_clear()


def _post(url: str) -> Outcome:
    return post(url=url, message_id=uuid4(), body=b"{}", secrets=[new_secret()], at=NOON)


def test_a_server_that_nobody_vouches_for_gets_nothing(tls_receiver: Receiver) -> None:
    assert _post(tls_receiver.url).code == "unreachable"
    assert tls_receiver.posts == []


@pytest.mark.usefixtures("vouched_for")
def test_a_trusted_server_takes_the_post_within_the_time_for_everything(
    tls_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = _post(tls_receiver.url)
    assert (outcome.code, outcome.http_status) == ("sent", 204)
    (taken,) = tls_receiver.posts
    assert taken.headers["Host"] == tls_receiver.url.split("/")[2]

    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(300):  # half a minute, in steps that each take less than the time
                handler.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            return

    tls_receiver.answer = drip
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.5)
    outcome = _post(tls_receiver.url)
    assert outcome.code == "timeout"
    assert outcome.took_ms < FAR_BELOW_HALF_A_MINUTE


def test_a_server_that_never_shakes_hands_is_given_up(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    # It speaks no TLS, and waits for the rest of what it takes for a request line.
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.5)
    outcome = _post(receiver.url.replace("http://", "https://"))
    assert not outcome.is_sent
    assert outcome.took_ms < FAR_BELOW_HALF_A_MINUTE
