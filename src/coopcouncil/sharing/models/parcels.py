from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from coopcouncil.foundation.fields import SealedJSONField


class Peer(models.Model):
    """Another installation of coopcouncil, of an organisation that we know: where it takes parcels, and what proves
    that they are ours, and theirs.
    """

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    url = models.URLField(blank=True)  # of its API, without a slash at its end
    key: Any = SealedJSONField(null=True)  # theirs, with which we call them
    secret: Any = SealedJSONField(null=True)  # signs what we send
    their_secret: Any = SealedJSONField(null=True)  # signs what they send
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_peer"

    def __str__(self) -> str:
        return self.url

    @property
    def sealed_for(self) -> UUID:
        return self.organisation_id

    @property
    def is_whole(self) -> bool:
        """Whether both sides have given each other their letter."""
        return bool(self.url and self.key and self.secret and self.their_secret)


class Parcel(models.Model):
    """One message to another installation, sealed until it is there: then only that it was sent is kept."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RETRYING = "retrying"
        SENT = "sent"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid4)  # its `webhook-id`, the same at each try
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60)  # below the API's address
    kind = models.CharField(max_length=60)
    subject = models.UUIDField()  # what it is about, under whose key it is sealed
    content: Any = SealedJSONField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_parcel"
        indexes = [
            models.Index(fields=["subject", "made_at"], name="sharing_parcel_subject"),
            models.Index(
                fields=["queued_at"], condition=Q(state__in=["queued", "retrying"]), name="sharing_parcel_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["queued", "retrying", "dead"], sent_at__isnull=True),
                name="sharing_parcel_sent_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def sealed_for(self) -> UUID:
        return self.subject
