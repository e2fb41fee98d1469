from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FailedAddress(models.Model):
    """What we sent a person to this address came back, or they did not want it: it is written to no more.

    The address itself is not kept, only its keyed digest; so another address of the person is not meant. It holds until
    they choose this way again.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message")
        LETTER = "letter", _("Letter")

    class Why(models.TextChoices):
        RETURNED = "returned", _("It came back")
        UNWANTED = "unwanted", _("It was marked as unwanted")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=10, choices=Why)
    since = models.DateTimeField()

    class Meta:
        db_table = "people_failed_address"
        constraints = [
            models.UniqueConstraint(fields=["account", "channel", "digest"], name="people_failed_address_once"),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "text", "letter"]) & Q(why__in=["returned", "unwanted"]),
                name="people_failed_address_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.why}"
