from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A letter to one reader about a takeover: that it is to be written, and when it was. Its words are not kept."""

    class Side(models.TextChoices):
        GROUP = "group", _("The group")
        COUNCIL = "council", _("The council")

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=7, choices=Side)
    kind = models.CharField(max_length=20)  # of `domain/takeovers/letters.py`
    about = models.UUIDField()  # the step, plan, offer, agreement, alarm or step-in that it tells of
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_letter"
        indexes = [models.Index(fields=["made_at"], name="settlement_letter_made")]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=["group", "council"]), name="settlement_letter_known_side"),
            models.CheckConstraint(condition=~Q(kind=""), name="settlement_letter_has_kind"),
            models.UniqueConstraint(fields=["about", "kind", "account"], name="settlement_letter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.made_at:%Y-%m-%d}"
