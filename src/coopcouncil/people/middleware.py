"""Who is asking: `request.actor`, worked out when somebody first looks at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from coopcouncil.foundation import clock, limits
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.requests import Request, caller, visitor_of
from coopcouncil.foundation.sessions import SessionStore, end_sessions
from coopcouncil.people import public, queries
from coopcouncil.people.domain.devices import device
from coopcouncil.people.models import Account
from coopcouncil.people.queries.values import Held

_BEARER = "Bearer "
WRONG_KEYS: dict[str, Any] = {"most": 60, "within": timedelta(minutes=10)}  # from one address
# In the session: the roles that it began with or came to since, and when its person last showed who they are.
_HATS, _PROVED = "people_hats", "people_proved"


class ActorMiddleware:
    """Set `request.actor`: the owner of a key, the person signed in with the roles held today, or nobody.

    Whoever is signed in costs one query besides the account's own. Where staff need a second factor and the session
    has none, the actor has no roles and `needs_second_factor` is true. The token of what was told in this browser is
    not theirs: it may be somebody else's.

    Whoever may less than when the session began is signed out at the next request: the account is closed, a role has
    ended. Whoever may more (a role, a proof shown anew) gets a new key, so that one seen before opens nothing.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = cast(Actor, SimpleLazyObject(lambda: actor_of(request)))
        response = self.get_response(request)
        if request.session.modified and SESSION_KEY in request.session:
            _rotate_if_proved(request)
        return response


def actor_of(request: Request) -> Actor:
    offered = request.headers.get("Authorization", "")
    if offered.startswith(_BEARER + public.KEY_PREFIX):
        # A key stands alone: whoever sends one is never taken for the person of a session besides.
        known = public.key_actor(offered.removeprefix(_BEARER).strip())
        if known is None:
            limits.take_try(f"wrong-key-from:{caller(request)}", **WRONG_KEYS, now=request.now)
        return known or ANONYMOUS
    account = request.user
    if not account.is_authenticated:
        if SESSION_KEY in request.session:
            request.session.flush()  # the account is closed, or its password was changed elsewhere
        visitor = visitor_of(request)
        return Actor(kind="anonymous", session_key=visitor) if visitor else ANONYMOUS
    held = queries.held_by(account.pk, request.today)
    if not _goes_on(request, held):
        request.session.flush()
        request.user = AnonymousUser()
        return ANONYMOUS
    locked = (
        bool(held.roles)
        and settings.STAFF_SECOND_FACTOR
        and not (held.has_second_factor and gave_second_factor(request))
    )
    return Actor(
        kind="person",
        account_id=account.pk,
        name=str(account),
        roles=frozenset() if locked else held.roles,
        needs_second_factor=locked,
    )


def gave_second_factor(request: Request) -> bool:
    """Whether this session's person has given a code, a recovery code or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


# --- the session that it comes in ------------------------------------------------------------------------------------


def _hats(held: Held) -> list[str]:
    return sorted(f"{role.role}@{role.organisation_id}" for role in held.roles)


def _goes_on(request: Request, held: Held) -> bool:
    """Whether the session still holds, with what its person may do now. Asks the database for nothing more."""
    session = request.session
    began, now = set(session.get(_HATS, ())), set(_hats(held))
    if began - now:
        return False
    if isinstance(session, SessionStore):
        if held.roles and session.idle_since(request.now) > timedelta(minutes=settings.STAFF_IDLE_MINUTES):
            return False
        session.see(request.now)
    if now - began:
        session.cycle_key()
        session[_HATS] = sorted(now)
    return True


def _last_proof(request: HttpRequest) -> float:
    return max(
        (record.get("at", 0.0) for record in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, ())), default=0
    )


def _rotate_if_proved(request: HttpRequest) -> None:
    """A password, code or key shown in this request opens pages that were closed: the session gets a new key."""
    last = _last_proof(request)
    if request.session.get(_PROVED) != last:
        request.session[_PROVED] = last
        request.session.cycle_key()


def note_signing_in(sender: object, request: HttpRequest, user: Account, **more: object) -> None:
    """On signing in (Django has given the session a new key): in what browser it is, and what its person may do."""
    if isinstance(request.session, SessionStore):
        request.session.name_device(device(request.headers.get("User-Agent", "")))
    request.session[_HATS] = _hats(queries.held_by(user.pk, clock.today()))
    request.session[_PROVED] = _last_proof(request)


def end_other_sessions(sender: object, request: HttpRequest, user: Account, **more: object) -> None:
    """On another password, second factor or address to sign in with: who is signed in elsewhere is so no longer."""
    end_sessions(user.pk, but=request.session.session_key or "")
