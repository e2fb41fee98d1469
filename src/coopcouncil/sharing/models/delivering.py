from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Delivery(models.Model):
    """How one notice gets to its organisation, and how far it has come.

    The database refuses a change of state that `domain.delivery.MOVES` does not know (migration 0017).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent, not yet answered")
        ACCEPTED = "accepted", _("Accepted")
        ACTED = "acted", _("Done")
        REFUSED = "refused", _("Refused")
        RETRYING = "retrying", _("Trying again")
        DEAD = "dead", _("Could not be delivered")
        HELD = "held", _("Held: may not be sent yet")
        STOPPED = "stopped", _("Stopped: will not be sent")

    class Route(models.TextChoices):
        WEBHOOK = "webhook", _("Their own server")
        INBOX = "inbox", _("Inbox in these pages")
        EMAIL = "email", _("E-mail, then the inbox")
        BATCH = "batch", _("Files, once a day")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.OneToOneField("sharing.Notice", on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=10, choices=Route)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)  # since it was last put in the queue
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)
    # By what it may go: the agreement that is in force, or why it needs none (`domain.agreements.exemption`).
    agreement = models.ForeignKey("sharing.Agreement", on_delete=models.PROTECT, null=True, related_name="+")
    without = models.CharField(max_length=20, blank=True)
    looked_at = models.DateTimeField(null=True)  # of what could not wait for an agreement: when somebody did
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the first answer
    changed_at = models.DateTimeField()
    # Who of the council sees to it: set when it died, or when nobody had it in hand in time (`catalogue/watch.toml`).
    owner = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sharing_delivery"
        indexes = [models.Index(fields=["state", "-queued_at"], name="sharing_delivery_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "sent", "accepted", "acted", "refused", "retrying", "dead", "held", "stopped"]
                ),
                name="sharing_delivery_known_state",
            ),
            models.CheckConstraint(
                condition=Q(route__in=["webhook", "inbox", "email", "batch"]), name="sharing_delivery_known_route"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(agreement__isnull=True), name="sharing_delivery_held_has_no_agreement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.state}"

    def attempt_name(self, number: int) -> str:
        """How the `number`th attempt since it was put in the queue is named in a letter's Message-ID."""
        return f"{int(self.queued_at.timestamp())}.{number}"


class DeliveryAttempt(models.Model):
    """One try to deliver. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=40)  # "sent", or a short code of what went wrong
    http_status = models.PositiveIntegerField(null=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        db_table = "sharing_delivery_attempt"
        indexes = [models.Index(fields=["delivery", "at"], name="sharing_attempt_delivery")]

    def __str__(self) -> str:
        return self.outcome


class Answer(models.Model):
    """What an organisation said to a notice. Append-only but for `reason`; `answer_id` is the organisation's own."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        ACTED = "acted", _("Done")
        REFUSED = "refused", _("Refused")
        # To a notice that says that what was told may be used no more.
        STOPPED_AND_ERASED = "stopped_and_erased", _("Stopped and erased")
        KEPT_UNDER = "kept_under", _("Kept: a law needs it")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.ForeignKey("sharing.Notice", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    answer_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    basis = models.CharField(max_length=60, blank=True)  # the legal basis under which it keeps what it was told
    reason: Any = SealedJSONField(null=True)  # text for the person who told us; emptied when they are erased
    received_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)  # the organisation's own time, where it gives one: their order
    by_account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sharing_answer"
        indexes = [models.Index(fields=["notice", "received_at"], name="sharing_answer_notice")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "answer_id"], name="sharing_answer_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["accepted", "acted", "refused", "stopped_and_erased", "kept_under"]),
                name="sharing_answer_known_kind",
            ),
            models.CheckConstraint(
                condition=(Q(kind="kept_under") & ~Q(basis="")) | (~Q(kind="kept_under") & Q(basis="")),
                name="sharing_answer_keeps_under_a_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_for(self) -> UUID:
        return self.notice.submission_id
