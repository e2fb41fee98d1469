"""What an organisation's key may be made for. A key does only what its scopes name."""

from collections.abc import Iterable

SCOPES = ("notices", "submissions", "drafts", "reports", "cases:read", "cases:write", "cases:transfer")


def unknown(scopes: Iterable[str]) -> list[str]:
    """Those that are no scope of ours."""
    return [scope for scope in scopes if scope not in SCOPES]
