from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedBytesField, SealedJSONField


class Report(models.Model):
    """A problem in a public place, as everybody may read it, and sealed beside it how to reach whoever reported it."""

    class Channel(models.TextChoices):
        WEB = "web", _("Our website")
        OFFLINE = "offline", _("Our website, written without a network")
        SOFTWARE = "software", _("An app or another website")

    id = models.UUIDField(primary_key=True, default=uuid4)  # also the token of GeoReport
    reference = models.CharField(max_length=11, unique=True)
    category = models.SlugField(max_length=60)  # a code of the catalogue
    description = models.TextField(blank=True)
    answers: Any = models.JSONField(default=dict)  # to what the category asks, by code
    longitude = models.FloatField()
    latitude = models.FloatField()
    cell = models.BigIntegerField()  # `domain.duplicates.cell` of the position
    place = models.CharField(max_length=300, blank=True)  # where it is, in words
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    contact: Any = SealedJSONField(null=True)  # name, email, phone, device_id: the council's alone
    # Description and answers as they were written, where something of them may not be public: for those who act on it.
    said: Any = SealedJSONField(null=True)
    media_url = models.CharField(max_length=500, blank=True)  # as an app gave it: never fetched, never published
    language = models.CharField(max_length=10, default="en")
    sent_as = models.UUIDField(null=True, unique=True)  # what makes sending it again make no second one
    reported_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)  # `domain.report_states.is_open` of its parts
    closed_at = models.DateTimeField(null=True)
    public_at = models.DateTimeField(null=True)  # when it was shown first; None while somebody has to look at it
    hidden_at = models.DateTimeField(null=True)
    # The council's own case of it, whose owner holds every body to its part; None while nobody could own one.
    case = models.ForeignKey("casework.Case", on_delete=models.SET_NULL, null=True, related_name="+")
    too = models.PositiveIntegerField(default=0)  # how many others said “me too”

    class Meta:
        db_table = "casework_report"
        indexes = [
            # The look-up of duplicates: nine cells of one category.
            models.Index(
                fields=["category", "cell"],
                name="casework_report_near",
                condition=Q(is_open=True, public_at__isnull=False, hidden_at__isnull=True),
            ),
            models.Index(fields=["cell", "-reported_at"], name="casework_report_cell"),
            models.Index(fields=["-reported_at"], name="casework_report_new"),
            models.Index(fields=["-changed_at"], name="casework_report_changed"),
            models.Index(fields=["category", "-reported_at"], name="casework_report_category"),
            models.Index(fields=["ward", "-reported_at"], name="casework_report_ward"),
            models.Index(
                fields=["account", "-reported_at"],
                name="casework_report_account",
                condition=Q(account__isnull=False),
            ),
            models.Index(fields=["reported_at"], name="casework_report_no_case", condition=Q(case__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="casework_report_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["web", "offline", "software"]), name="casework_report_known_channel"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True) | Q(is_open=False, closed_at__isnull=False),
                name="casework_report_closed_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sealed_for(self) -> UUID:
        return self.id

    @property
    def is_public(self) -> bool:
        return self.public_at is not None and self.hidden_at is None


class ReportPart(models.Model):
    """What one body has to do about a report, and how far that has come. The others' parts never change it.

    The database refuses a change of state that `domain.report_states.MOVES` does not know.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Being sent to them")
        RETRYING = "retrying", _("Not reached yet: trying again")
        DEAD = "dead", _("Could not be delivered: the council sees to it")
        SENT = "sent", _("Sent, not answered yet")
        ACCEPTED = "accepted", _("They are working on it")
        FIXED = "fixed", _("Fixed, they say")
        REFUSED = "refused", _("Refused")
        PASSED = "passed", _("Not theirs: given to somebody else")

    id = models.UUIDField(primary_key=True, default=uuid4)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="parts")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    does = models.CharField(max_length=200)  # what it answers for there
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    route = models.CharField(max_length=10, blank=True)  # how it went last: webhook, email, inbox
    attempts = models.PositiveIntegerField(default=0)  # since it was last put in the queue
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # Who of the council sees to it once it could not be delivered.
    owner = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_report_part"
        indexes = [
            models.Index(fields=["organisation", "state", "-queued_at"], name="casework_part_inbox"),
            models.Index(fields=["report"], name="casework_part_report"),
            models.Index(fields=["owner"], name="casework_part_dead", condition=Q(state="dead")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "retrying", "dead", "sent", "accepted", "fixed", "refused", "passed"]),
                name="casework_part_known_state",
            ),
            models.UniqueConstraint(
                fields=["report", "organisation"], condition=~Q(state="passed"), name="casework_part_once_a_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.does}: {self.state}"


class ReportAttempt(models.Model):
    """One try to send a part to its body. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    part = models.ForeignKey(ReportPart, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    route = models.CharField(max_length=10)
    outcome = models.CharField(max_length=40)  # "sent", or a short code of what went wrong
    http_status = models.PositiveIntegerField(null=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        db_table = "casework_report_attempt"
        indexes = [models.Index(fields=["part", "at"], name="casework_attempt_part")]

    def __str__(self) -> str:
        return self.outcome


class ReportEvent(models.Model):
    """One thing that happened to a report, as everybody may read it. Append-only but for its words.

    `key` is the body's own id of what it said, under which it counts once.
    """

    class Kind(models.TextChoices):
        REPORTED = "reported", _("Reported")
        PUBLISHED = "published", _("Looked at, and shown")
        HIDDEN = "hidden", _("Taken off the public pages")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Could not be delivered")
        AGAIN = "again", _("Sent again")
        ACCEPTED = "accepted", _("Work began")
        FIXED = "fixed", _("Fixed, they say")
        REFUSED = "refused", _("Refused")
        PASSED = "passed", _("Given to somebody else")

    id = models.UUIDField(primary_key=True, default=uuid4)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(ReportPart, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField(null=True)  # noqa: DJ001 - None once they were taken out
    key = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_report_event"
        indexes = [models.Index(fields=["report", "at"], name="casework_event_report")]
        constraints = [
            models.UniqueConstraint(fields=["part", "key"], condition=~Q(key=""), name="casework_event_once"),
        ]

    def __str__(self) -> str:
        return self.kind


class ReportFollower(models.Model):
    """Somebody who said “me too”: an account, which follows it, or a browser of nobody’s, which is only counted."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    session_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_report_follower"
        indexes = [models.Index(fields=["account"], name="casework_follower_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "account"], condition=Q(account__isnull=False), name="casework_follower_account_once"
            ),
            models.UniqueConstraint(
                fields=["report", "session_digest"], condition=~Q(session_digest=""), name="casework_follower_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}"


class ReportDraft(models.Model):
    """A report being written on our pages: what it says so far, whose it is, and when it is thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    category = models.SlugField(max_length=60)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, null=True, related_name="+")
    session_digest = models.CharField(max_length=64, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    place = models.CharField(max_length=300, blank=True)
    told: Any = SealedJSONField(default=dict)  # description, answers, name, email, phone
    is_written = models.BooleanField(default=False)  # its questions were answered: it may be checked and sent
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "casework_report_draft"
        indexes = [models.Index(fields=["expires_at"], name="casework_draft_expires")]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(session_digest=""), name="casework_draft_has_an_owner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.started_at:%Y-%m-%d}"

    @property
    def sealed_for(self) -> UUID:
        return self.id


class ReportPhoto(models.Model):
    """A photo of a report, made again without what its camera wrote into it. Shown once an officer has looked at it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Nobody has looked at it yet")
        SHOWN = "shown", _("Shown to everybody")
        HIDDEN = "hidden", _("Not shown")

    id = models.UUIDField(primary_key=True, default=uuid4)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="photos")
    draft = models.ForeignKey(ReportDraft, on_delete=models.CASCADE, null=True, related_name="photos")
    media_type = models.CharField(max_length=20)
    content: Any = SealedBytesField()
    scan = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    given_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_report_photo"
        indexes = [
            models.Index(fields=["report"], name="casework_photo_report"),
            models.Index(
                fields=["given_at"], name="casework_photo_waiting", condition=Q(state="waiting", report__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, draft__isnull=True) | Q(report__isnull=True, draft__isnull=False),
                name="casework_photo_belongs_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "shown", "hidden"]), name="casework_photo_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.state}"

    @property
    def sealed_for(self) -> UUID:
        return self.id


class ReportPlace(models.Model):
    """A piece of the map that says who is responsible: a road of a class, or land of an organisation."""

    class Kind(models.TextChoices):
        ROAD = "road", _("Road")
        LAND = "land", _("Land")

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=60)  # the class of the road, or the code of the land's organisation
    name = models.CharField(max_length=150)
    geometry: Any = models.JSONField()  # GeoJSON in WGS 84: LineString or MultiLineString; Polygon or MultiPolygon
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "casework_report_place"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["road", "land"]), name="casework_place_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name
