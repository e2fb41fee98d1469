from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class IdentityProof(models.Model):
    """How somebody showed who they are, and how sure that makes us (levels of confidence of GPG 45)."""

    class Level(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")

    class How(models.TextChoices):
        ONE_LOGIN = "one_login", _("GOV.UK One Login")
        POST_CODE = "post_code", _("A code sent by post")
        DOCUMENT_SEEN = "document_seen", _("An officer saw a document")

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    how = models.CharField(max_length=20, choices=How)
    proved_at = models.DateTimeField()
    expires_on = models.DateField(null=True)  # the first day on which it no longer holds
    checked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    # {"name", "born_on"}: whom it proved, and how: the documents and checks. Sealed.
    detail: Any = SealedJSONField(null=True)
    subject_digest = models.CharField(max_length=64, blank=True)
    # The person says that it was not them: from then on it counts for nothing.
    disputed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_identity_proof"
        indexes = [models.Index(fields=["account", "-proved_at"], name="people_identity_proof_account")]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=["low", "medium"]), name="people_identity_proof_known_level"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("account")),
                name="people_identity_proof_never_by_oneself",
            ),
            # One identity there belongs to one account here.
            models.UniqueConstraint(
                fields=["subject_digest"], condition=~Q(subject_digest=""), name="people_identity_proof_one_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} by {self.how}"

    @property
    def sealed_for(self) -> UUID:
        return self.account_id


class PostedCode(models.Model):
    """A code that was sent to somebody's address by post. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    name: Any = SealedJSONField(null=True)  # to whom the letter was addressed: that is whom its code proves
    address: Any = SealedJSONField()
    proof = models.ForeignKey("people.IdentityProof", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_posted_code"
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="people_posted_code_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"sent {self.created_at:%Y-%m-%d}"

    @property
    def sealed_for(self) -> UUID:
        return self.account_id


class Authority(models.Model):
    """The power of one person to speak for another, with its evidence and its last day."""

    class Kind(models.TextChoices):
        LPA_HEALTH = "lpa_health", _("Lasting power of attorney: health and welfare")
        LPA_PROPERTY = "lpa_property", _("Lasting power of attorney: property and money")
        DEPUTY = "deputy", _("Deputy named by the Court of Protection")
        APPOINTEE = "appointee", _("Appointee for benefits")
        PARENTAL_RESPONSIBILITY = "parental_responsibility", _("Parental responsibility")
        GILLICK = "gillick", _("A young person who can decide for themself")
        AGREED = "agreed", _("The person asked me to")

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Waiting to be checked")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Not accepted")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid4)
    holder = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind)
    person: Any = SealedJSONField()  # {"first_names", "last_name", "date_of_birth"}
    # A keyed digest of the name and the day of birth, so that nobody claims the same power twice.
    person_digest = models.CharField(max_length=64, blank=True)
    subject = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    # {"kind", "number", "issued_on"}, "scope" where an order says what it covers, "seen" once the council looked.
    evidence: Any = SealedJSONField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.CLAIMED)
    starts_on = models.DateField()
    expires_on = models.DateField(null=True)  # the first day on which it no longer holds
    claimed_at = models.DateTimeField()
    checked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    reason: Any = SealedJSONField(null=True)  # why it was refused or ended, for the holder
    ended_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_authority"
        indexes = [
            models.Index(fields=["holder", "state"], name="people_authority_holder"),
            models.Index(fields=["state", "claimed_at"], name="people_authority_waiting"),
            models.Index(fields=["subject"], name="people_authority_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("holder")),
                name="people_authority_never_checked_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="people_authority_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("starts_on")),
                name="people_authority_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | ~Q(subject=F("holder")) | Q(kind="gillick"),
                name="people_authority_for_somebody_else",
            ),
            # The same power for the same person is claimed once at a time.
            models.UniqueConstraint(
                fields=["holder", "kind", "person_digest"],
                condition=Q(state__in=["claimed", "checked"]) & ~Q(person_digest=""),
                name="people_authority_once",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_for(self) -> UUID:
        return self.id  # it is about two people: erasing either ends it
