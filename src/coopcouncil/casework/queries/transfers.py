"""Cases on their way to other councils, and from them."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from coopcouncil.casework.domain.transfers import Standing
from coopcouncil.casework.models import Entry, Transfer, TransferLine, Visibility
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import public as sharing


def transfer(transfer_id: UUID) -> Transfer:
    """With its council and case. Raises NotFound."""
    found = Transfer.objects.select_related("council", "case").filter(id=transfer_id).first()
    if found is None:
        raise NotFound("There is no such transfer.")
    return found


def transfer_for_update(transfer_id: UUID) -> Transfer:
    """Locked until the transaction ends; whoever locks its case too does so after it. Raises NotFound."""
    rows = Transfer.objects.select_for_update(of=("self",), no_key=True).select_related("council")
    found = rows.filter(id=transfer_id).first()
    if found is None:
        raise NotFound("There is no such transfer.")
    return found


def is_known(transfer_id: UUID) -> bool:
    return Transfer.objects.filter(id=transfer_id).exists()


def told_of(case_ids: Collection[UUID]) -> list[Transfer]:
    """What another council knows or may know of these cases, locked."""
    rows = Transfer.objects.select_for_update(of=("self",), no_key=True).filter(case_id__in=case_ids)
    return list(rows.exclude(state__in=["refused", "withdrawn"]).order_by("offered_at", "id"))


def offers() -> QuerySet[Transfer]:
    """What other councils offered us and hand over to us, for a list: without a word of what it is."""
    rows = Transfer.objects.select_related("council", "case").filter(side=Transfer.Side.TAKING)
    return rows.exclude(state=Transfer.State.ANNOUNCED).defer("offer", "theirs", "reason", "case__words")


def offers_waiting() -> QuerySet[Transfer]:
    return offers().filter(state=Transfer.State.OFFERED)


def of_case(case_id: UUID) -> Transfer | None:
    """The newest of a case."""
    rows = Transfer.objects.select_related("council").filter(case_id=case_id)
    return rows.order_by("-offered_at", "id").first()


def unsent(transfer: Transfer) -> list[Entry]:
    """What the resident may read of the case and the other council has not been told, nor has told us."""
    assert transfer.case_id is not None
    known = TransferLine.objects.filter(transfer=transfer, entry_id=OuterRef("id"))
    rows = Entry.objects.filter(case_id=transfer.case_id, visibility=Visibility.RESIDENT).exclude(Exists(known))
    return list(rows.order_by("at", "id"))


def known_lines(transfer: Transfer, line_ids: Collection[UUID]) -> set[UUID]:
    rows = TransferLine.objects.filter(transfer=transfer, line_id__in=line_ids)
    return set(rows.values_list("line_id", flat=True))


def kept_lines(transfer: Transfer) -> list[TransferLine]:
    """What came before there was a case, locked."""
    rows = TransferLine.objects.select_for_update().filter(transfer=transfer, incoming=True, entry__isnull=True)
    return list(rows.order_by("id"))


def by_follow_key(key: str) -> Transfer:
    """With its council and case. Raises NotFound."""
    try:
        wanted = UUID(key)
    except ValueError:
        raise NotFound("There is no such page.") from None
    rows = Transfer.objects.select_related("council", "case", "case__owner__account")
    found = rows.filter(follow_key=wanted, case__isnull=False).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


# How a case stands at the other council as long as it has said nothing.
_UNKNOWN = {item.name: "" for item in fields(Standing)}


@dataclass(frozen=True)
class TransferView:
    """A transfer as pages show it. `theirs` is how the case stands there; `waiting` and `dead` count messages."""

    id: UUID
    side: str
    state: str
    state_words: str
    council: str
    why: str
    basis: str
    basis_words: str
    reason: str
    theirs: dict[str, Any]
    due_on: date | None
    offered_at: Any
    decided_at: Any
    waiting: int
    dead: int
    erased_there: bool


def view(row: Transfer) -> TransferView:
    waiting, dead = sharing.on_the_way(row.id)
    offer, theirs = row.offer or {}, _UNKNOWN | (row.theirs or {})
    return TransferView(
        id=row.id,
        side=row.side,
        state=row.state,
        state_words=row.get_state_display(),
        council=row.council.name,
        why=offer.get("why", ""),
        basis=row.basis,
        basis_words=offer.get("basis_words", ""),
        reason=row.reason or "",
        theirs=theirs,
        due_on=date.fromisoformat(theirs["due_on"]) if theirs["due_on"] else None,
        offered_at=row.offered_at,
        decided_at=row.decided_at,
        waiting=waiting,
        dead=dead,
        erased_there=row.erased_there_at is not None,
    )


def view_of_case(case_id: UUID) -> TransferView | None:
    """How the newest transfer of a case stands; None where there is none."""
    found = of_case(case_id)
    return view(found) if found else None
