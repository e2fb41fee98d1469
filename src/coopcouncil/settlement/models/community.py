from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Agreement(models.Model):
    """What the council and the group agree: level, money, step-in rights, rewards; only ever added (trigger).

    The newest number counts, once both have signed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    delivery_model = models.CharField(max_length=24)  # of the directory
    starts_on = models.DateField()
    ends_on = models.DateField()
    level = models.TextField()
    floor = models.PositiveSmallIntegerField()  # the share in a hundred below which the council steps in
    step_in_rights = models.TextField()
    rewards = models.TextField(blank=True)
    yearly_payment_pence = models.BigIntegerField(default=0)
    minimum_how = models.TextField(blank=True)
    # Where it is on record that whoever runs the service so far agrees, if that is not the council.
    consent = models.CharField(max_length=300, blank=True)
    review_on = models.DateField()  # the first review
    accounts_due_on = models.DateField()  # the first yearly accounts
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_agreement"
        constraints = [
            models.UniqueConstraint(fields=["takeover", "number"], name="settlement_agreement_once"),
            models.CheckConstraint(condition=Q(floor__range=(1, 100)), name="settlement_agreement_floor_of_hundred"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="settlement_agreement_in_order"),
            models.CheckConstraint(
                condition=Q(yearly_payment_pence__gte=0), name="settlement_agreement_pays_not_less_than_nothing"
            ),
            models.CheckConstraint(
                condition=~(Q(level="") | Q(step_in_rights="")), name="settlement_agreement_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.takeover_id} no. {self.number}"


class Signature(models.Model):
    """That a party signed an agreement; only ever added (trigger)."""

    class Party(models.TextChoices):
        COUNCIL = "council", _("The council")
        GROUP = "group", _("The group")

    id = models.UUIDField(primary_key=True, default=uuid4)
    agreement = models.ForeignKey("settlement.Agreement", on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=7, choices=Party)
    office = models.CharField(max_length=150)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_signature"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="settlement_signature_once"),
            models.CheckConstraint(condition=Q(party__in=["council", "group"]), name="settlement_signature_party"),
        ]

    def __str__(self) -> str:
        return self.party


class Accounts(models.Model):
    """That the group’s yearly accounts came, where they can be read, when the next are due; only added (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="accounts")
    year_ended_on = models.DateField()
    received_on = models.DateField()
    where = models.CharField(max_length=300)
    next_due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_accounts"
        constraints = [
            models.UniqueConstraint(fields=["takeover", "year_ended_on"], name="settlement_accounts_once_a_year"),
            models.CheckConstraint(
                condition=Q(next_due_on__gt=F("year_ended_on")), name="settlement_accounts_next_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year_ended_on)


class Review(models.Model):
    """A look at a service that a community runs, and when the next one is due; only added (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    level_met = models.BooleanField()
    equal = models.BooleanField()  # whether everybody was served alike
    words = models.TextField()
    review_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_review"
        indexes = [models.Index(fields=["takeover", "at"], name="settlement_review_of")]
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("held_on")), name="settlement_review_next_later")
        ]

    def __str__(self) -> str:
        return str(self.held_on)


class Declaration(models.Model):
    """That somebody who serves both sides has said so; only ever added (trigger). `words` are for everybody."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="declarations")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_declaration"
        constraints = [models.UniqueConstraint(fields=["takeover", "account"], name="settlement_declaration_once")]

    def __str__(self) -> str:
        return self.words


class Alarm(models.Model):
    """What a guard found of a service that a community runs; neither taken away nor rewritten, but answered (trigger).

    `words` is a sentence as it is made: [pattern, values].
    """

    class Kind(models.TextChoices):
        FAILURE = "failure", _("The service fails")
        UNEQUAL = "unequal", _("Some people are served worse than others")
        IMPROPRIETY = "impropriety", _("Something is not in order")

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=11, choices=Kind)
    code = models.CharField(max_length=60)
    words: Any = models.JSONField()
    found_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answer_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["takeover", "code"], condition=Q(answered_at__isnull=True), name="settlement_alarm_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["failure", "unequal", "impropriety"]), name="settlement_alarm_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answer_by="", answered_at__isnull=True)
                | (~Q(answer="") & ~Q(answer_by="") & Q(answered_at__isnull=False)),
                name="settlement_alarm_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}"


class StepIn(models.Model):
    """That the council took a service back at once, why, and how it ended. A person owns it in casework."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="step_ins")
    alarm = models.ForeignKey("settlement.Alarm", on_delete=models.PROTECT, null=True, related_name="+")
    reason: Any = models.JSONField()  # [pattern, values]
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "settlement_step_in"
        constraints = [
            models.UniqueConstraint(
                fields=["takeover"], condition=Q(ended_at__isnull=True), name="settlement_step_in_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="settlement_step_in_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.takeover_id} since {self.began_at}"
