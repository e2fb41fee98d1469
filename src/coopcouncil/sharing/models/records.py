from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedBytesField, SealedJSONField


class RecordedFact(models.Model):
    """One thing that we know of a person because they told us: what, when, by whom, with which submission.

    A correction is a row of its own that names the row it replaces, so that both values are kept.
    """

    class Source(models.TextChoices):
        TOLD = "told", _("You told us")
        ASSISTED = "assisted", _("An officer wrote it down for you")
        CORRECTED = "corrected", _("You corrected it")
        AGREED = "agreed", _("An agency proposed it and you agreed")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)  # one of `frontdoor.domain.life_event.KNOWN_AS`
    value: Any = SealedJSONField()
    source = models.CharField(max_length=12, choices=Source)
    submission = models.ForeignKey("sharing.Submission", on_delete=models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_recorded_fact"
        indexes = [models.Index(fields=["account", "code", "-recorded_at"], name="sharing_recorded_fact_person")]
        constraints = [
            # With `replaces` unique: the values of one thing form one chain, and one of them is the newest.
            models.UniqueConstraint(
                fields=["account", "code"], condition=Q(replaces__isnull=True), name="sharing_recorded_fact_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(source="corrected") | Q(submission__isnull=False),
                name="sharing_recorded_fact_came_with_one",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def sealed_for(self) -> UUID:
        return self.account_id


class Document(models.Model):
    """A file that somebody gave as evidence: sealed, named by its own words, never served inline from our address."""

    class Scan(models.TextChoices):
        CLEAN = "clean", _("Scanned, nothing found")
        NOT_SCANNED = "not_scanned", _("No scanner runs here")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    session_digest = models.CharField(max_length=64, blank=True)
    draft_id = models.UUIDField(null=True)
    submission = models.ForeignKey("sharing.Submission", on_delete=models.PROTECT, null=True, related_name="+")
    fact_code = models.CharField(max_length=60)
    name: Any = SealedJSONField()
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()  # bytes, as kept
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes as kept
    content = SealedBytesField()
    scan = models.CharField(max_length=12, choices=Scan)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # until it is sent

    class Meta:
        db_table = "sharing_document"
        indexes = [
            models.Index(fields=["draft_id"], name="sharing_document_draft"),
            models.Index(fields=["expires_at"], name="sharing_document_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size} bytes"

    @property
    def sealed_for(self) -> UUID:
        return self.id  # a file outlives what it was given with until it is sent, and goes with it after
