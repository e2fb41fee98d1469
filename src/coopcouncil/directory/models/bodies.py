from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class OrganisationDetail(models.Model):
    """What the directory says of an organisation besides what everybody knows of it (`people.Organisation`).

    Where e-mail or website is empty, the organisation’s own is shown.
    """

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    alternate_name = models.CharField(max_length=150, blank=True)
    description = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    logo = models.URLField(blank=True)
    uri = models.URLField(blank=True)
    legal_status = models.CharField(max_length=100, blank=True)
    year_incorporated = models.PositiveSmallIntegerField(null=True)
    parent = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        db_table = "directory_organisation_detail"
        constraints = [
            models.CheckConstraint(
                condition=Q(year_incorporated__isnull=True)
                | Q(year_incorporated__gte=900, year_incorporated__lte=2200),
                name="directory_organisation_a_year",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("organisation")),
                name="directory_organisation_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class OrganisationIdentifier(models.Model):
    """A number under which a register has an organisation: of companies, of charities."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    scheme = models.CharField(max_length=30, blank=True)  # of org-id.guide, such as GB-COH
    kind = models.CharField(max_length=60)
    identifier = models.CharField(max_length=60)

    class Meta:
        db_table = "directory_organisation_identifier"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "identifier"], name="directory_organisation_identifier_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"
