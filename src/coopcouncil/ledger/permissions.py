"""Who may see and move the money of which book. What the public may see needs no permission."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import holding, permission
from coopcouncil.foundation.roles import Role

KEEPERS = (Role.FINANCE_OFFICER,)
COUNCILLORS = (Role.SCRUTINY_COUNCILLOR, Role.CABINET_MEMBER, Role.WARD_COUNCILLOR)
READERS = (*KEEPERS, Role.AUDITOR, *COUNCILLORS)


class Owned(Protocol):
    """A book, or something in one."""

    @property
    def organisation_id(self) -> UUID: ...


def _machine(actor: Actor) -> bool:
    """Whoever runs the installation, and the demo borough."""
    return actor.kind in ("operator", "system")


def _keeps(actor: Actor, book: Owned) -> bool:
    return _machine(actor) or book.organisation_id in actor.organisations_for(*KEEPERS)


def _inspects(actor: Actor, book: Owned) -> bool:
    return _keeps(actor, book) or actor.has_role(Role.AUDITOR)


def _reads(actor: Actor, book: Owned) -> bool:
    return _inspects(actor, book) or actor.has_role(*COUNCILLORS)


def _door(*roles: str) -> Callable[[Actor], bool]:
    held = holding(*roles)
    return lambda actor: _machine(actor) or held(actor)


permission("ledger.see_books", door=holding(*READERS), says="see the list of books that are open to them")
permission("ledger.see_statements", _reads, door=_door(*READERS), says="see the statements of a book")
permission("ledger.inspect", _inspects, door=_door(*KEEPERS, Role.AUDITOR), says="see who posted what, and approvals")
permission("ledger.post", _keeps, door=_door(*KEEPERS), says="post in the book of their own organisation")
permission("ledger.approve", _keeps, door=_door(*KEEPERS), says="decide what a colleague has proposed to post")
permission(
    "ledger.keep", _keeps, door=_door(*KEEPERS), says="open funds and budgets, and close months, in their own book"
)
permission("ledger.match", _keeps, door=_door(*KEEPERS), says="match statements with what is posted in their own book")
permission("ledger.found", door=_machine, says="open the books of organisations, and load the chart of accounts")
