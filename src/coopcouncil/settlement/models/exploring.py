from uuid import uuid4

from django.db import models
from django.db.models import Q


class PlaceFigures(models.Model):
    """What the service at one place costs a year, and how much of it there is, as it was on a day.

    The ledger knows no places yet, so these come as a file (`coopcouncil settlement load-figures`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    place = models.CharField(max_length=80, unique=True)  # the code of an access point
    yearly_cost_pence = models.BigIntegerField(null=True)
    supply = models.FloatField(null=True)
    unit = models.CharField(max_length=60, blank=True)  # what supply is counted in: "open hours a week"
    as_of = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "settlement_place_figures"
        constraints = [
            models.CheckConstraint(
                condition=Q(yearly_cost_pence__isnull=True) | Q(yearly_cost_pence__gte=0),
                name="settlement_place_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(supply__isnull=True, unit="") | (Q(supply__gte=0) & ~Q(unit="")),
                name="settlement_place_supply_has_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(yearly_cost_pence__isnull=True, supply__isnull=True),
                name="settlement_place_figures_say_something",
            ),
        ]

    def __str__(self) -> str:
        return self.place
