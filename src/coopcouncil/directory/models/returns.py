from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q


class MonitoringReturn(models.Model):
    """What a provider says of a service for a quarter. Never changed (trigger): what was wrong is sent again, with the
    next `number`, and the last one counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="returns")
    quarter = models.DateField()  # its first day
    number = models.PositiveSmallIntegerField(default=1)
    helped = models.PositiveIntegerField()
    turned_away = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    what_changed = models.CharField(max_length=1000, blank=True)  # of the service; never about a person
    why_again = models.CharField(max_length=300, blank=True)  # what was wrong in the one before
    sent_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    sent_for = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "directory_monitoring_return"
        indexes = [models.Index(fields=["sent_for", "-quarter"], name="directory_return_of")]
        constraints = [
            models.UniqueConstraint(fields=["service", "quarter", "number"], name="directory_return_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
                name="directory_return_of_a_quarter",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(why_again=""), name="directory_return_again_why"),
        ]

    def __str__(self) -> str:
        return f"{self.quarter} no. {self.number}"

    @property
    def organisation_id(self) -> UUID:
        return self.sent_for_id
