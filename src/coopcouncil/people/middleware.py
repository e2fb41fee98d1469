"""Who is asking: `request.actor`, worked out when somebody first looks at it."""

from collections.abc import Callable
from typing import cast

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.requests import Request, visitor_of
from coopcouncil.people import public, queries

_BEARER = "Bearer "


class ActorMiddleware:
    """Set `request.actor`: the owner of a key, the person signed in with the roles held today, or nobody.

    Whoever is signed in costs one query besides the account's own. Where staff need a second factor and the session
    has none, the actor has no roles and `needs_second_factor` is true. The token of what was told in this browser is
    not theirs: it may be somebody else's. An account closed since is signed out at once.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = cast(Actor, SimpleLazyObject(lambda: actor_of(request)))
        return self.get_response(request)


def actor_of(request: Request) -> Actor:
    offered = request.headers.get("Authorization", "")
    if offered.startswith(_BEARER + public.KEY_PREFIX):
        # A key stands alone: whoever sends one is never taken for the person of a session besides.
        return public.key_actor(offered.removeprefix(_BEARER).strip()) or ANONYMOUS
    account = request.user
    if not account.is_authenticated:
        if SESSION_KEY in request.session:
            request.session.flush()  # the account is closed, or its password was changed elsewhere
        visitor = visitor_of(request)
        return Actor(kind="anonymous", session_key=visitor) if visitor else ANONYMOUS
    held = queries.held_by(account.pk, request.today)
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
