from uuid import uuid4

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
    delivery_model = models.CharField(max_length=24, choices=DeliveryModel)
    scope = models.CharField(max_length=12, choices=Scope)
    outcome = models.CharField(max_length=12, choices=Outcome)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    assured_on = models.DateField(null=True, blank=True)  # when its provider last said that this is right
    due_on = models.DateField(null=True, blank=True)  # the working day by which it must say so again
    created_at = models.DateTimeField(db_default=Now())

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


class AccessPoint(models.Model):
    """A place where people can walk in and be helped, whichever service they need."""

    class Kind(models.TextChoices):
        CUSTOMER_CENTRE = "customer_centre", _("Customer centre")
        GP_SURGERY = "gp_surgery", _("GP surgery")
        CHILDRENS_CENTRE = "childrens_centre", _("Children’s centre")
        LIBRARY = "library", _("Library")
        JOBS_OFFICE = "jobs_office", _("Jobs and benefits office")
        COMMUNITY_HUB = "community_hub", _("Community hub")
        LEISURE_CENTRE = "leisure_centre", _("Leisure centre")
        SCHOOL = "school", _("School")
        HOUSING_OFFICE = "housing_office", _("Housing office")
        POLICE_FRONT_DESK = "police_front_desk", _("Police front desk")

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=24, choices=Kind)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10)
    longitude = models.FloatField()  # degrees, WGS 84
    latitude = models.FloatField()
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=30, blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    step_free = models.BooleanField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_access_point"
        indexes = [models.Index(fields=["kind", "code"], name="directory_access_point_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="directory_access_point_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "customer_centre",
                        "gp_surgery",
                        "childrens_centre",
                        "library",
                        "jobs_office",
                        "community_hub",
                        "leisure_centre",
                        "school",
                        "housing_office",
                        "police_front_desk",
                    ]
                ),
                name="directory_access_point_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name
