from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import BY_LAW, SealedJSONField
from coopcouncil.sharing.domain.purposes import law_that_keeps


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
    # Who sent it for the person: an officer at an access point, or an organisation's own software.
    assisted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    access_point = models.ForeignKey("directory.AccessPoint", on_delete=models.PROTECT, null=True, related_name="+")
    agreement = models.CharField(max_length=20, blank=True)  # how the person agreed to be helped
    officer: Any = SealedJSONField(null=True)  # the name or staff number that an organisation's software gave
    # The power by which it was told for somebody else.
    authority = models.ForeignKey("people.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    # Safe mode: kept out of every account, list, letter and message (docs/explanation/safe-mode.md).
    safe = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    facts: Any = SealedJSONField()
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001 - unique where it is given
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    # When the person themself put in their account, or corrected, what an officer wrote down: theirs alone since then.
    person_acted_at = models.DateTimeField(null=True)
    # The moment at which the facts as a whole are emptied; the notices keep their slices by their own retention.
    facts_until = models.DateTimeField(null=True)
    # Since when its person is erased, and a law alone keeps something of it: in no list but that of what is restricted.
    restricted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_submission"
        indexes = [
            models.Index(fields=["account", "-submitted_at"], name="sharing_submission_account"),
            models.Index(fields=["session_digest"], name="sharing_submission_session"),
            models.Index(
                fields=["-restricted_at"],
                condition=Q(restricted_at__isnull=False),
                name="sharing_submission_restricted",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(session_digest="") | Q(organisation__isnull=False),
                name="sharing_submission_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(safe=False) | Q(account__isnull=True), name="sharing_submission_safe_is_in_no_account"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sealed_for(self) -> UUID:
        return self.id


class Notice(models.Model):
    """One service being told: the purpose, the law that allows it, and exactly its slice of the facts.

    `standing` says how sure it is: on the person's word, or with a proof that the service can check. Nobody has checked
    it when it goes, so nothing here is ever "verified". Without evidence `may_end_entitlement` is never true.
    The database refuses to change a row, but lets `facts`, `words` and `needs` be emptied: what was told stays what was
    told, until it is let go of.
    """

    class Urgency(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        SAME_DAY = "same_day", _("Same day")
        ROUTINE = "routine", _("Routine")

    class Standing(models.TextChoices):
        REPORTED = "reported", _("Reported, not yet verified")
        EVIDENCED = "evidenced", _("Reported, with a proof that you can check")

    class Kind(models.TextChoices):
        TOLD = "told", _("Told")
        CORRECTION = "correction", _("Correction")
        WITHDRAWAL = "withdrawal", _("Withdrawn: it was wrong")
        STOP = "stop", _("Stop: it may be used no more")

    class Because(models.TextChoices):
        MISTAKE = "mistake", _("It was a mistake")
        NOT_TRUE_NOW = "not_true_now", _("It is not true any more")
        ABOUT_ME = "about_me", _("Somebody else told this about me, and it is not true")
        CONSENT = "consent", _("The person no longer agrees")
        OBJECTION = "objection", _("The person objected, and the council agreed with them")

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TOLD)
    # The notice that this one corrects or takes back.
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=12, choices=Because, blank=True)  # why it was taken back, or must stop
    words: Any = SealedJSONField(null=True)  # what the person adds for the service, with a correction
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
    facts: Any = SealedJSONField(null=True)  # nothing once its time is over
    urgency = models.CharField(max_length=10, choices=Urgency)
    identity = models.CharField(max_length=10)
    by_consent = models.BooleanField()
    standing = models.CharField(max_length=10, choices=Standing)
    standing_words = models.CharField(max_length=200)
    standing_means = models.CharField(max_length=500)
    may_end_entitlement = models.BooleanField()
    # How to speak with the person: codes, and words where a code needs them. Emptied when the person is erased.
    needs: Any = SealedJSONField(null=True)
    language = models.CharField(max_length=10, default="en")
    # By what power somebody told this for another person, in words; empty where people tell for themselves.
    acting: Any = SealedJSONField(null=True)
    # Who wrote it down for the person, and where, in words; empty where people told it themselves.
    how_told = models.CharField(max_length=400, blank=True)
    # How the person may safely be reached, where no other way is safe: {"way", "detail", "when"}.
    safe_contact: Any = SealedJSONField(null=True)
    # The organisation that must not learn of it, in whose place this one is told (safe mode).
    instead_of: Any = SealedJSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_notice"
        indexes = [models.Index(fields=["organisation", "-created_at"], name="sharing_notice_inbox")]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "code"], condition=Q(kind="told"), name="sharing_notice_once_a_submission"
            ),
            models.UniqueConstraint(
                fields=["corrects"], condition=Q(kind="withdrawal"), name="sharing_notice_withdrawn_once"
            ),
            models.UniqueConstraint(fields=["corrects"], condition=Q(kind="stop"), name="sharing_notice_stopped_once"),
            models.CheckConstraint(
                condition=Q(kind="told", corrects__isnull=True)
                | Q(kind__in=["correction", "withdrawal", "stop"], corrects__isnull=False),
                name="sharing_notice_corrects_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawal", because__in=["mistake", "not_true_now", "about_me"])
                | Q(kind="stop", because__in=["consent", "objection"])
                | (Q(kind__in=["told", "correction"]) & Q(because="")),
                name="sharing_notice_taken_back_for_a_reason",
            ),
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

    @property
    def sealed_for(self) -> UUID:
        return self.submission_id

    @property
    def kept_for(self) -> dict[str, str]:
        """What a law has us keep of some purposes, though the person is erased."""
        return {"facts": BY_LAW} if law_that_keeps(self.purpose) else {}


class SafeWords(models.Model):
    """The words that open a submission told in safe mode, beside its reference. Only their slow digest is kept."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="+")
    digest = models.CharField(max_length=200)
    tries = models.PositiveIntegerField(default=0)  # wrong ones in a row
    tried_at = models.DateTimeField(null=True)
    opens_until = models.DateTimeField()

    class Meta:
        db_table = "sharing_safe_words"
        indexes = [models.Index(fields=["opens_until"], name="sharing_safe_words_until")]

    def __str__(self) -> str:
        return f"open until {self.opens_until:%Y-%m-%d}"
