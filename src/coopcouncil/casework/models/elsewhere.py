from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Matter(models.Model):
    """What the council takes up for a case with a body that it does not command. The case stays the council's."""

    class State(models.TextChoices):
        BEGUN = "begun", _("We write to them")
        OPEN = "open", _("We wait for their answer")
        ANSWERED = "answered", _("They have answered: we look at it")
        OVER = "over", _("Over")

    class Outcome(models.TextChoices):
        DONE = "done", _("They did what we asked")
        PARTLY = "partly", _("They did a part of it")
        REFUSED = "refused", _("They refused")
        DROPPED = "dropped", _("We did not go on")

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    # {"name", "email", "address"} of the body as it was named: it may be a person, such as a landlord.
    body: Any = SealedJSONField(default=dict)
    track = models.SlugField(max_length=40)  # a code of catalogue/advocacy.toml
    rung = models.PositiveSmallIntegerField(default=0)  # from 0
    asks: Any = SealedJSONField(default=str)
    # How the person agreed that the body is told; empty where they did not say, and then no file goes.
    agreed = models.CharField(max_length=8, blank=True)
    agreed_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    due_at = models.DateTimeField(null=True)  # when their answer is due; null while they owe none
    late_at = models.DateTimeField(null=True)  # when we saw that it had not come
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_matter"
        indexes = [
            models.Index(fields=["case", "opened_at"], name="casework_matter_of_case"),
            models.Index(
                fields=["due_at"], condition=Q(state="open", late_at__isnull=True), name="casework_matter_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="over", ended_at__isnull=False) & ~Q(outcome="")
                | (~Q(state="over") & Q(ended_at__isnull=True, outcome="")),
                name="casework_matter_over_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="open", due_at__isnull=False) | ~Q(state="open"), name="casework_matter_waits_until"
            ),
        ]

    def __str__(self) -> str:
        return self.track

    @property
    def sealed_for(self) -> UUID:
        return self.case_id


class MatterStep(models.Model):
    """A letter that we wrote, an answer that came, a rung that we climbed, an answer that did not come, the end."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("We wrote to them")
        ANSWER = "answer", _("They answered")
        LATE = "late", _("Their time ran out without an answer")
        OVER = "over", _("It is over")

    class Sent(models.TextChoices):
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By post")

    id = models.UUIDField(primary_key=True, default=uuid4)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="steps")
    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="+")  # whose key seals it
    kind = models.CharField(max_length=8, choices=Kind)
    rung = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    # A letter: {"to": [lines], "title", "paragraphs"}; else what was said, a text.
    words: Any = SealedJSONField(null=True)
    sent = models.CharField(max_length=5, choices=Sent, blank=True)
    due_at = models.DateTimeField(null=True)  # of a letter: when its answer is due
    enclosed = models.ManyToManyField("casework.CaseDocument", related_name="+")

    class Meta:
        db_table = "casework_matter_step"
        indexes = [models.Index(fields=["matter", "at"], name="casework_matter_step_of")]

    def __str__(self) -> str:
        return self.kind

    @property
    def sealed_for(self) -> UUID:
        return self.case_id
