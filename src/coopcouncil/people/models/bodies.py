from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.roles import Role


class Organisation(models.Model):
    """A body that provides, commissions or scrutinises services."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        OTHER_COUNCIL = "other_council", _("Another council")
        NHS = "nhs", _("NHS body")
        POLICE = "police", _("Police")
        FIRE = "fire", _("Fire and rescue")
        HOUSING_ASSOCIATION = "housing_association", _("Housing association")
        TMO = "tmo", _("Tenant management organisation")
        ALMO = "almo", _("Arm’s-length management organisation")
        CO_OPERATIVE = "co_operative", _("Co-operative")
        MUTUAL = "mutual", _("Mutual")
        CHARITY = "charity", _("Charity")
        COMPANY = "company", _("Company")
        ACADEMY = "academy", _("Academy")
        FOUNDATION_TRUST = "foundation_trust", _("Foundation trust")
        CENTRAL_GOVERNMENT = "central_government", _("Central government")

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=24, choices=Kind)
    summary = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "people_organisation"
        constraints = [
            # One council runs an installation; it is the one that owns every problem.
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="council"), name="people_organisation_one_council"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role that a person holds in an organisation, between two dates, by somebody else's appointment."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the first day on which it no longer holds
    appointed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "people_appointment"
        indexes = [models.Index(fields=["account", "starts_on"], name="people_appointment_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(appointed_by__isnull=True) | ~Q(appointed_by=F("account")),
                name="people_appointment_never_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="people_appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_appointment_known_role"),
            models.UniqueConstraint(
                fields=["account", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="people_appointment_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} from {self.starts_on}"


class Grant(models.Model):
    """What the council has handed to another organisation: today, that its officers help residents tell the council."""

    class What(models.TextChoices):
        ASSIST = "assist", _("Help residents tell the council")

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the first day on which it no longer holds
    granted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "people_grant"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="people_grant_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organisation", "what"], condition=Q(ends_on__isnull=True), name="people_grant_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} from {self.starts_on}"
