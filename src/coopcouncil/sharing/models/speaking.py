from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import BY_LAW, SealedJSONField


class HelpRequest(models.Model):
    """A question that an officer asks another service while a person waits, and its answer."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked now")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("No longer needed")
        EXPIRED = "expired", _("Nobody answered that day")

    id = models.UUIDField(primary_key=True, default=uuid4)
    draft_id = models.UUIDField()  # what is being told; it lives in the front door
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")  # the person's
    event_title = models.CharField(max_length=200)
    service_type = models.CharField(max_length=60)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    asking_organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    access_point = models.ForeignKey("directory.AccessPoint", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20, default="counter")
    about = models.CharField(max_length=300, blank=True)  # the question of the life event that is being asked
    question: Any = SealedJSONField()
    facts: Any = SealedJSONField()  # the slice that this service's own notice would hold, or nothing
    # Safe mode only: how the person may safely be reached, {"way", "detail", "when"}.
    safe_contact: Any = SealedJSONField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answer: Any = SealedJSONField(null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sharing_help_request"
        indexes = [
            models.Index(fields=["organisation", "state", "asked_at"], name="sharing_help_inbox"),
            models.Index(fields=["draft_id"], name="sharing_help_draft"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "answered", "withdrawn", "expired"]), name="sharing_help_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answer__isnull=False, answered_at__isnull=False),
                name="sharing_help_answered_has_its_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.event_title

    @property
    def sealed_for(self) -> UUID:
        return self.draft_id


class Decision(models.Model):
    """A decision in writing on a notice: what was decided and why, how to appeal, and by which day."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Yes")
        PARTLY = "partly", _("Yes, in part")
        REFUSED = "refused", _("No")

    id = models.UUIDField(primary_key=True, default=uuid4)
    answer = models.OneToOneField("sharing.Answer", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reasons: Any = SealedJSONField(null=True, keeping=BY_LAW)  # nothing of a decision is ever changed
    decided_on = models.DateField()
    appeal = models.CharField(max_length=60)  # a code of catalogue/appeals.toml
    appeal_by = models.DateField(null=True)

    class Meta:
        db_table = "sharing_decision"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["granted", "partly", "refused"]), name="sharing_decision_known_outcome"
            ),
            models.CheckConstraint(
                condition=Q(appeal_by__isnull=True) | Q(appeal_by__gte=models.F("decided_on")),
                name="sharing_decision_appeal_comes_after",
            ),
        ]

    def __str__(self) -> str:
        return self.outcome

    @property
    def sealed_for(self) -> UUID:
        return self.answer.notice.submission_id


class Message(models.Model):
    """A letter, e-mail or text to a person. Its words are made when it leaves; only where it goes is kept, sealed."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        TEXT = "text", _("Text message")
        LETTER = "letter", _("Letter")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        RETRYING = "retrying", _("Trying again")
        DEAD = "dead", _("Could not be sent")
        RETURNED = "returned", _("Came back, and was sent again")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    submission = models.ForeignKey("sharing.Submission", on_delete=models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey("sharing.Notice", on_delete=models.PROTECT, null=True, related_name="+")
    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel)
    to: Any = SealedJSONField()
    values: Any = SealedJSONField()
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    once = models.CharField(max_length=120, unique=True)  # what it is about: the same thing is said once
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # The message that came back, and after which this says the same; and how often it has come back for a while.
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    returns = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "sharing_message"
        indexes = [
            models.Index(fields=["account", "-queued_at"], name="sharing_message_person"),
            models.Index(fields=["state", "-queued_at"], name="sharing_message_state"),
            models.Index(fields=["provider_id"], name="sharing_message_provider"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "retrying", "dead", "returned"]),
                name="sharing_message_known_state",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "text", "letter"]), name="sharing_message_known_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}"

    @property
    def sealed_for(self) -> UUID:
        return self.account_id or self.submission_id or self.id
