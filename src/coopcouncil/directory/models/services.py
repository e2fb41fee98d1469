from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Service(models.Model):
    """Something that is provided to people here, by whomever: one organisation answers for it."""

    class DeliveryModel(models.TextChoices):
        NEIGHBOURHOOD_MANAGEMENT = "neighbourhood_management", _("Neighbourhood management")
        CONTRACTED = "contracted", _("Contracted")
        THIRD_SECTOR = "third_sector", _("Third sector")
        PUBLIC_SECTOR = "public_sector", _("Public sector")
        MUTUAL = "mutual", _("Mutual or co-operative")
        ALMO = "almo", _("Arm’s-length management organisation")
        TMO = "tmo", _("Tenant management organisation")
        FOUNDATION_TRUST = "foundation_trust", _("Foundation trust")
        ACADEMY = "academy", _("Academy")
        PRIVATE = "private", _("Private")

    class Scope(models.TextChoices):
        PERSONALISED = "personalised", _("For a person or a family")
        COMMUNITY = "community", _("For everyone in an area")
        BOTH = "both", _("For a person and for an area")

    class Outcome(models.TextChoices):
        BUSINESS = "business", _("Businesses grow and invest here")
        WORK = "work", _("More residents are in work")
        CHILDREN = "children", _("Children and young people are on the path to success")
        COMMUNITIES = "communities", _("Communities are safe, and people take part")
        HEALTH = "health", _("People are healthier and feel better")
        POVERTY = "poverty", _("Fewer people are poor or left out")
        HOMES = "homes", _("Mixed neighbourhoods with lasting homes and a good environment")

    class ReachedBy(models.TextChoices):
        ANY = "any", _("In person, by phone or online")
        PHONE = "phone", _("By phone only")
        ONLINE = "online", _("Online only")
        VISIT = "visit", _("It comes to you")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Open")
        PAUSED = "paused", _("Not taking new people just now")
        CLOSED = "closed", _("Closed for good")

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=80, unique=True)
    service_type = models.SlugField(max_length=60)  # a code of the shipped catalogue
    name = models.CharField(max_length=150)
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    # Who stays accountable where another body runs it: a duty’s delivery may move, its accountability may not.
    # Null: the organisation itself.
    owner = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    delivery_model = models.CharField(max_length=24, choices=DeliveryModel)
    scope = models.CharField(max_length=12, choices=Scope)
    outcome = models.CharField(max_length=12, choices=Outcome)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    alert = models.CharField(max_length=300, blank=True)  # what people must know before they come, for now
    accreditations = models.CharField(max_length=300, blank=True)
    reached_by = models.CharField(max_length=8, choices=ReachedBy, default=ReachedBy.ANY)
    also_serves = ArrayField(models.CharField(max_length=12, choices=Outcome), default=list, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    assured_on = models.DateField(null=True, blank=True)  # when its provider last said that this is right
    due_on = models.DateField(null=True, blank=True)  # the working day by which it must say so again
    # A feed brought it in, and nobody here has confirmed it since: nobody’s facts go to it.
    unconfirmed = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1, db_default=1)  # rises with each change of the record as a whole

    class Meta:
        db_table = "directory_service"
        indexes = [
            models.Index(fields=["service_type", "code"], name="directory_service_type"),
            models.Index(fields=["organisation", "due_on"], name="directory_service_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~(Q(phone="") & Q(email="") & Q(website="")), name="directory_service_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(assured_on__isnull=True, due_on__isnull=True)
                | Q(assured_on__isnull=False, due_on__isnull=False, due_on__gt=F("assured_on")),
                name="directory_service_due_after_assured",
            ),
            models.CheckConstraint(
                condition=Q(
                    delivery_model__in=[
                        "neighbourhood_management",
                        "contracted",
                        "third_sector",
                        "public_sector",
                        "mutual",
                        "almo",
                        "tmo",
                        "foundation_trust",
                        "academy",
                        "private",
                    ]
                ),
                name="directory_service_known_model",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["personalised", "community", "both"]), name="directory_service_known_scope"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["business", "work", "children", "communities", "health", "poverty", "homes"]),
                name="directory_service_known_outcome",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "paused", "closed"]), name="directory_service_known_status"
            ),
            models.CheckConstraint(
                condition=Q(reached_by__in=["any", "phone", "online", "visit"]),
                name="directory_service_known_reached_by",
            ),
            models.CheckConstraint(
                condition=Q(
                    also_serves__contained_by=[
                        "business",
                        "work",
                        "children",
                        "communities",
                        "health",
                        "poverty",
                        "homes",
                    ]
                ),
                name="directory_service_known_others",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceArea(models.Model):
    """A ward that a service is for. A service with none is for the whole borough."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "directory_service_area"
        constraints = [models.UniqueConstraint(fields=["service", "area"], name="directory_service_area_once")]

    def __str__(self) -> str:
        return f"{self.service_id} in {self.area_id}"
