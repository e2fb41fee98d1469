"""Digests of what only its holder should know: an anonymous session's key, an organisation's key."""

from hashlib import sha256

KEY_PREFIX = "cck_"


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal. Plain hashing will do: what goes in is long and random, so it cannot be guessed."""
    return sha256(secret.encode()).hexdigest()
