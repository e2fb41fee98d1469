from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Draft(models.Model):
    """A life event being told: the answers so far, whose they are, and when they are thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    event_code = models.CharField(max_length=60)
    event_version = models.PositiveIntegerField()
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, null=True, related_name="+")
    # A digest: whoever reads the table cannot use it as a session.
    session_digest = models.CharField(max_length=64, blank=True)
    answers: Any = SealedJSONField(default=dict)
    # Facts that we knew and the person put right: by code, what we had and the record that held it.
    corrections: Any = SealedJSONField(default=dict)
    left_out = models.JSONField(default=list)
    agreed = models.JSONField(default=list)
    channel = models.CharField(max_length=20, default="web")
    # The officer who helps, for which organisation and where; `organisation` alone: its own software.
    assisted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    access_point = models.ForeignKey("directory.AccessPoint", on_delete=models.PROTECT, null=True, related_name="+")
    agreement = models.CharField(max_length=20, blank=True)
    officer: Any = SealedJSONField(null=True)  # the name or staff number that an organisation's software gave
    # The power by which it is told for somebody else.
    authority = models.ForeignKey("people.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    safe = models.BooleanField(default=False)
    safe_contact: Any = SealedJSONField(null=True)
    asked_about: Any = models.JSONField(default=list)  # ids of organisations that were on the page of conflicts
    conflicted: Any = SealedJSONField(default=list)  # ids of those of them that must not learn of it
    # Once sent, for as long as the page is open: the reference and its words, {"reference", "words"}. Nothing of a
    # draft that an organisation's software sent: its answer went to the request that sent it.
    opens_with: Any = SealedJSONField(null=True)
    needs: Any = SealedJSONField(default=list)
    language = models.CharField(max_length=10, default="en")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    submission_id = models.UUIDField(null=True, unique=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "frontdoor_draft"
        indexes = [
            models.Index(fields=["expires_at"], name="frontdoor_draft_expires"),
            models.Index(fields=["account", "-touched_at"], name="frontdoor_draft_account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(session_digest="") | Q(organisation__isnull=False),
                name="frontdoor_draft_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(safe=False) | Q(account__isnull=True), name="frontdoor_draft_safe_is_in_no_account"
            ),
            models.CheckConstraint(
                condition=Q(submission_id__isnull=True, submitted_at__isnull=True)
                | Q(submission_id__isnull=False, submitted_at__isnull=False),
                name="frontdoor_draft_sent_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_code} {self.started_at:%Y-%m-%d}"

    @property
    def sealed_for(self) -> UUID:
        return self.id


class ReturnLink(models.Model):
    """A way back to a draft from another browser: a link that was e-mailed, or a code to write down. Used once."""

    class Kind(models.TextChoices):
        LINK = "link", _("A link by e-mail")
        CODE = "code", _("A code to write down")

    id = models.UUIDField(primary_key=True, default=uuid4)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    to: Any = SealedJSONField(null=True)  # where a link goes, while it can be used
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)  # the letter with the link has left
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "frontdoor_return_link"
        indexes = [models.Index(fields=["expires_at"], name="frontdoor_return_link_expires")]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_for(self) -> UUID:
        return self.draft_id


class EventVersion(models.Model):
    """One version of a life event: as shipped in a file, or written by a service designer and approved by another."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        PROPOSED = "proposed", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    shipped = models.BooleanField(default=False)
    author = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    release_on = models.DateField(null=True)  # offered from this day on

    class Meta:
        db_table = "frontdoor_event_version"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="frontdoor_event_version_once"),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("author")),
                name="frontdoor_event_version_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(release_on__isnull=False, approved_at__isnull=False),
                name="frontdoor_event_version_approved_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(shipped=True) | Q(approver__isnull=False),
                name="frontdoor_event_version_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["writing", "proposed", "approved", "withdrawn"]),
                name="frontdoor_event_version_known_state",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=["writing", "proposed"]),
                name="frontdoor_event_version_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
