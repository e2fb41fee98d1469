from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class MailReport(models.Model):
    """What a carrier reported of something that we sent: a message to a person, a letter to an organisation, an alert.

    Append-only, but that `applied_at` says when it took effect. Of what it names and we do not know, the name is kept.
    """

    class Carrier(models.TextChoices):
        MAIL = "mail", _("E-mail")
        NOTIFY = "notify", _("GOV.UK Notify")

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("It arrived")
        DELAYED = "delayed", _("They are still trying")
        TEMPORARY = "temporary", _("It came back, and may arrive later")
        PERMANENT = "permanent", _("It came back: the address does not work")
        COMPLAINED = "complained", _("They do not want it")

    id = models.UUIDField(primary_key=True, default=uuid4)
    carrier = models.CharField(max_length=10, choices=Carrier)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=30, blank=True)
    attempt = models.CharField(max_length=20, blank=True)
    message = models.ForeignKey("sharing.Message", on_delete=models.PROTECT, null=True, related_name="+")
    delivery = models.ForeignKey("sharing.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    alarm = models.ForeignKey("sharing.Alarm", on_delete=models.PROTECT, null=True, related_name="+")
    named: Any = SealedJSONField(null=True)  # by the carrier, where we know no such thing
    at = models.DateTimeField(null=True)  # by the carrier's clock
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)  # when it changed what it is about; None: it changed nothing (yet)

    class Meta:
        db_table = "sharing_mail_report"
        indexes = [models.Index(fields=["-received_at"], name="sharing_mail_report_received")]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "event_id"], name="sharing_mail_report_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["delivered", "delayed", "temporary", "permanent", "complained"])
                & Q(carrier__in=["mail", "notify"]),
                name="sharing_mail_report_known",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_for(self) -> UUID:
        """The carrier's: nobody knows of whom the name speaks."""
        return uuid5(NAMESPACE_URL, f"coopcouncil:{self.carrier}")
