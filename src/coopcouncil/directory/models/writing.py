from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import known


class LetterKind(models.TextChoices):
    DECISION = "decision", _("What the council decided on a change")
    REMINDER = "reminder", _("Records to confirm")


class Letter(models.Model):
    """An e-mail to one manager of a provider: that it is to be written, and when it was. Its words are not kept."""

    Kind = LetterKind

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=8, choices=LetterKind)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey("directory.ProposedChange", on_delete=models.CASCADE, null=True, related_name="+")
    service_ids = ArrayField(models.UUIDField(), default=list)  # of a reminder: the records to confirm
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "directory_letter"
        indexes = [models.Index(fields=["made_at"], name="directory_letter_made")]
        constraints = [
            known("directory_letter_known_kind", "kind", LetterKind),
            models.CheckConstraint(
                condition=Q(kind="decision", change__isnull=False, service_ids=[])
                | (Q(kind="reminder", change__isnull=True) & ~Q(service_ids=[])),
                name="directory_letter_about_something",
            ),
            models.UniqueConstraint(fields=["change", "account"], name="directory_letter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.made_at:%Y-%m-%d}"


class Reminder(models.Model):
    """That the managers of a service were reminded of a due day at a stage (`domain.assurance.stage`): each once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    stage = models.CharField(max_length=12)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "directory_reminder"
        indexes = [models.Index(fields=["made_at"], name="directory_reminder_made")]
        constraints = [
            models.CheckConstraint(condition=~Q(stage=""), name="directory_reminder_has_stage"),
            models.UniqueConstraint(fields=["service", "due_on", "stage"], name="directory_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.due_on}"
