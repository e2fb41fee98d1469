from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import DAYS, in_order, one_owner

OWNERS = ("service", "location", "service_at_location")


class Frequency(models.TextChoices):
    WEEKLY = "WEEKLY", _("Every week")
    MONTHLY = "MONTHLY", _("Every month")


class Schedule(models.Model):
    """Hours that come again, as iCalendar has them: of a service, a location, or a service at a location.

    Without times it is open by arrangement. Hours that close at or before the minute at which they open go on into the
    next day: from midnight to midnight is day and night. Bank holidays are closed unless `on_holidays`.
    """

    Frequency = Frequency

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="schedules")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="schedules")
    service_at_location = models.ForeignKey(
        "directory.ServiceAtLocation", on_delete=models.CASCADE, null=True, related_name="schedules"
    )
    freq = models.CharField(max_length=7, choices=Frequency, default=Frequency.WEEKLY)
    interval = models.PositiveSmallIntegerField(default=1)  # every so many weeks or months, counted from `dtstart`
    byday = models.CharField(max_length=60, blank=True)  # "MO,TU"; by the month "1MO" (first) or "-1FR" (last)
    bymonthday = models.CharField(max_length=60, blank=True)  # "1,15"
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)  # the last day
    dtstart = models.DateField(null=True)
    on_holidays = models.BooleanField(default=False)
    attending_type = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=300, blank=True)
    notes = models.CharField(max_length=300, blank=True)
    schedule_link = models.URLField(blank=True)

    class Meta:
        db_table = "directory_schedule"
        constraints = [
            one_owner("directory_schedule_one_owner", *OWNERS),
            in_order("directory_schedule_in_order", "valid_from", "valid_to"),
            models.CheckConstraint(
                condition=Q(freq__in=Frequency.values) & Q(interval__gte=1), name="directory_schedule_known_rhythm"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="directory_schedule_both_times",
            ),
            models.CheckConstraint(
                condition=Q(byday="") | Q(byday__regex=rf"^{DAYS}(,{DAYS})*$"), name="directory_schedule_known_days"
            ),
            models.CheckConstraint(
                condition=Q(bymonthday="") | Q(freq="MONTHLY", bymonthday__regex=r"^-?[0-9]{1,2}(,-?[0-9]{1,2})*$"),
                name="directory_schedule_known_dates",
            ),
            models.CheckConstraint(
                condition=Q(interval=1) | Q(dtstart__isnull=False), name="directory_schedule_counts_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.byday or self.bymonthday} {self.opens_at}–{self.closes_at}"


class ScheduleException(models.Model):
    """Days on which the hours are others: closed, or open between other times."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="exceptions")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="exceptions")
    service_at_location = models.ForeignKey(
        "directory.ServiceAtLocation", on_delete=models.CASCADE, null=True, related_name="exceptions"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day
    opens_at = models.TimeField(null=True)  # null: closed
    closes_at = models.TimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "directory_schedule_exception"
        constraints = [
            one_owner("directory_exception_one_owner", *OWNERS),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="directory_exception_in_order"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="directory_exception_both_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}: {self.opens_at or 'closed'}"
