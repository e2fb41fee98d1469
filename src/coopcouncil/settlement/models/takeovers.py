from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Takeover(models.Model):
    """That a group takes a service over, from its interest to running it. The database keeps the order of stages, and
    lets nobody run a service without a decision and an agreement that both have signed (trigger).
    """

    class Stage(models.TextChoices):
        INTEREST = "interest", _("A group is interested")
        PREPARING = "preparing", _("The group writes its plan, with our support")
        CHECKING = "checking", _("The plan is checked")
        DECIDED = "decided", _("Agreed to, not handed over yet")
        RUNNING = "running", _("Run by the group")
        STEPPED_IN = "stepped_in", _("The council has stepped in")
        RETURNED = "returned", _("The council’s again")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back by the group")

    class GroupKind(models.TextChoices):
        NEIGHBOURS = "neighbours", _("Neighbours who have come together")
        CO_OPERATIVE = "co_operative", _("Co-operative or community benefit society")
        MUTUAL = "mutual", _("Mutual of staff and users")
        CHARITY = "charity", _("Charity")
        TMO = "tmo", _("Tenant management organisation")
        COMPANY = "company", _("Community interest company")

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=11, unique=True)  # its address: /settlement/takeovers/<reference>/
    code = models.SlugField(max_length=80)  # of the promise, the same in every edition
    service_type = models.SlugField(max_length=60)
    title = models.CharField(max_length=150)  # of the promise, when it began
    accountable = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    group_name = models.CharField(max_length=120)
    group_kind = models.CharField(max_length=14, choices=GroupKind)
    idea = models.TextField()  # what they would do, in their words
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # The organisation of the directory that the group has become, and the service that it takes over: once known.
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.INTEREST)
    public_since = models.DateTimeField(null=True)  # an interest is public once the council has answered it
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "settlement_takeover"
        indexes = [models.Index(fields=["code"], name="settlement_takeover_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["interest", "preparing", "checking", "decided", "running", "stepped_in",
                                       "returned", "declined", "withdrawn"]),
                name="settlement_takeover_known_stage",
            ),
            models.UniqueConstraint(
                fields=["service"], condition=Q(stage__in=["running", "stepped_in"]),
                name="settlement_takeover_one_runs",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["running", "stepped_in"])
                | Q(organisation__isnull=False, service__isnull=False, public_since__isnull=False),
                name="settlement_takeover_is_somebodys",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference


class TakeoverStep(models.Model):
    """That a takeover came to a stage, when and why; only ever added (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=10, choices=Takeover.Stage)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_takeover_step"
        indexes = [models.Index(fields=["takeover", "at"], name="settlement_takeover_step_of")]

    def __str__(self) -> str:
        return self.stage


class BusinessCase(models.Model):
    """A group’s plan; a new one stands beside those before it (trigger). Money is in pence a year."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveSmallIntegerField()
    does = models.TextField()
    level = models.TextField()
    who = models.TextField()
    yearly_cost_pence = models.BigIntegerField()
    yearly_income_pence = models.BigIntegerField()
    income_from = models.TextField()
    needs = models.TextField()
    risks = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_business_case"
        constraints = [
            models.UniqueConstraint(fields=["takeover", "number"], name="settlement_business_case_once"),
            models.CheckConstraint(
                condition=Q(yearly_cost_pence__gte=0, yearly_income_pence__gte=0),
                name="settlement_business_case_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.takeover_id} no. {self.number}"


class Support(models.Model):
    """Help that a group is offered on its way, and whether it takes it."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        SEED_MONEY = "seed_money", _("Money to begin with")
        MENTORING = "mentoring", _("Somebody to ask")
        ASSET = "asset", _("A building, land or equipment")
        ADVICE = "advice", _("Advice on law, money or insurance")

    class Answer(models.TextChoices):
        OPEN = "", _("Not answered yet")
        TAKEN = "taken", _("Taken")
        NOT_TAKEN = "not_taken", _("Not taken")

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="support")
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=500)
    worth_pence = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField()
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_support"
        indexes = [models.Index(fields=["takeover", "offered_at"], name="settlement_support_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(worth_pence__isnull=True) | Q(worth_pence__gt=0), name="settlement_support_worth_something"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=["taken", "not_taken"], answered_at__isnull=False),
                name="settlement_support_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


class CheckSigned(models.Model):
    """The finding of one check, its reasons, and who signed it; only ever added (trigger), the newest one counts."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="checks")
    code = models.SlugField(max_length=20)  # of `domain/takeovers/checklists.py`
    finding = models.CharField(max_length=10)
    reasons = models.TextField()
    evidence = models.TextField(blank=True)
    office = models.CharField(max_length=150)  # of who signed
    # What was checked: it counts for this organisation and this plan alone.
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    plan = models.PositiveSmallIntegerField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_check_signed"
        indexes = [models.Index(fields=["takeover", "code", "at"], name="settlement_check_signed_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding__in=["met", "not_met", "not_needed"]), name="settlement_check_known_finding"
            ),
            models.CheckConstraint(condition=~(Q(reasons="") | Q(office="")), name="settlement_check_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.finding}"


class TakeoverDecision(models.Model):
    """That the competent body agreed to a takeover, or did not; only ever added (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    takeover = models.ForeignKey("settlement.Takeover", on_delete=models.PROTECT, related_name="decisions")
    agreed = models.BooleanField()
    body = models.CharField(max_length=150)
    competence = models.CharField(max_length=300)
    decided_on = models.DateField()
    reasons = models.TextField()
    record = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "settlement_takeover_decision"
        constraints = [
            models.CheckConstraint(
                condition=~(Q(body="") | Q(competence="") | Q(reasons="") | Q(record="")),
                name="settlement_takeover_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.decided_on}"
