from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Gap(models.Model):
    """That an area or a group has less of what is promised than others: how much, how sure, and what is done about it.

    `size` is the difference in the unit of the measure; `low` and `high` its interval. The database lets nobody take a
    flag away, nor change what was found (trigger); an answer may be replaced by a later one.
    """

    class Measure(models.TextChoices):
        ACCESS = "access", _("How near it is, and whether there is enough of it")
        TAKE_UP = "take_up", _("How many of those who need it use it")
        PERFORMANCE = "performance", _("How often the promise is kept")

    id = models.UUIDField(primary_key=True, default=uuid4)
    entry = models.ForeignKey("settlement.Entry", on_delete=models.PROTECT, related_name="gaps")
    measure = models.CharField(max_length=12, choices=Measure)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=120, blank=True)  # a deprivation decile, or a group of people, in words
    size = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    unit = models.CharField(max_length=60)
    people = models.PositiveIntegerField(null=True)  # how many it is about, where that may be said
    grounds = models.TextField()
    source = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    answer = models.TextField(blank=True)  # what will be done
    answer_by = models.CharField(max_length=150, blank=True)  # by whom
    answer_on = models.DateField(null=True)  # by when
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_gap"
        indexes = [models.Index(fields=["entry", "found_at"], name="settlement_gap_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__in=["access", "take_up", "performance"]), name="settlement_gap_known_measure"
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("size"), high__gte=F("size")), name="settlement_gap_inside_its_interval"
            ),
            models.CheckConstraint(condition=Q(area__isnull=False) | ~Q(group=""), name="settlement_gap_is_somebodys"),
            models.CheckConstraint(
                condition=Q(answer="", answer_by="", answer_on__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & ~Q(answer_by="") & Q(answer_on__isnull=False, answered_at__isnull=False)),
                name="settlement_gap_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.measure}"
