"""The door to an organisation for what is no notice: by its server, by a letter, or in a list of the caller's own."""

from datetime import datetime
from uuid import UUID

from coopcouncil.sharing.actions import handing
from coopcouncil.sharing.actions.handing import Handed, Parcel
from coopcouncil.sharing.domain.delivery import WHOLE_SCHEDULE, next_attempt

__all__ = ["WHOLE_SCHEDULE", "Handed", "Parcel", "hand_over", "next_attempt"]


def hand_over(*, organisation_id: UUID, parcel: Parcel, now: datetime) -> Handed:
    """Try once to hand it over, by the way that the organisation takes its notices. Call outside a transaction.

    At least once is the caller's to see to: the organisation knows what comes again by `parcel.message_id`.
    """
    return handing.hand_over(organisation_id=organisation_id, parcel=parcel, now=now)
