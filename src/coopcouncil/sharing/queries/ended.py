"""How deliveries that died were ended."""

from uuid import UUID

from coopcouncil.sharing.models import DeadEnd


def is_ended(delivery_id: UUID) -> bool:
    """Whether somebody has ended this delivery."""
    return DeadEnd.objects.filter(delivery_id=delivery_id).exists()


def dead_ends_of(submission_id: UUID) -> dict[UUID, DeadEnd]:
    """How each delivery of a submission was ended, by its notice."""
    found = DeadEnd.objects.filter(submission_id=submission_id).select_related("delivery", "instead__organisation")
    return {end.delivery.notice_id: end for end in found}
