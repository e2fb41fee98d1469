from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models.cases import Case


class Contact(models.Model):
    """One time that somebody got in touch with us: by which way, where, why, and whether they should have had to.

    It holds no word of what was said; what was said of a case is in the case's history.
    """

    class Value(models.TextChoices):
        VALUABLE = "valuable", _("It was of use to them")
        AVOIDABLE = "avoidable", _("They should not have had to")

    id = models.UUIDField(primary_key=True, default=uuid4)
    at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Case.Channel)
    access_point = models.ForeignKey("directory.AccessPoint", on_delete=models.PROTECT, null=True, related_name="+")
    service_type = models.SlugField(max_length=60, blank=True)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    value = models.CharField(max_length=10, choices=Value)
    category = models.SlugField(max_length=40, blank=True)  # why it was avoidable: a code of the catalogue
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    facts_again = models.PositiveSmallIntegerField(default=0)  # how many facts they had to give once more
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "casework_contact"
        indexes = [
            models.Index(fields=["-at"], name="casework_contact_newest"),
            models.Index(fields=["person", "service_type", "-at"], name="casework_contact_person"),
            models.Index(fields=["case", "-at"], name="casework_contact_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(value="avoidable") & ~Q(category="") | Q(value="valuable", category=""),
                name="casework_contact_avoidable_why",
            ),
            models.CheckConstraint(
                condition=Q(repeats__isnull=True) | ~Q(repeats=F("id")), name="casework_contact_repeats_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d}"
