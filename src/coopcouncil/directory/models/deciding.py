from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import in_order, known
from coopcouncil.directory.models.services import Service


class DeliveryModelSpell(models.Model):
    """How a service was run, from a day to another, and why it came to be so. Those of one service never overlap."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="spells")
    delivery_model = models.CharField(max_length=24, choices=Service.DeliveryModel)
    provider = models.CharField(max_length=150, blank=True)  # who ran it then, as they were called
    starts_on = models.DateField(null=True)  # null: nobody knows since when
    ends_on = models.DateField(null=True)  # the first day on which it was run otherwise
    reason = models.CharField(max_length=500, blank=True)  # why it came to be run so
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_delivery_model_spell"
        constraints = [
            known("directory_spell_known_model", "delivery_model", Service.DeliveryModel),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="directory_spell_in_order",
            ),
            models.UniqueConstraint(
                fields=["service"], condition=Q(ends_on__isnull=True), name="directory_spell_one_goes_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_model} from {self.starts_on}"


class ScopeDecision(models.Model):
    """That a service is for a person, for an area, or both: who decided so, when, why, and when they look again."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="scope_decisions")
    scope = models.CharField(max_length=12, choices=Service.Scope)
    decided_by = models.CharField(max_length=150)  # a body or a post, never a person’s name
    decided_on = models.DateField()
    reason = models.CharField(max_length=1000)
    review_on = models.DateField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_scope_decision"
        constraints = [
            known("directory_scope_known", "scope", Service.Scope),
            models.CheckConstraint(condition=Q(review_on__gt=F("decided_on")), name="directory_scope_in_order"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(decided_by=""), name="directory_scope_says_why"),
            models.UniqueConstraint(fields=["service", "decided_on"], name="directory_scope_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} since {self.decided_on}"


class Basis(models.TextChoices):
    DUTY = "duty", _("A duty: the law says that it must be there")
    POWER = "power", _("A power: the law says that it may be there")


class StatutoryBasis(models.Model):
    """The law under which a service is provided. Who delivers a duty may change; who answers for it may not."""

    Kind = Basis

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="statutory_bases")
    kind = models.CharField(max_length=5, choices=Basis)
    instrument = models.CharField(max_length=150)
    section = models.CharField(max_length=60, blank=True)
    minimum = models.CharField(max_length=500, blank=True)  # what it must be, at the least
    source_url = models.URLField(blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "directory_statutory_basis"
        constraints = [
            known("directory_basis_known", "kind", Basis),
            in_order("directory_basis_in_order", "valid_from", "valid_to"),
            models.CheckConstraint(condition=~Q(instrument=""), name="directory_basis_names_the_law"),
            models.UniqueConstraint(fields=["service", "instrument", "section"], name="directory_basis_once"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}, {self.section}"
