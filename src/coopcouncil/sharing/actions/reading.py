"""Reading lists about many people: one row in the audit trail for each page or file."""

from collections.abc import Iterable
from uuid import UUID

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing.models import Delivery

FORMS = ("csv", "json")


def note_list_read(*, actor: Actor, what: str, form: str, about: Iterable[UUID] = ()) -> None:
    """Note that `actor` read the list `what` ("inbox" or "deliveries"), as a page or as the file `form`.

    `about` are the accounts of the people whose notices it showed.
    """
    kind = Delivery._meta.label_lower
    audit.read(actor, f"sharing.{what}_read", (kind, None), reason=form if form in FORMS else "page", about=about)
