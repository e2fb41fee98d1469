from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import known


class RecordKind(models.TextChoices):
    SERVICE = "service", _("Service")
    ORGANISATION = "organisation", _("Organisation")
    LOCATION = "location", _("Location")


class Version(models.Model):
    """One change of a record as a whole: what it was before and after, by whom, and why. Never what is confidential.

    `before` and `after` hold only the parts that changed, by their names; `before` is empty for the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    record_kind = models.CharField(max_length=12, choices=RecordKind)
    record_id = models.UUIDField()
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)  # added, edited, approved, imported …
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    made_for = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_version"
        indexes = [models.Index(fields=["-made_at"], name="directory_version_newest")]
        constraints = [
            known("directory_version_known_kind", "record_kind", RecordKind),
            models.UniqueConstraint(fields=["record_kind", "record_id", "number"], name="directory_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id} v{self.number}"


class ChangeState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the council")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class ProposedChange(models.Model):
    """An edit of what matters, which waits until somebody of the council who did not propose it says yes."""

    State = ChangeState

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="proposed_changes")
    # The place of that service that would change, where it is one; never a confidential one (trigger).
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, null=True, related_name="+")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # as it was when it was proposed
    after = models.JSONField(encoder=DjangoJSONEncoder)  # by the names of the parts that should change
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=ChangeState, default=ChangeState.WAITING)
    proposed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    proposed_for = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "directory_proposed_change"
        indexes = [
            models.Index(fields=["proposed_at"], condition=Q(state="waiting"), name="directory_proposed_waiting"),
            models.Index(fields=["service", "-proposed_at"], name="directory_proposed_of"),
        ]
        constraints = [
            known("directory_proposed_known_state", "state", ChangeState),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["approved", "refused", "withdrawn"], decided_at__isnull=False, decided_by__isnull=False),
                name="directory_proposed_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("proposed_by")),
                name="directory_proposed_never_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decided_because=""), name="directory_proposed_refused_why"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("proposed_at")),
                name="directory_proposed_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {', '.join(sorted(self.after))}"

    @property
    def organisation_id(self) -> UUID:
        return self.proposed_for_id


class SourceRecord(models.Model):
    """That a record came from elsewhere: what came last, so that a local edit is seen and never written over."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    source = models.CharField(max_length=200)  # the address or the name of the feed
    kind = models.CharField(max_length=30)  # service, organization, location, taxonomy_term … as the feed calls it
    external_id = models.CharField(max_length=200)
    local_id = models.UUIDField()
    digest = models.CharField(max_length=64)  # SHA-256 of what came, as canonical JSON
    came = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # its values, by the names of our fields
    kept_local = models.JSONField(default=list)  # the fields that are ours now: an import leaves them alone
    first_seen_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "directory_source_record"
        indexes = [models.Index(fields=["local_id"], name="directory_source_local")]
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "external_id"], name="directory_source_once"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="directory_source_digest"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("first_seen_at")), name="directory_source_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id} of {self.source}"
