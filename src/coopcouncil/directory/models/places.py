from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import known
from coopcouncil.foundation.fields import SealedJSONField


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


class LocationType(models.TextChoices):
    PHYSICAL = "physical", _("A place to go to")
    POSTAL = "postal", _("An address to write to")
    VIRTUAL = "virtual", _("A place online")


class PublicLocations(models.Manager["Location"]):
    """Every location but the confidential ones: what any page, feed or file may name."""

    def get_queryset(self) -> models.QuerySet["Location"]:
        return super().get_queryset().filter(confidential=False)


class Location(models.Model):
    """Where services are provided, as Open Referral UK has it.

    Of a confidential one (a refuge) this table holds nothing but that it is there: no name, address or point, which the
    database refuses here. They are sealed in `ConfidentialPlace`.
    """

    Type = LocationType

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    access_point = models.OneToOneField(
        "directory.AccessPoint", on_delete=models.SET_NULL, null=True, blank=True, related_name="location"
    )
    location_type = models.CharField(max_length=8, choices=LocationType, default=LocationType.PHYSICAL)
    name = models.CharField(max_length=150, blank=True)
    description = models.CharField(max_length=500, blank=True)
    url = models.URLField(blank=True)
    address_1 = models.CharField(max_length=200, blank=True)
    address_2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, default="GB")
    longitude = models.FloatField(null=True, blank=True)  # degrees, WGS 84
    latitude = models.FloatField(null=True, blank=True)
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    transportation = models.CharField(max_length=300, blank=True)
    external_identifier = models.CharField(max_length=60, blank=True)  # a UPRN, for example
    external_identifier_type = models.CharField(max_length=30, blank=True)
    confidential = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PublicLocations()
    everywhere: Any = models.Manager()

    class Meta:
        db_table = "directory_location"
        indexes = [
            models.Index(fields=["postcode"], name="directory_location_postcode"),
            models.Index(fields=["latitude", "longitude"], name="directory_location_point"),
        ]
        constraints = [
            known("directory_location_known_type", "location_type", LocationType),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="directory_location_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False)
                | Q(
                    name="", description="", url="", address_1="", address_2="", city="", region="", postcode="",
                    longitude__isnull=True, latitude__isnull=True, ward__isnull=True, transportation="",
                    external_identifier="", external_identifier_type="", access_point__isnull=True,
                ),
                name="directory_location_tells_nothing",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or str(self.id)


class ConfidentialPlace(models.Model):
    """Where a confidential location is: sealed, and read only by whom the grant names, in the audit trail."""

    location = models.OneToOneField("directory.Location", on_delete=models.CASCADE, primary_key=True, related_name="+")
    held: Any = SealedJSONField(default=dict)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_confidential_place"

    def __str__(self) -> str:
        return str(self.location_id)

    @property
    def sealed_for(self) -> UUID:
        return self.location_id


class ServiceAtLocation(models.Model):
    """A service that is provided at a location."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, related_name="services")
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "directory_service_at_location"
        constraints = [models.UniqueConstraint(fields=["service", "location"], name="directory_service_at_once")]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"


class Feature(models.TextChoices):
    STEP_FREE = "step_free", _("Step-free")
    LIFT = "lift", _("A lift")
    TOILET = "accessible_toilet", _("A toilet for wheelchair users")
    CHANGING_PLACE = "changing_place", _("A Changing Places toilet")
    PARKING = "blue_badge_parking", _("Blue Badge parking")
    HEARING_LOOP = "hearing_loop", _("A hearing loop")
    SIGNER = "sign_language", _("Sign language, if you ask beforehand")
    QUIET = "quiet_room", _("A quiet room")
    LARGE_PRINT = "large_print", _("Large print")
    BRAILLE = "braille", _("Braille")
    ASSISTANCE_DOGS = "assistance_dogs", _("Assistance dogs are welcome")


class Accessibility(models.Model):
    """What makes a location open to everybody."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, related_name="accessibility")
    feature = models.CharField(max_length=20, choices=Feature)
    details = models.CharField(max_length=300, blank=True)
    url = models.URLField(blank=True)

    class Meta:
        db_table = "directory_accessibility"
        indexes = [models.Index(fields=["feature"], name="directory_access_feature")]
        constraints = [
            models.UniqueConstraint(fields=["location", "feature"], name="directory_accessibility_once"),
            known("directory_accessibility_known", "feature", Feature),
        ]

    def __str__(self) -> str:
        return str(self.get_feature_display())
