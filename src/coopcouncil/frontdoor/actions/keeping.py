"""What is thrown away: what nobody sent in time, and what an erased person had begun."""

from collections.abc import Collection
from datetime import datetime
from importlib import resources
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.foundation.retention import Due, Keeping, read_rules
from coopcouncil.frontdoor.models import Draft
from coopcouncil.sharing.public import close_help, let_documents_go


def remove_expired(*, now: datetime) -> int:
    """Throw away every draft past its day, sent ones too. Returns how many; where there were any, it is audited."""
    with transaction.atomic():
        over = Draft.objects.filter(expires_at__lte=now)
        _let_files_go(SYSTEM, over)
        close_help(actor=SYSTEM, draft_ids=_helped(over))
        removed, _by_table = over.delete()
        if removed:
            audit.note(SYSTEM, "frontdoor.drafts_expired", ("frontdoor.draft", None), reason=f"{removed} removed")
    return removed


def erase(*, actor: Actor, account_id: UUID) -> int:
    """Throw away everything that a person began to tell, sent or not. Returns how many drafts. Raises NotAllowed."""
    permissions.require(actor, "frontdoor.erase")
    with transaction.atomic():
        begun = Draft.objects.filter(account_id=account_id)
        _let_files_go(actor, begun)
        close_help(actor=actor, draft_ids=_helped(begun))
        removed, _by_table = begun.delete()
        if removed:
            audit.note(actor, "frontdoor.drafts_erased", ("people.account", account_id), reason=f"{removed} removed")
    return removed


def keepings() -> list[Keeping]:
    """What was begun and not sent, by the rule of the catalogue. What is told in safe mode goes by its own job."""
    file = resources.files("coopcouncil.frontdoor") / "catalogue" / "retention.toml"
    rule = read_rules(file.read_text(encoding="utf-8"), file="retention.toml")["drafts"]

    def due(now: datetime) -> list[Due]:
        rows = Draft.objects.filter(expires_at__lte=rule.before(now), safe=False)
        found = rows.values_list("id", "expires_at", "account_id").order_by("expires_at")
        return [Due(row, at, (account,) if account else ()) for row, at, account in found]

    return [Keeping(rule, due, _remove)]


def _remove(ids: Collection[UUID], now: datetime) -> int:
    over = Draft.objects.filter(id__in=ids)
    _let_files_go(SYSTEM, over)
    close_help(actor=SYSTEM, draft_ids=_helped(over))
    return over.delete()[0]


def _let_files_go(actor: Actor, drafts: QuerySet[Draft]) -> None:
    """And the keys of the drafts, which no copy of the database opens any more."""
    if ids := list(drafts.values_list("id", flat=True)):
        let_documents_go(actor=actor, draft_ids=ids)
        forget(ids)


def _helped(drafts: QuerySet[Draft]) -> list[UUID]:
    """Those in which an officer may have asked another service something."""
    return list(drafts.filter(assisted_by__isnull=False).values_list("id", flat=True))
