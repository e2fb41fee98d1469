from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """Officers of the council who own cases together, and the types of service whose problems come to them first."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    summary = models.CharField(max_length=300, blank=True)
    service_types: Any = models.JSONField(default=list, blank=True)  # codes of the directory's catalogue
    takes_the_rest = models.BooleanField(default=False)  # what is nobody else's
    created_at = models.DateTimeField()

    class Meta:
        db_table = "casework_team"
        constraints = [
            models.UniqueConstraint(
                fields=["takes_the_rest"], condition=Q(takes_the_rest=True), name="casework_team_one_takes_the_rest"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """Somebody of the council in a team: who owns cases, answers for those who do, or for the whole service.

    `is_active` says whether cases may be theirs just now: they have neither left nor are they away. The database lets
    no open case have an owner who is not.
    """

    class Rank(models.TextChoices):
        OFFICER = "officer", _("Owns cases")
        MANAGER = "manager", _("Manages the team")
        HEAD = "head", _("Head of service")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.OFFICER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    away_until = models.DateField(null=True)  # the first day on which they are back

    class Meta:
        db_table = "casework_officer"
        indexes = [models.Index(fields=["team", "rank"], name="casework_officer_team")]
        constraints = [
            models.CheckConstraint(condition=Q(rank__in=["officer", "manager", "head"]), name="casework_officer_rank"),
            models.UniqueConstraint(
                fields=["account", "team"], condition=Q(left_at__isnull=True), name="casework_officer_once_a_team"
            ),
            # Active is neither left nor away, and nothing else.
            models.CheckConstraint(
                condition=Q(is_active=True, left_at__isnull=True, away_until__isnull=True)
                | Q(is_active=False, left_at__isnull=False)
                | Q(is_active=False, away_until__isnull=False),
                name="casework_officer_active_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")), name="casework_officer_left_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.id}"
