from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Complaint(models.Model):
    """What somebody complains of, carried by a case of its own: the case has its owner, its clocks and its history.

    By which rules it goes is in `catalogue/complaints.toml`, how it moves in `domain/complaints.py`.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("We have it")
        ACKNOWLEDGED = "acknowledged", _("Being looked into")
        MET = "met", _("The panel has met")
        REPORTED = "reported", _("The panel has reported")
        ANSWERED = "answered", _("Answered")
        OMBUDSMAN = "ombudsman", _("With the ombudsman")
        DECIDED = "decided", _("Decided by the ombudsman")
        CONTENT = "content", _("Ended: the person is content")
        ENDED = "ended", _("Ended: answered, and no more was asked")
        DECLINED = "declined", _("Not looked into, with reasons")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")

    class Found(models.TextChoices):
        FAULT = "fault", _("The ombudsman found fault")
        NO_FAULT = "no_fault", _("The ombudsman found no fault")
        NOT_LOOKED_INTO = "not_looked_into", _("The ombudsman did not look into it")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.OneToOneField("casework.Case", on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey("casework.Case", on_delete=models.PROTECT, null=True, related_name="+")
    scheme = models.SlugField(max_length=30)
    stage = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    known_on = models.DateField()  # when the person first knew of what they complain of
    made_on = models.DateField()
    is_late = models.BooleanField(default=False)  # made after the time limit: an officer says whether it is looked into
    wanted: Any = SealedJSONField(default=str)  # what they would like to happen
    # {"name", "phone", "email"} of somebody who speaks for them without a power of their own.
    advocate: Any = SealedJSONField(default=dict)
    # Once it is answered: the last day on which the next stage is had for the asking; after it, it ends quietly.
    ask_until = models.DateField(null=True)
    ombudsman_since = models.DateField(null=True)
    ombudsman_reference = models.CharField(max_length=40, blank=True)
    ombudsman_on = models.DateField(null=True)
    ombudsman_found = models.CharField(max_length=16, choices=Found, blank=True)
    ombudsman_words: Any = SealedJSONField(default=str)
    learned = models.TextField(blank=True)  # what changes, so that it does not happen again; nothing of a person
    learned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_complaint"
        indexes = [
            models.Index(fields=["state", "ask_until"], name="casework_complaint_quiet"),
            models.Index(fields=["about"], name="casework_complaint_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="answered", ask_until__isnull=False) | ~Q(state="answered"),
                name="casework_complaint_answered_until",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", ombudsman_on__isnull=False) & ~Q(ombudsman_found="")
                | ~Q(state="decided") & Q(ombudsman_found=""),
                name="casework_complaint_decided_by_ombudsman",
            ),
            models.CheckConstraint(
                condition=Q(about__isnull=True) | ~Q(about=F("case")), name="casework_complaint_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.stage}"

    @property
    def sealed_for(self) -> UUID:
        return self.case_id


class ComplaintStage(models.Model):
    """One stage of a complaint: taken in, looked into, answered. Nobody decides two stages of one complaint."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld: you were right")
        PARTLY = "partly", _("Partly upheld: you were right in part")
        NOT_UPHELD = "not_upheld", _("Not upheld")

    id = models.UUIDField(primary_key=True, default=uuid4)
    complaint = models.ForeignKey("casework.Complaint", on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    asked: Any = SealedJSONField(default=str)  # why the person asks for this stage; they need not say
    acknowledged_at = models.DateTimeField(null=True)
    understood: Any = SealedJSONField(default=str)  # how we understand the complaint, as the person reads it
    met_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    independent: Any = SealedJSONField(default=str)  # who was independent of the council: a person, or a panel
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer: Any = SealedJSONField(default=str)
    remedies: Any = models.JSONField(default=list)  # codes of `domain.complaints.REMEDIES`
    remedy: Any = SealedJSONField(default=str)  # what is done about it, in words
    payment = models.PositiveIntegerField(null=True)  # pence
    remedy_by = models.DateField(null=True)
    remedied_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # As its letter says: until when the next stage is had for the asking, and until when the ombudsman takes it.
    ask_until = models.DateField(null=True)
    ombudsman_until = models.DateField(null=True)
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_complaint_stage"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="casework_complaint_stage_once"),
            models.UniqueConstraint(
                fields=["complaint", "decided_by"],
                condition=Q(decided_by__isnull=False),
                name="casework_complaint_stage_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="")
                | Q(answered_at__isnull=False, outcome__in=["upheld", "partly", "not_upheld"]),
                name="casework_complaint_stage_answered",
            ),
            models.CheckConstraint(
                condition=Q(remedied_at__isnull=True) | Q(remedy_by__isnull=False),
                name="casework_complaint_stage_remedied",
            ),
        ]

    def __str__(self) -> str:
        return f"stage {self.number}"

    @property
    def sealed_for(self) -> UUID:
        return self.complaint.case_id
