from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.kernel.years import FinancialYear


class UnitCostLoad(models.Model):
    """One load of a library of unit costs: where it comes from, and who brought it in when."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    files = models.TextField()
    source = models.CharField(max_length=200)
    as_of = models.DateField(null=True)  # the day of the library's edition, where it is known
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150)

    class Meta:
        db_table = "reviews_unit_cost_load"
        constraints = [models.CheckConstraint(condition=Q(rows__gt=0), name="reviews_unit_cost_load_not_empty")]

    def __str__(self) -> str:
        return self.source


class UnitCost(models.Model):
    """What one unit of something costs a public body, in prices of one financial year, as somebody published it."""

    class Quality(models.TextChoices):
        GREEN = "G", _("Green: well founded")
        AMBER = "A", _("Amber: use with care")
        RED = "R", _("Red: weakly founded")

    id = models.UUIDField(primary_key=True, default=uuid4)
    category = models.CharField(max_length=40)
    topic = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=30)
    slug = models.SlugField(max_length=60, unique=True)  # its address, made of its code and a digest of its name
    name = models.CharField(max_length=300)
    agency = models.CharField(max_length=80, blank=True)
    part = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=80)
    pence = models.BigIntegerField()
    price_year = models.PositiveSmallIntegerField()  # the financial year that begins then
    quality = models.CharField(max_length=1, choices=Quality)
    source = models.TextField(blank=True)
    address = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    load = models.ForeignKey("reviews.UnitCostLoad", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "reviews_unit_cost"
        constraints = [
            models.UniqueConstraint(fields=["category", "code", "name"], name="reviews_unit_cost_once"),
            models.CheckConstraint(condition=Q(pence__gte=0), name="reviews_unit_cost_not_negative"),
            models.CheckConstraint(condition=Q(quality__in=["G", "A", "R"]), name="reviews_unit_cost_known_quality"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prices_of(self) -> FinancialYear:
        return FinancialYear(self.price_year)


class Appraisal(models.Model):
    """A case that somebody published, with what it comes to. Its texts never change; it may be withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=11, unique=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300)
    case_text = models.TextField()
    ranges_text = models.TextField(blank=True)
    costs_pence = models.BigIntegerField()
    benefits_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    fiscal_net_pence = models.BigIntegerField()
    payback_year = models.PositiveSmallIntegerField(null=True)
    pool_pence = models.BigIntegerField()
    local_pence = models.BigIntegerField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "reviews_appraisal"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="reviews_appraisal_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(pool_pence__gte=0, local_pence__gte=0), name="reviews_appraisal_pool_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title
