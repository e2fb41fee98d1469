"""What the directory counted, and lets go."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, time
from importlib import resources
from typing import Any
from uuid import UUID

from coopcouncil.directory.models import Letter, Reminder, SearchCount, SearchWord
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.retention import Due, Keeping, Rule, read_rules


def keepings() -> list[Keeping]:
    """The rules of the catalogue, with what is due by each."""
    file = resources.files("coopcouncil.directory") / "catalogue" / "retention.toml"
    rules = read_rules(file.read_text(encoding="utf-8"), file="retention.toml")
    return [
        Keeping(rules["search_counts"], _due(rules["search_counts"], SearchCount), _delete(SearchCount)),
        Keeping(rules["search_words"], _due(rules["search_words"], SearchWord), _delete(SearchWord)),
        Keeping(rules["letters"], _made(rules["letters"], Letter), _delete(Letter)),
        Keeping(rules["reminders"], _made(rules["reminders"], Reminder), _delete(Reminder)),
    ]


def _made(rule: Rule, model: Any) -> Callable[[datetime], list[Due]]:
    def due(now: datetime) -> list[Due]:
        rows = model.objects.filter(made_at__lt=rule.before(now)).order_by("made_at").values_list("id", "made_at")
        return [Due(row, at) for row, at in rows]

    return due


def _due(rule: Rule, model: Any) -> Callable[[datetime], list[Due]]:
    def due(now: datetime) -> list[Due]:
        before = rule.before(now).astimezone(LONDON).date()
        rows = model.objects.filter(week__lt=before).order_by("week").values_list("id", "week")
        return [Due(row, datetime.combine(week, time(), UTC)) for row, week in rows]

    return due


def _delete(model: Any) -> Callable[[Collection[UUID], datetime], int]:
    def delete(ids: Collection[UUID], now: datetime) -> int:
        gone, _by_model = model.objects.filter(id__in=ids).delete()
        return int(gone)

    return delete
