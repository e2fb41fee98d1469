"""For how long reports hold what is about a person, what an erased person leaves, and which land is whose."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from importlib import resources
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from coopcouncil.casework.actions import report_drafts
from coopcouncil.casework.domain.report_places import Feature
from coopcouncil.casework.models import Report, ReportDraft, ReportFollower, ReportPhoto, ReportPlace
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.foundation.retention import Due, Keeping, Rule, read_rules

PERMISSION = "casework.keep_reports"
_HOLDS_A_PERSON = Q(contact__isnull=False) | Q(said__isnull=False) | Q(account__isnull=False)


def erase(*, actor: Actor, account_id: UUID) -> None:
    """Take a person out of what they reported, follow and began. The problem itself stays: it is about a place."""
    permissions.require(actor, PERMISSION)
    with transaction.atomic():
        report_drafts.remove_of(account_id)
        ReportFollower.objects.filter(account_id=account_id).delete()
        _empty(list(Report.objects.filter(account_id=account_id).values_list("id", flat=True)))
        audit.note(actor, "casework.reports_erased", ("people.account", account_id))


def _empty(ids: list[UUID]) -> int:
    """Nobody's any more: how to reach whoever reported it goes, with the key under which it was sealed."""
    if ids:
        Report.objects.filter(id__in=ids).update(contact=None, said=None, account=None)
        forget(ids)
    return len(ids)


def keepings() -> list[Keeping]:
    """The rules of the catalogue, with what is due by each."""
    file = resources.files("coopcouncil.casework") / "catalogue" / "report_retention.toml"
    rules = read_rules(file.read_text(encoding="utf-8"), file="report_retention.toml")
    return [
        Keeping(rules["report_contacts"], _contacts(rules["report_contacts"]), _let_contacts_go),
        Keeping(rules["report_photos"], _photos(rules["report_photos"]), _let_photos_go),
        Keeping(rules["report_drafts"], _drafts(rules["report_drafts"]), _let_drafts_go),
        Keeping(rules["report_me_too"], _counted(rules["report_me_too"]), _let_counted_go),
    ]


def _contacts(rule: Rule) -> Callable[[datetime], list[Due]]:
    def due(now: datetime) -> list[Due]:
        rows = Report.objects.filter(_HOLDS_A_PERSON, closed_at__lt=rule.before(now)).order_by("closed_at")
        found = rows.values_list("id", "closed_at", "account_id")
        return [Due(row, at, (account,) if account else ()) for row, at, account in found if at]

    return due


def _let_contacts_go(ids: Collection[UUID], now: datetime) -> int:
    with transaction.atomic():
        return _empty(list(Report.objects.filter(id__in=ids, is_open=False).values_list("id", flat=True)))


def _photos(rule: Rule) -> Callable[[datetime], list[Due]]:
    def due(now: datetime) -> list[Due]:
        rows = ReportPhoto.objects.filter(report__closed_at__lt=rule.before(now)).order_by("report__closed_at")
        return [Due(row, at) for row, at in rows.values_list("id", "report__closed_at") if at]

    return due


def _let_photos_go(ids: Collection[UUID], now: datetime) -> int:
    with transaction.atomic():
        gone = list(ReportPhoto.objects.filter(id__in=ids, report__is_open=False).values_list("id", flat=True))
        ReportPhoto.objects.filter(id__in=gone).delete()
        forget(gone)
    return len(gone)


def _drafts(rule: Rule) -> Callable[[datetime], list[Due]]:
    def due(now: datetime) -> list[Due]:
        rows = ReportDraft.objects.filter(expires_at__lte=rule.before(now)).order_by("expires_at")
        found = rows.values_list("id", "expires_at", "account_id")
        return [Due(row, at, (account,) if account else ()) for row, at, account in found]

    return due


def _let_drafts_go(ids: Collection[UUID], now: datetime) -> int:
    with transaction.atomic():
        return report_drafts.remove(list(ids))


def _counted(rule: Rule) -> Callable[[datetime], list[Due]]:
    def due(now: datetime) -> list[Due]:
        rows = ReportFollower.objects.filter(account__isnull=True, report__closed_at__lt=rule.before(now))
        return [Due(row, at) for row, at in rows.values_list("id", "report__closed_at") if at]

    return due


def _let_counted_go(ids: Collection[UUID], now: datetime) -> int:
    return ReportFollower.objects.filter(id__in=ids, account__isnull=True).delete()[0]


def load_places(*, actor: Actor, features: Sequence[Feature], source: str) -> int:
    """Put these roads and lands in place of those that are there. Returns how many. Raises NotAllowed."""
    permissions.require(actor, "casework.load_report_places")
    with transaction.atomic():
        ReportPlace.objects.all().delete()
        ReportPlace.objects.bulk_create(
            [
                ReportPlace(
                    kind=item.kind, value=item.value, name=item.name, geometry=dict(item.geometry), source=source
                )
                for item in features
            ],
            batch_size=500,
        )
        audit.note(actor, "casework.report_places_loaded", ("casework.reportplace", None), reason=str(len(features)))
    return len(features)
