from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coopcouncil.foundation.fields import SealedJSONField
from coopcouncil.sharing.models.delivering import Delivery


class Endpoint(models.Model):
    """Where an organisation takes its notices. Without one they wait in its inbox."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=10, choices=Delivery.Route)
    url = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    secret: Any = SealedJSONField(null=True)  # signs every notice
    old_secret: Any = SealedJSONField(
        null=True
    )  # signs them too until `old_secret_until`, while the agency changes over
    old_secret_until = models.DateTimeField(null=True)
    thin = models.BooleanField(default=False)  # every notice without its facts, to be fetched with the key
    changed_at = models.DateTimeField()
    concurrency = models.PositiveSmallIntegerField(default=1)  # how many notices are posted at a time
    # Its server said that it takes nothing any more (410): notices wait in the inbox until it is connected again.
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_endpoint"
        constraints = [
            models.CheckConstraint(
                condition=Q(concurrency__gte=1, concurrency__lte=8), name="sharing_endpoint_concurrency"
            ),
            models.CheckConstraint(
                condition=~Q(route="webhook") | (~Q(url="") & Q(secret__isnull=False)),
                name="sharing_endpoint_webhook_is_whole",
            ),
            models.CheckConstraint(condition=~Q(route="email") | ~Q(email=""), name="sharing_endpoint_email_is_whole"),
        ]

    def __str__(self) -> str:
        return self.route

    @property
    def sealed_for(self) -> UUID:
        return self.organisation_id

    @property
    def route_now(self) -> str:
        """The way that notices go now: to the inbox while its server is off."""
        return Delivery.Route.INBOX.value if self.disabled_at else self.route


class ServerHealth(models.Model):
    """How an organisation's server has done of late (`domain.breaker`). No row: nothing has failed."""

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    failures = models.PositiveIntegerField(default=0)  # in a row
    pauses = models.PositiveIntegerField(default=0)  # in a row
    paused_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_server_health"

    def __str__(self) -> str:
        return f"{self.failures} failures"


class AgencyKey(models.Model):
    """A key with which an organisation's own server calls our API. Only its digest is kept; it is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes: Any = models.JSONField(default=list)
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_agency_key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotentRequest(models.Model):
    """What an organisation's software asked once under a key of its own, and what it was answered.

    `answer` opens with the same request only (`actions/once.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveIntegerField(null=True)
    answer: Any = SealedJSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_idempotent_request"
        indexes = [models.Index(fields=["created_at"], name="sharing_idempotent_created")]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="sharing_idempotent_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def sealed_for(self) -> UUID:
        return self.organisation_id
