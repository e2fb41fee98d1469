from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """Why a person belongs to the borough's co-operative: on their word at first, verified later."""

    class Ground(models.TextChoices):
        LIVES = "lives", _("I live here")
        WORKS = "works", _("I work here")
        BUSINESS = "business", _("I run a business here")
        STUDIES = "studies", _("I go to school or study here")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground)
    declared_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "ground"], condition=Q(ended_at__isnull=True), name="people_membership_once_a_ground"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("account")),
                name="people_membership_never_verified_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return self.ground
