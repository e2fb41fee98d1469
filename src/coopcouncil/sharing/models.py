from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Submission(models.Model):
    """What one person told us at one time. Its owner is an account or, until they sign in, an anonymous session."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=11, unique=True)
    event_code = models.CharField(max_length=60)
    event_version = models.PositiveIntegerField()
    # As it read when it was told: a life event may be withdrawn later, what was told may not.
    title = models.CharField(max_length=200)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    # A digest: whoever reads the table cannot use it as a session.
    session_digest = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=20)
    facts: Any = SealedJSONField()
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001 - unique where it is given
    submitted_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_submission"
        indexes = [
            models.Index(fields=["account", "-submitted_at"], name="sharing_submission_account"),
            models.Index(fields=["session_digest"], name="sharing_submission_session"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(session_digest=""), name="sharing_submission_has_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Notice(models.Model):
    """One service being told: the purpose, the law that allows it, and exactly its slice of the facts.

    `standing` says how sure it is: on the person's word, or with a proof that the service can check. Nobody has checked
    it when it goes, so nothing here is ever "verified". Without evidence `may_end_entitlement` is never true.
    The database refuses to change a row (migration 0001): what was told stays what was told.
    """

    class Urgency(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        SAME_DAY = "same_day", _("Same day")
        ROUTINE = "routine", _("Routine")

    class Standing(models.TextChoices):
        REPORTED = "reported", _("Reported, not yet verified")
        EVIDENCED = "evidenced", _("Reported, with a proof that you can check")

    id = models.UUIDField(primary_key=True, default=uuid4)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    service_type = models.CharField(max_length=60)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    what_happens = models.CharField(max_length=500)
    purpose = models.CharField(max_length=60)
    purpose_words = models.CharField(max_length=500)
    basis = models.CharField(max_length=60)
    gateway = models.CharField(max_length=500, blank=True)
    facts: Any = SealedJSONField()
    urgency = models.CharField(max_length=10, choices=Urgency)
    identity = models.CharField(max_length=10)
    by_consent = models.BooleanField()
    standing = models.CharField(max_length=10, choices=Standing)
    standing_words = models.CharField(max_length=200)
    standing_means = models.CharField(max_length=500)
    may_end_entitlement = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_notice"
        indexes = [models.Index(fields=["organisation", "-created_at"], name="sharing_notice_inbox")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "code"], name="sharing_notice_once_a_submission"),
            models.CheckConstraint(
                condition=Q(urgency__in=["emergency", "same_day", "routine"]), name="sharing_notice_known_urgency"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=["reported", "evidenced"]), name="sharing_notice_known_standing"
            ),
            models.CheckConstraint(
                condition=Q(may_end_entitlement=False) | Q(standing="evidenced"),
                name="sharing_notice_ends_nothing_without_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """How one notice gets to its organisation, and how far it has come.

    The database refuses a change of state that `domain.delivery.MOVES` does not know (migration 0001).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent, not yet answered")
        ACCEPTED = "accepted", _("Accepted")
        ACTED = "acted", _("Done")
        REFUSED = "refused", _("Refused")
        RETRYING = "retrying", _("Trying again")
        DEAD = "dead", _("Could not be delivered")

    class Route(models.TextChoices):
        WEBHOOK = "webhook", _("Their own server")
        INBOX = "inbox", _("Inbox in these pages")
        EMAIL = "email", _("E-mail, then the inbox")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=10, choices=Route)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)  # since it was last put in the queue
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the first answer
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_delivery"
        indexes = [models.Index(fields=["state", "-queued_at"], name="sharing_delivery_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "accepted", "acted", "refused", "retrying", "dead"]),
                name="sharing_delivery_known_state",
            ),
            models.CheckConstraint(
                condition=Q(route__in=["webhook", "inbox", "email"]), name="sharing_delivery_known_route"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.state}"


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
    """What an organisation said to a notice. Append-only; `answer_id` is the organisation's own."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        ACTED = "acted", _("Done")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    answer_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    reason: Any = SealedJSONField()  # text for the person who told us
    received_at = models.DateTimeField()
    by_account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sharing_answer"
        indexes = [models.Index(fields=["notice", "received_at"], name="sharing_answer_notice")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "answer_id"], name="sharing_answer_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["accepted", "acted", "refused"]), name="sharing_answer_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


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
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_endpoint"
        constraints = [
            models.CheckConstraint(
                condition=~Q(route="webhook") | (~Q(url="") & Q(secret__isnull=False)),
                name="sharing_endpoint_webhook_is_whole",
            ),
            models.CheckConstraint(condition=~Q(route="email") | ~Q(email=""), name="sharing_endpoint_email_is_whole"),
        ]

    def __str__(self) -> str:
        return self.route


class AgencyKey(models.Model):
    """A key with which an organisation's own server calls our API. Only its digest is kept; it is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_agency_key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
