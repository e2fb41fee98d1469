from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedBytesField, SealedJSONField


class DataRequest(models.Model):
    """What somebody asks about their own data, or complains of: the states are in `domain/rights.py`."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("A copy of everything")
        ERASURE = "erasure", _("Erase what you hold")
        COMPLAINT = "complaint", _("A complaint about my data")

    class State(models.TextChoices):
        RECEIVED = "received", _("We have it")
        WAITING = "waiting", _("We wait for an answer from the person")
        REVIEW = "review", _("Being looked through")
        REVIEWED = "reviewed", _("Looked through, not sent yet")
        RELEASED = "released", _("Ready to download")
        DECIDED = "decided", _("Decided, not done yet")
        DONE = "done", _("Done")
        ACKNOWLEDGED = "acknowledged", _("Being looked into")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused, with reasons")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")

    class Via(models.TextChoices):
        ACCOUNT = "account", _("In their account")
        LETTER = "letter", _("By letter")
        PHONE = "phone", _("By telephone")
        COUNTER = "counter", _("At the counter")

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=Kind)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    # Who asked, and by which power where they asked for somebody else. The answer is theirs.
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("people.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=10, choices=Via)
    recorded_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    words: Any = SealedJSONField(null=True)  # what they ask for or complain of, in their own words
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    received_on = models.DateField()
    due_on = models.DateField(null=True)  # None while the clock stands still
    pauses: Any = models.JSONField(default=list)  # [why, since, until or none]
    extended_at = models.DateTimeField(null=True)
    identity_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    identity_how = models.CharField(max_length=20, blank=True)
    gathered_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    # What was written to the person, in order: {"what", "words", "on"}.
    letters: Any = SealedJSONField(default=list)
    package: Any = SealedBytesField(null=True)  # the ZIP, until `package_until`
    package_until = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_data_request"
        indexes = [
            models.Index(fields=["state", "due_on"], name="sharing_data_request_due"),
            models.Index(fields=["account", "-received_on"], name="sharing_data_request_person"),
            models.Index(fields=["asked_by", "-received_on"], name="sharing_data_request_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["access", "erasure", "complaint"]), name="sharing_data_request_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(package__isnull=True) | Q(state="released", released_by__isnull=False),
                name="sharing_data_request_never_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("reviewed_by")),
                name="sharing_data_request_two_people",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("account")),
                name="sharing_data_request_not_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_on}"

    @property
    def sealed_for(self) -> UUID:
        return self.account_id


class ReviewItem(models.Model):
    """One thing that is held of the person, copied for the review, and what was decided of it."""

    class Decision(models.TextChoices):
        DISCLOSE = "disclose", _("Give it")
        REDACT = "redact", _("Give it, without some parts")
        WITHHOLD = "withhold", _("Do not give it")

    id = models.UUIDField(primary_key=True, default=uuid4)
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=60)  # the first names of its path, never a fact
    path: Any = SealedJSONField()
    value: Any = SealedJSONField(null=True)  # emptied once the answer is over
    flags: Any = models.JSONField(default=list)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    exemption = models.CharField(max_length=30, blank=True)
    reason: Any = SealedJSONField(null=True)
    hidden: Any = SealedJSONField(default=list)
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_review_item"
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="sharing_review_item_once"),
            models.CheckConstraint(
                condition=Q(decision__in=["", "disclose"]) | ~Q(exemption=""),
                name="sharing_review_item_has_its_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.number}"

    @property
    def sealed_for(self) -> UUID:
        return self.request.account_id
