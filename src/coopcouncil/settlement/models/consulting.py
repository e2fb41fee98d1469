from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Comment(models.Model):
    """What somebody said about a promise while the edition was open. Shown once an officer has looked at it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Nobody has looked at it yet")
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Not shown")

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=11, unique=True)
    entry = models.ForeignKey("settlement.Entry", on_delete=models.PROTECT, related_name="comments")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    words = SealedJSONField(default=str)  # a text; "" once it was taken away
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    hidden_because = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    changed_it = models.BooleanField(default=False)  # whether the promise was changed because of it
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_comment"
        indexes = [models.Index(fields=["entry", "state", "made_at"], name="settlement_comment_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "shown", "hidden"]), name="settlement_comment_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="hidden") | ~Q(hidden_because=""), name="settlement_comment_hidden_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="settlement_comment_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sealed_for(self) -> UUID:
        """Under the key of its promise: whoever is erased has their words taken away by `actions.forgetting`."""
        return self.entry_id


class Principle(models.Model):
    """One of the four Gunning principles, as it was kept in an edition's consultation, with what shows it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    edition = models.ForeignKey("settlement.Edition", on_delete=models.PROTECT, related_name="principles")
    code = models.CharField(max_length=10)
    met = models.BooleanField()
    evidence = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_principle"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="settlement_principle_once"),
            models.CheckConstraint(
                condition=Q(code__in=["formative", "reasons", "time", "considered"]), name="settlement_principle_known"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="settlement_principle_shown"),
        ]

    def __str__(self) -> str:
        return self.code


class OfficerComment(models.Model):
    """What the chief finance officer or the monitoring officer said about an edition; only ever added (trigger)."""

    class Office(models.TextChoices):
        FINANCE = "finance", _("Chief finance officer (section 151)")
        MONITORING = "monitoring", _("Monitoring officer")

    id = models.UUIDField(primary_key=True, default=uuid4)
    edition = models.ForeignKey("settlement.Edition", on_delete=models.PROTECT, related_name="officer_comments")
    office = models.CharField(max_length=10, choices=Office)
    words = models.TextField()
    given_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_officer_comment"
        indexes = [models.Index(fields=["edition", "office", "at"], name="settlement_officer_comment_of")]
        constraints = [
            models.CheckConstraint(condition=Q(office__in=["finance", "monitoring"]), name="settlement_office_known"),
            models.CheckConstraint(condition=~Q(words=""), name="settlement_officer_said_something"),
        ]

    def __str__(self) -> str:
        return f"{self.office} on {self.given_on}"
