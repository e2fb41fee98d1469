from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """The promise about one type of service, or about one service, in one edition."""

    class Kind(models.TextChoices):
        ACTIVE = "active", _("Active: we invest in it")
        DAY_TO_DAY = "day_to_day", _("Day to day: it does what you need")
        COMMUNITY = "community", _("Community: for neighbours to run")

    id = models.UUIDField(primary_key=True, default=uuid4)
    edition = models.ForeignKey("settlement.Edition", on_delete=models.PROTECT, related_name="entries")
    code = models.SlugField(max_length=80)  # the same in every edition: /settlement/promises/<code>/
    service_type = models.SlugField(max_length=60)  # a code of the shipped catalogue
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind)
    for_whom = models.CharField(max_length=300)
    audiences = ArrayField(
        models.CharField(max_length=20), default=list, blank=True
    )  # groups of the directory; none: everyone
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    wards = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # codes; none: the whole borough
    provides = models.TextField()
    standard = models.CharField(max_length=300, blank=True)
    threshold = models.CharField(max_length=300, blank=True)
    clock = models.CharField(max_length=40, blank=True)  # "10 working_days", as casework reads it
    target = models.PositiveSmallIntegerField(null=True, blank=True)  # per cent of times
    measured_by = models.CharField(max_length=300, blank=True)
    you_do = models.TextField(blank=True)
    accountable = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    # Written by a trigger from the organisation's kind, so that no one may claim it.
    accountable_is_public = models.BooleanField(default=False)
    delivery_model = models.CharField(max_length=24)
    safeguards = models.TextField(blank=True)
    statutory_duty = models.BooleanField(default=False)
    statutory_basis = models.TextField(blank=True)
    statutory_minimum = models.TextField(blank=True)
    minimum_met = models.BooleanField(default=False)
    minimum_how = models.TextField(blank=True)
    funding_line = models.CharField(max_length=200, blank=True)
    yearly_cost_pence = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=12)
    evidence = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    feedback_changed = models.TextField(blank=True)
    equality_affected = models.TextField(blank=True)
    equality_regard = models.TextField(blank=True)
    equality_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # rises with each change
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "settlement_entry"
        indexes = [models.Index(fields=["service_type"], name="settlement_entry_type")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="settlement_entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["active", "day_to_day", "community"]), name="settlement_entry_known_kind"
            ),
            # A service that the law asks for goes to no community unless a public body answers for it still, and the
            # least that the law asks is met, in words that say how.
            models.CheckConstraint(
                condition=~Q(kind="community", statutory_duty=True)
                | (Q(accountable_is_public=True, minimum_met=True) & ~Q(minimum_how="")),
                name="settlement_entry_keeps_the_duty",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__range=(1, 100)), name="settlement_entry_target_of_hundred"
            ),
            models.CheckConstraint(
                condition=Q(clock="") | Q(clock__regex=r"^[1-9][0-9]{0,2} (hour|day|week|month|working_day)s?$"),
                name="settlement_entry_clock_is_a_time",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="settlement_entry_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(yearly_cost_pence__isnull=True) | Q(yearly_cost_pence__gte=0),
                name="settlement_entry_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EntryVersion(models.Model):
    """One change of a promise: how it was and how it became, by field; only ever added (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    entry = models.ForeignKey("settlement.Entry", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_entry_version"
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="settlement_version_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.number}"
