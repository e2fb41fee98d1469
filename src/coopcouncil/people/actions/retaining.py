"""Letting go of what people need not keep: codes by post that nobody used, and proofs that no longer count."""

from collections.abc import Collection
from datetime import datetime
from importlib import resources
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.retention import Due, Keeping, read_rules
from coopcouncil.people import gateways
from coopcouncil.people.models import IdentityProof, PostedCode


def keepings() -> list[Keeping]:
    """Each rule of the catalogue, with how to find what is due and how to let it go."""
    file = resources.files("coopcouncil.people") / "catalogue" / "retention.toml"
    rules = read_rules(file.read_text(encoding="utf-8"), file="retention.toml")
    codes, proofs = rules["posted_codes"], rules["ended_proofs"]

    def codes_due(now: datetime) -> list[Due]:
        rows = PostedCode.objects.filter(proof__isnull=True).annotate(over=Coalesce("ended_at", "expires_at"))
        found = rows.filter(over__lt=codes.before(now)).values_list("id", "over", "account_id").order_by("over")
        return [Due(row, at, (account,)) for row, at, account in found]

    def proofs_due(now: datetime) -> list[Due]:
        over = proofs.before(now)
        rows = IdentityProof.objects.filter(
            Q(ended_at__lt=over) | Q(expires_on__lt=over.astimezone(LONDON).date()), detail__isnull=False
        )
        return [Due(row.id, row.ended_at or row.proved_at, (row.account_id,)) for row in rows.defer("detail")]

    return [Keeping(codes, codes_due, _delete_codes), Keeping(proofs, proofs_due, _empty_proofs)]


def _delete_codes(ids: Collection[UUID], now: datetime) -> int:
    gone = PostedCode.objects.filter(id__in=ids).delete()[0]
    gateways.remove_letters(list(ids))
    return gone


def _empty_proofs(ids: Collection[UUID], now: datetime) -> int:
    return IdentityProof.objects.filter(id__in=ids).update(detail=None)
