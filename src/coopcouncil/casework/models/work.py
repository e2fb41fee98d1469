from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedBytesField, SealedJSONField


class Visibility(models.TextChoices):
    """Who may read a line of a case. Each includes those before it."""

    TEAM = "team", _("Our team")
    COUNCIL = "council", _("Everybody of the council who works on it")
    AGENCIES = "agencies", _("And the organisations with a task in it")
    RESIDENT = "resident", _("And the resident")


class Entry(models.Model):
    """One line of a case's history: what happened, or what somebody wrote. Only ever added."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        OWNER = "owner", _("Has another owner")
        NOTE = "note", _("Note")
        MESSAGE = "message", _("Message")
        CONTACT = "contact", _("We spoke")
        TASK = "task", _("Task given")
        TASK_ANSWER = "task_answer", _("Task answered")
        DOCUMENT = "document", _("Document added")
        LINKED = "linked", _("Linked to another case")
        ORGANISATION = "organisation", _("Another organisation has to act")
        PAUSED = "paused", _("Clock paused")
        RESUMED = "resumed", _("Clock running again")
        EXTENDED = "extended", _("More time taken")
        WARNED = "warned", _("Time is nearly up")
        BREACHED = "breached", _("A promise was broken")
        ESCALATED = "escalated", _("Taken up the ladder")
        KEPT = "kept", _("A promise was kept")
        ASKED = "asked", _("We asked whether it is solved")
        NOT_SOLVED = "not_solved", _("The resident says: not solved")
        SOLVED = "solved", _("The resident says: solved")
        ENDED = "ended", _("We ended it")
        REOPENED = "reopened", _("Open again")
        ELSEWHERE = "elsewhere", _("Taken up with another body")
        GRANT = "grant", _("Somebody may act for the resident")
        TRANSFER = "transfer", _("Handed over to another council")
        NEWS = "news", _("News")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.TEAM)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    # Codes, ids and days that the kind needs: whom it went to, which clock; never a fact about a person.
    data: Any = models.JSONField(default=dict)
    text: Any = SealedJSONField(null=True)  # what was written; null where there is nothing, or it was erased

    class Meta:
        db_table = "casework_entry"
        indexes = [models.Index(fields=["case", "at"], name="casework_entry_of_case")]
        constraints = [
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="casework_entry_visibility")
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_for(self) -> UUID:
        return self.case_id


class Task(models.Model):
    """What somebody has to do so that a case is solved: an officer, another organisation, neighbours, the resident."""

    class For(models.TextChoices):
        COUNCIL = "council", _("An officer of the council")
        ORGANISATION = "organisation", _("Another organisation")
        COMMUNITY = "community", _("A community group")
        NEIGHBOUR = "neighbour", _("A neighbour")
        RESIDENT = "resident", _("The resident")

    class State(models.TextChoices):
        GIVEN = "given", _("Given")
        ACCEPTED = "accepted", _("Accepted")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Cannot be done")
        WITHDRAWN = "withdrawn", _("Not needed any more")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    who = models.CharField(max_length=12, choices=For)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("casework.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    named: Any = SealedJSONField(default=str)  # a neighbour or a group without an account
    words: Any = SealedJSONField(default=str)  # what to do: all that its doer reads of the case
    answer: Any = SealedJSONField(default=str)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.GIVEN)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_task"
        indexes = [
            models.Index(fields=["case", "given_at"], name="casework_task_of_case"),
            models.Index(fields=["organisation", "state", "due_on"], name="casework_task_of_body"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(who="organisation", organisation__isnull=False) | ~Q(who="organisation"),
                name="casework_task_which_organisation",
            ),
            models.CheckConstraint(
                condition=Q(who="council", officer__isnull=False) | ~Q(who="council"),
                name="casework_task_which_officer",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def sealed_for(self) -> UUID:
        return self.case_id


class CaseDocument(models.Model):
    """A file that belongs to a case: a letter, a picture, evidence. Examined and made safe before it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    name: Any = SealedJSONField(default=str)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    content = SealedBytesField()
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.TEAM)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_document"
        indexes = [models.Index(fields=["case", "added_at"], name="casework_document_of_case")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def sealed_for(self) -> UUID:
        return self.case_id
