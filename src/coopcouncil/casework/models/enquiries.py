from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class WardSeat(models.Model):
    """A councillor speaks for a ward, from a day on. An administrator of the council says so."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    councillor = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)  # the first day without it
    given_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_ward_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["councillor", "ward"], condition=Q(until__isnull=True), name="casework_ward_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="casework_ward_seat_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"since {self.since:%Y-%m-%d}"


class Enquiry(models.Model):
    """What a councillor asks the council for somebody of their ward: a case, and what makes it an enquiry.

    Why the councillor may ask and be told stands in `basis`; what we answered is sealed under the case's key.
    """

    class Basis(models.TextChoices):
        AGREED = "agreed", _("The person agreed that the council answers their councillor")
        # Data Protection Act 2018, Schedule 1, paragraphs 23 (acting on a request) and 24 (answering who does).
        ELECTED = "elected", _("The person asked their councillor to act (Data Protection Act 2018, Sch. 1, 23–24)")

    class How(models.TextChoices):
        SURGERY = "surgery", _("At a surgery or face to face")
        PHONE = "phone", _("By telephone")
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By letter")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.OneToOneField("casework.Case", on_delete=models.CASCADE, related_name="+")
    councillor = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=8, choices=Basis)
    asked_on = models.DateField()  # when the person agreed, or asked the councillor to act
    asked_how = models.CharField(max_length=8, choices=How)
    answer: Any = SealedJSONField(default=str)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)
    shared_how = models.CharField(max_length=8, choices=How, blank=True)

    class Meta:
        db_table = "casework_enquiry"
        indexes = [models.Index(fields=["councillor"], name="casework_enquiry_councillor")]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=["agreed", "elected"]), name="casework_enquiry_basis"),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True) | Q(answered_at__isnull=False),
                name="casework_enquiry_answered_then_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.basis

    @property
    def sealed_for(self) -> UUID:
        return self.case_id
