"""GOV.UK One Login by OpenID Connect: the way there, and who came back. Off unless the settings name a client.

Authlib signs the client assertion and makes the proof key; joserfc verifies what is signed. Every error is one of
three, so that a page can say what happened: it is down, it says no, or what it sent cannot be trusted.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7523 import private_key_jwt_sign
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey, import_key

from coopcouncil.people.domain.identity import ONE_LOGIN_LEVELS

CORE_IDENTITY = "https://vocab.account.gov.uk/v1/coreIdentityJWT"
SIGNED_BY = ["ES256", "RS256"]
TIMEOUT_SECONDS = 8
CLOCK_SKEW_SECONDS = 60
_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Over plain HTTP only to this machine, and never in production: there a program beside ours could play the provider.
_LOCAL = {"localhost", "127.0.0.1"}
# What the provider's metadata must say (OpenID Connect Discovery 1.0, section 3).
_DOORS = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class OneLoginDown(Exception):
    """It cannot be reached, or answers nothing that could be read."""


class OneLoginRefused(Exception):
    """It says no: the person stopped, the code was used, or it could not say who they are. `code` tells which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OneLoginUntrusted(Exception):
    """What came is not signed by whom it should be, is too old, or was made for something else."""


@dataclass(frozen=True)
class Departure:
    """Where to send the person, and what must be kept in their session until they come back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who came back: the subject there, how sure One Login is, and the name and date of birth that it holds."""

    subject: str
    level: str
    name: str
    born_on: str


def is_on() -> bool:
    """Whether this installation is registered with One Login."""
    return bool(settings.ONE_LOGIN_CLIENT_ID and settings.ONE_LOGIN_KEY)


def depart(return_to: str) -> Departure:
    """A new way to One Login. Raises OneLoginDown, OneLoginUntrusted."""
    state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    asked = {
        "response_type": "code",
        "client_id": settings.ONE_LOGIN_CLIENT_ID,
        "redirect_uri": return_to,
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "vtr": f'["{settings.ONE_LOGIN_TRUST}"]',
        "claims": f'{{"userinfo":{{"{CORE_IDENTITY}":null}}}}',
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        "ui_locales": "en",
    }
    door = _safe(_metadata()["authorization_endpoint"])
    return Departure(f"{door}?{urlencode(asked)}", state, nonce, verifier)


def arrive(*, code: str, nonce: str, verifier: str, return_to: str, now: datetime) -> Identity:
    """Who came back with `code`. Raises OneLoginDown, OneLoginRefused, OneLoginUntrusted."""
    metadata = _metadata()
    tokens = _tokens(metadata, code, verifier, return_to)
    subject = _subject(metadata, str(tokens.get("id_token", "")), nonce, now)
    claims = _get(metadata["userinfo_endpoint"], token=str(tokens.get("access_token", "")))
    if claims.get("sub") != subject:
        raise OneLoginUntrusted("the subjects differ")
    if not claims.get(CORE_IDENTITY):
        raise OneLoginRefused("not_proved")
    return _identity(str(claims[CORE_IDENTITY]), subject, now)


def _metadata() -> Mapping[str, str]:
    """Where its doors are, by name. Raises OneLoginDown; OneLoginUntrusted where a door is missing or another's."""
    found = _get(f"{settings.ONE_LOGIN_ISSUER.rstrip('/')}/.well-known/openid-configuration")
    doors = {name: found.get(name) for name in _DOORS}
    for name, address in doors.items():
        if not isinstance(address, str) or not address:
            raise OneLoginUntrusted(f"the metadata do not say “{name}”")
    named = {name: str(address) for name, address in doors.items()}
    if named["issuer"].rstrip("/") != settings.ONE_LOGIN_ISSUER.rstrip("/"):
        raise OneLoginUntrusted("the metadata are another's")
    return named


def _tokens(metadata: Mapping[str, str], code: str, verifier: str, return_to: str) -> Mapping[str, Any]:
    endpoint = metadata["token_endpoint"]
    key = _own_key()
    assertion = private_key_jwt_sign(
        key,
        client_id=settings.ONE_LOGIN_CLIENT_ID,
        token_endpoint=endpoint,
        alg="ES256" if isinstance(key, ECKey) else "RS256",
    )
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_to,
        "code_verifier": verifier,
        "client_assertion_type": _JWT_BEARER,
        "client_assertion": assertion.decode() if isinstance(assertion, bytes) else assertion,
    }
    try:
        answer = httpx.post(_safe(endpoint), data=body, timeout=TIMEOUT_SECONDS)
        read = dict(answer.json())
    except (httpx.HTTPError, ValueError, TypeError) as error:
        raise OneLoginDown from error
    if answer.status_code >= 500:
        raise OneLoginDown
    if answer.status_code != 200:
        raise OneLoginRefused(str(read.get("error", "refused")))
    return read


def _own_key() -> RSAKey | ECKey:
    """Our private key, as PEM: RSA or on the curve P-256."""
    kind = load_pem_private_key(settings.ONE_LOGIN_KEY.encode(), password=None)
    made = import_key(settings.ONE_LOGIN_KEY, "RSA" if isinstance(kind, RSAPrivateKey) else "EC")
    assert isinstance(made, RSAKey | ECKey)
    return made


def _subject(metadata: Mapping[str, str], id_token: str, nonce: str, now: datetime) -> str:
    """The subject of an ID token that One Login signed, for us, for this very journey. Raises OneLoginUntrusted."""
    keys = _get(metadata["jwks_uri"])
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=SIGNED_BY)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError) as error:
        raise OneLoginUntrusted("the ID token is not signed by One Login") from error
    _claims(token.claims, issuer=metadata["issuer"], now=now, nonce={"essential": True, "value": nonce})
    return str(token.claims["sub"])


def _identity(signed: str, subject: str, now: datetime) -> Identity:
    """What the core identity says, when the key of its issuer's document signed it. Raises OneLoginUntrusted."""
    document = _get(settings.ONE_LOGIN_IDENTITY_KEYS)
    try:
        keys = {method["id"]: method["publicKeyJwk"] for method in document["assertionMethod"]}
        named = str(jws.extract_compact(signed.encode()).headers()["kid"])
        if named.partition("#")[0] != document["id"]:
            raise OneLoginUntrusted("the key is another controller's")
        key = import_key(keys[named])
        token = jwt.decode(signed, key, algorithms=["ES256"])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise OneLoginUntrusted("the identity is not signed by its issuer") from error
    claims = token.claims
    _claims(claims, issuer=settings.ONE_LOGIN_IDENTITY_ISSUER, now=now, sub={"essential": True, "value": subject})
    level = ONE_LOGIN_LEVELS.get(str(claims.get("vot", "")))
    if level is None:
        raise OneLoginRefused("not_proved")
    person = claims.get("vc", {}).get("credentialSubject", {})
    return Identity(subject, level, _name(person), _born(person))


def _claims(claims: Mapping[str, Any], *, issuer: str, now: datetime, **more: Any) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCK_SKEW_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": settings.ONE_LOGIN_CLIENT_ID},
        exp={"essential": True},
        **{"sub": {"essential": True}, **more},
    )
    try:
        registry.validate(dict(claims))
    except JoseError as error:
        raise OneLoginUntrusted(f"a claim is not as it must be: {error}") from error


def _name(person: Mapping[str, Any]) -> str:
    """The name that holds now, in its order; names held before have an end."""
    for name in person.get("name", []):
        if not name.get("validUntil"):
            return " ".join(str(part.get("value", "")) for part in name.get("nameParts", [])).strip()
    return ""


def _born(person: Mapping[str, Any]) -> str:
    return next((str(born.get("value", "")) for born in person.get("birthDate", [])), "")


def _get(url: str, *, token: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.get(_safe(url), headers=headers, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return dict(answer.json())
    except (httpx.HTTPError, ValueError, TypeError) as error:
        raise OneLoginDown from error


def _safe(url: str) -> str:
    """The address, which must be https; outside production also http on this machine. Raises OneLoginUntrusted."""
    parts = urlsplit(url)
    here = settings.PROFILE != "production" and parts.scheme == "http" and parts.hostname in _LOCAL
    if parts.scheme != "https" and not here:
        raise OneLoginUntrusted("not https")
    return url
