"""Constraints that many tables share."""

from django.db import models
from django.db.models import F, Q

DAYS = r"-?[1-5]?(MO|TU|WE|TH|FR|SA|SU)"


def exactly_one(*names: str) -> Q:
    """One of these keys is set, and the others are not."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


def one_owner(name: str, *owners: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=exactly_one(*owners), name=name)


def known(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The column holds one of the codes that we know."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def in_order(name: str, first: str, last: str) -> models.CheckConstraint:
    """The last day is not before the first, where both are known."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gte": F(first)}),
        name=name,
    )  # fmt: skip
