"""Limits on what anybody may try without signing in: counted by where they come from, and when to try again."""

from allauth.account.adapter import get_adapter

from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import TooMany


def caller(request: Request) -> str:
    """Where the request comes from, past the proxy that we trust. Counted under a digest, kept nowhere."""
    return str(get_adapter(request).get_client_ip(request))


def minutes(error: TooMany) -> int:
    """In how many minutes it may be tried again, at least one."""
    return -(-error.seconds // 60)
