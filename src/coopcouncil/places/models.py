from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Dataset(models.Model):
    """One load of one file: where figures come from, how they stood on which day, and who brought them in."""

    class What(models.TextChoices):
        AREAS = "areas", _("Areas")
        POPULATION = "population", _("Population")
        POSTCODES = "postcodes", _("Postcodes")
        DEPRIVATION = "deprivation", _("Deprivation")

    id = models.UUIDField(primary_key=True, default=uuid4)
    what = models.CharField(max_length=12, choices=What)
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    as_of = models.DateField(null=True)  # the day the figures describe, where the file's publisher says so
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150)
    # Set by the database: the order of loads does not hang on anybody's clock.
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "places_dataset"
        indexes = [models.Index(fields=["what", "-written_at"], name="places_dataset_newest")]
        constraints = [models.CheckConstraint(condition=Q(rows__gt=0), name="places_dataset_not_empty")]

    def __str__(self) -> str:
        return self.source or self.file_name


class Area(models.Model):
    """A piece of the borough with a border."""

    class Kind(models.TextChoices):
        BOROUGH = "borough", _("Borough")
        WARD = "ward", _("Ward")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
        LSOA = "lsoa", _("Small area (LSOA)")

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=14, choices=Kind)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    geometry = models.JSONField()  # GeoJSON Polygon or MultiPolygon, WGS84 longitude and latitude
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    dataset = models.ForeignKey("places.Dataset", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_area"
        indexes = [models.Index(fields=["parent", "kind"], name="places_area_children")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="places_area_code_once_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["borough", "ward", "neighbourhood", "lsoa"]), name="places_area_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="borough", parent__isnull=True) | ~Q(kind="borough"),
                name="places_area_borough_is_the_top",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="places_area_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(west__gte=-180, east__lte=180, south__gte=-90, north__lte=90)
                & Q(west__lt=F("east"), south__lt=F("north")),
                name="places_area_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PopulationCell(models.Model):
    """How many people of one sex and one span of ages live in an area. The cells of an area never overlap."""

    class Sex(models.TextChoices):
        ALL = "all", _("Everybody")
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    id = models.UUIDField(primary_key=True, default=uuid4)
    area = models.ForeignKey("places.Area", on_delete=models.CASCADE, related_name="+")
    sex = models.CharField(max_length=6, choices=Sex)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField(null=True)  # None: that age and over
    count = models.PositiveIntegerField()
    dataset = models.ForeignKey("places.Dataset", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_population"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "sex", "age_from", "age_to"], nulls_distinct=False, name="places_population_cell_once"
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="places_population_not_negative"),
            models.CheckConstraint(condition=Q(sex__in=["all", "female", "male"]), name="places_population_known_sex"),
            models.CheckConstraint(
                condition=Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")), name="places_population_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sex} {self.age_from}–{self.age_to}: {self.count}"


class DeprivationFigure(models.Model):
    """How deprived an area is beside all others in England: 1 is the most deprived tenth, 10 the least."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    area = models.ForeignKey("places.Area", on_delete=models.CASCADE, related_name="+")
    decile = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    dataset = models.ForeignKey("places.Dataset", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_deprivation"
        constraints = [
            models.UniqueConstraint(fields=["area", "as_of"], name="places_deprivation_once_a_date"),
            models.CheckConstraint(condition=Q(decile__gte=1, decile__lte=10), name="places_deprivation_is_a_tenth"),
        ]

    def __str__(self) -> str:
        return f"{self.decile} on {self.as_of}"


class Postcode(models.Model):
    """A postcode and the ward that it lies in, where its position is known."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    postcode = models.CharField(max_length=8, unique=True)  # normalised: "AM1 1AA"
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    dataset = models.ForeignKey("places.Dataset", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_postcode"
        indexes = [models.Index(fields=["area"], name="places_postcode_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="places_postcode_place_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.postcode
