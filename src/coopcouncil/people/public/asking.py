"""Who asks: a person, an organisation's key, or whoever a reference that was read over the telephone belongs to."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.people import queries

KeyReader = Callable[[str], Actor | None]


KEY_PREFIX = "cck_"


_key_readers: list[KeyReader] = []


ReferenceReader = Callable[[str], UUID | None]


_reference_readers: list[ReferenceReader] = []


def register_key_reader(reader: KeyReader) -> None:
    """Have `reader` tell whose an organisation's key is: the whole text ("cck_…") → an Actor of kind "agency", or None.

    Called once, by the context that keeps the keys, in its `apps.ready()`. Asked for every request that brings a key.
    """
    if reader not in _key_readers:
        _key_readers.append(reader)


def key_actor(text: str) -> Actor | None:
    """Whoever the key `text` belongs to; None where nobody knows it."""
    if not text.startswith(KEY_PREFIX):
        return None
    return next((actor for reader in _key_readers if (actor := reader(text)) is not None), None)


def actor_for_account(account_id: UUID, today: date) -> Actor:
    """The person with the roles held on `today`, as one who has given every factor. Raises NotFound."""
    return Actor(
        kind="person",
        account_id=account_id,
        name=str(queries.account(account_id)),
        roles=queries.held_by(account_id, today).roles,
    )


def register_reference_reader(reader: ReferenceReader) -> None:
    """Have `reader` tell whose a reference is that can be read over the telephone: its account, or None.

    Called once by each context that gives such references, in its `apps.ready()`.
    """
    if reader not in _reference_readers:
        _reference_readers.append(reader)


def account_by_reference(reference: str) -> UUID | None:
    """The account that something with this reference belongs to; None where nobody knows it."""
    return next((found for reader in _reference_readers if (found := reader(reference)) is not None), None)
