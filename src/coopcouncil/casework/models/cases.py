from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Case(models.Model):
    """A problem that the council owns until the resident says that it is solved, whoever has to solve it.

    What was said, and who said it where they have no account, is sealed under a key of the case's own.
    """

    class Kind(models.TextChoices):
        REQUEST = "request", _("Something that somebody needs")
        NOTICE = "notice", _("A notice that went wrong")
        REPORT = "report", _("Something reported in a place")
        COMPLAINT = "complaint", _("A complaint")
        ENQUIRY = "enquiry", _("A councillor’s enquiry")
        TRANSFER = "transfer", _("Handed over by another council")
        STEP_IN = "step_in", _("A community’s service that the council took back")

    class Source(models.TextChoices):
        RESIDENT = "resident", _("The resident")
        OFFICER = "officer", _("An officer, for the resident")
        AGENCY = "agency", _("Another organisation")
        COUNCILLOR = "councillor", _("A councillor")
        NOTICE = "notice", _("A notice that was undelivered, refused or not answered")
        REPORT = "report", _("A report on the map")
        SYSTEM = "system", _("Another system of the council")

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        PHONE = "phone", _("Telephone")
        COUNTER = "counter", _("Face to face")
        POST = "post", _("Letter")
        EMAIL = "email", _("E-mail")
        API = "api", _("Another computer")

    class Urgency(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency")
        SAME_DAY = "same_day", _("Today")
        ROUTINE = "routine", _("Routine")

    class State(models.TextChoices):
        OPEN = "open", _("Being worked on")
        ASKED = "asked", _("We asked: is it solved?")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved, says the resident")
        ENDED = "ended", _("Ended, with our reasons")

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=11, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=10, choices=Source)
    channel = models.CharField(max_length=8, choices=Channel)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ROUTINE)
    title = models.CharField(max_length=150)  # what kind of problem; never a fact about a person
    service_type = models.SlugField(max_length=60, blank=True)  # a code of the directory's catalogue
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")
    # Who has to act; the council owns the problem all the same.
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    access_point = models.ForeignKey("directory.AccessPoint", on_delete=models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey("sharing.Notice", on_delete=models.PROTECT, null=True, related_name="+")
    step_in = models.ForeignKey("settlement.StepIn", on_delete=models.PROTECT, null=True, related_name="+")

    person = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey("people.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    # What a power must cover for whoever speaks for the person by one: a code of `people.MATTERS`.
    matter = models.SlugField(max_length=20, default="everyday")
    # {"name", "phone", "email"} of somebody who has no account.
    contact: Any = SealedJSONField(default=dict)
    words: Any = SealedJSONField(default=str)  # what is wrong, as it was said

    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("casework.Officer", on_delete=models.PROTECT, related_name="+")
    # Whom the ladder reached: they answer for it too, until it is answered or handed over.
    escalated_to = models.ForeignKey("casework.Officer", on_delete=models.PROTECT, null=True, related_name="+")

    promise = models.SlugField(max_length=60)  # a kind of the catalogue of clocks, until the settlement brings its own
    next_due_at = models.DateTimeField(null=True)  # when the first clock that runs ends
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    asked_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)  # how often we asked since it was last open
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reopenings = models.PositiveSmallIntegerField(default=0)
    # The one with another council that is not over; and whether that one answers for it: then no clock of ours runs.
    transfer = models.ForeignKey("casework.Transfer", on_delete=models.PROTECT, null=True, related_name="+")
    elsewhere = models.BooleanField(default=False)
    emptied_at = models.DateTimeField(null=True)  # when what was said was let go: its person erased, or its time over

    class Meta:
        db_table = "casework_case"
        indexes = [
            models.Index(
                fields=["owner", "next_due_at", "id"], condition=~Q(state="closed"), name="casework_case_of_owner"
            ),
            models.Index(
                fields=["team", "next_due_at", "id"], condition=~Q(state="closed"), name="casework_case_of_team"
            ),
            models.Index(fields=["team", "owner"], condition=~Q(state="closed"), name="casework_case_load"),
            models.Index(fields=["escalated_to"], condition=~Q(state="closed"), name="casework_case_escalated"),
            models.Index(fields=["team", "-opened_at"], name="casework_case_newest"),
            models.Index(fields=["person", "-opened_at"], name="casework_case_person"),
            models.Index(fields=["organisation", "-opened_at"], name="casework_case_organisation"),
            models.Index(fields=["state", "asked_at"], condition=Q(state="asked"), name="casework_case_asked"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "asked", "closed"]), name="casework_case_state"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, outcome__in=["solved", "ended"])
                | (~Q(state="closed") & Q(closed_at__isnull=True, outcome="")),
                name="casework_case_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", asked_at__isnull=False, asks__gt=0) | ~Q(state="asked"),
                name="casework_case_asked_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="casework_case_closed_later",
            ),
            models.CheckConstraint(
                condition=Q(elsewhere=False) | Q(transfer__isnull=False), name="casework_case_elsewhere_by_a_transfer"
            ),
            # However often it is told that a notice went wrong, it is one problem.
            models.UniqueConstraint(
                fields=["notice"], condition=~Q(state="closed"), name="casework_case_one_open_a_notice"
            ),
            models.UniqueConstraint(
                fields=["step_in"], condition=~Q(state="closed"), name="casework_case_one_open_a_step_in"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sealed_for(self) -> UUID:
        return self.id


class CaseClock(models.Model):
    """One clock of a case: a promise as it was made, and how it runs (`domain/clocks.py` works the moments out)."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Clock paused")
        BREACHED = "breached", _("Broken, and still to do")
        KEPT = "kept", _("Done in time")
        LATE = "late", _("Done, too late")
        CALLED_OFF = "called_off", _("Called off")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    code = models.SlugField(max_length=60)
    step = models.SlugField(max_length=30)  # what is done in time: "acknowledge", "answer" …
    # The promise as it stood when the clock began: {"within", "source", "may_pause", "extend_at_most", …}.
    terms: Any = models.JSONField()
    started_at = models.DateTimeField()
    pauses: Any = models.JSONField(default=list)  # [[since, until or null, reason]]
    extensions: Any = models.JSONField(default=list)  # [[count, told at, reason]]
    # Both null while it stands still.
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    warned = models.BooleanField(default=False)
    # How far up the ladder its breach has gone: 0 nobody, 1 the manager, 2 the head of service.
    rung = models.PositiveSmallIntegerField(default=0)
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_clock"
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["running", "breached"]), name="casework_clock_running"
            ),
            models.Index(fields=["warn_at"], condition=Q(state="running", warned=False), name="casework_clock_to_warn"),
            models.Index(fields=["case"], name="casework_clock_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(ended_at__isnull=True), name="casework_clock_one_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "paused", "breached"], ended_at__isnull=True)
                | Q(state__in=["kept", "late", "called_off"], ended_at__isnull=False),
                name="casework_clock_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(state="running", due_at__isnull=False) | ~Q(state="running"),
                name="casework_clock_runs_until",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CaseLink(models.Model):
    """Two cases that belong together: of one household, or one that goes on where another ended."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("Same household")
        FOLLOWS = "follows", _("Goes on from")
        RELATED = "related", _("Belongs with")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_link"
        indexes = [models.Index(fields=["other"], name="casework_link_other")]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="casework_link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="casework_link_to_another"),
        ]

    def __str__(self) -> str:
        return self.kind
