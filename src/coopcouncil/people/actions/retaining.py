"""Letting go of what people need not keep: codes by post that nobody used, proofs and households that are over."""

from collections.abc import Collection
from datetime import datetime
from importlib import resources
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.retention import Due, Keeping, read_rules
from coopcouncil.people import gateways
from coopcouncil.people.models import (
    HouseholdAnswer,
    HouseholdMember,
    HouseholdStatement,
    IdentityProof,
    PostedCode,
)


def keepings() -> list[Keeping]:
    """Each rule of the catalogue, with how to find what is due and how to let it go."""
    file = resources.files("coopcouncil.people") / "catalogue" / "retention.toml"
    rules = read_rules(file.read_text(encoding="utf-8"), file="retention.toml")
    codes, proofs, household = rules["posted_codes"], rules["ended_proofs"], rules["ended_household"]

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

    def household_due(now: datetime) -> list[Due]:
        # Not while somebody who confirmed it has not said that they left: it is their record too.
        held = HouseholdAnswer.objects.filter(statement__member=OuterRef("pk"), lives=True, left_at__isnull=True)
        rows = HouseholdMember.objects.filter(~Exists(held), ended_at__lt=household.before(now)).order_by("ended_at")
        return [Due(row, at, (account,)) for row, at, account in rows.values_list("id", "ended_at", "account_id") if at]

    return [
        Keeping(codes, codes_due, _delete_codes),
        Keeping(proofs, proofs_due, _empty_proofs),
        Keeping(household, household_due, _delete_members),
    ]


def _delete_codes(ids: Collection[UUID], now: datetime) -> int:
    gone = PostedCode.objects.filter(id__in=ids).delete()[0]
    gateways.remove_letters(list(ids))
    return gone


def _delete_members(ids: Collection[UUID], now: datetime) -> int:
    HouseholdAnswer.objects.filter(statement__member__in=ids).delete()
    HouseholdStatement.objects.filter(member__in=ids).delete()
    return HouseholdMember.objects.filter(id__in=ids).delete()[0]


def _empty_proofs(ids: Collection[UUID], now: datetime) -> int:
    return IdentityProof.objects.filter(id__in=ids).update(detail=None)
