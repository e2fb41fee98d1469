"""A receipt for each thing agreed to."""

from collections.abc import Iterable
from datetime import datetime

from coopcouncil.foundation.database import copy_in
from coopcouncil.sharing.domain.consent import expires
from coopcouncil.sharing.models import Consent, Notice


def keep_receipts(notices: Iterable[Notice], now: datetime) -> None:
    """A receipt for each of these notices that goes by consent. Call inside the transaction that tells."""
    copy_in([Consent(notice=notice, given_at=now, expires_at=expires(now)) for notice in notices if notice.by_consent])
