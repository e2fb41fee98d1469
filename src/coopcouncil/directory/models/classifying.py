from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coopcouncil.directory.models.known import one_owner


class Taxonomy(models.Model):
    """A list of terms by which records are found and compared."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    description = models.CharField(max_length=500)
    uri = models.URLField(blank=True)
    version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_taxonomy"

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(models.Model):
    """One term, perhaps under another of the same taxonomy."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    taxonomy = models.ForeignKey("directory.Taxonomy", on_delete=models.CASCADE, related_name="terms")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey("directory.TaxonomyTerm", on_delete=models.PROTECT, null=True, related_name="children")
    term_uri = models.URLField(blank=True)

    class Meta:
        db_table = "directory_taxonomy_term"
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="directory_term_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="directory_term_not_under_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attribute(models.Model):
    """A term that is said of a service, an organisation, a location, or a service at a location."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    term = models.ForeignKey("directory.TaxonomyTerm", on_delete=models.PROTECT, related_name="attributes")
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, null=True, related_name="attributes")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="attributes")
    service_at_location = models.ForeignKey(
        "directory.ServiceAtLocation", on_delete=models.CASCADE, null=True, related_name="attributes"
    )
    link_type = models.CharField(max_length=60, blank=True)  # in which respect, as Open Referral UK has it

    class Meta:
        db_table = "directory_attribute"
        constraints = [
            one_owner("directory_attribute_one_owner", "service", "organisation", "location", "service_at_location"),
            models.UniqueConstraint(
                fields=["term", "service", "organisation", "location", "service_at_location", "link_type"],
                nulls_distinct=False,
                name="directory_attribute_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.term_id)
