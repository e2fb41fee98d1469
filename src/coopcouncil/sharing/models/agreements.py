from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ImpactAssessment(models.Model):
    """A data protection impact assessment (UK GDPR, Article 35): what could go wrong, what is done against it, what the
    data protection officer advised (Article 39), and what the council decided. No fact about a resident.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    risks = models.TextField()
    measures = models.TextField()
    written_at = models.DateTimeField()
    # The officer advises and does not decide (Article 38(6)); the council says whether it follows, and if not, why.
    advice = models.TextField(blank=True)
    advised_by = models.CharField(max_length=120, blank=True)
    advised_on = models.DateField(null=True)
    followed = models.BooleanField(null=True)
    why_not = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        db_table = "sharing_impact_assessment"
        constraints = [
            models.CheckConstraint(
                condition=Q(advised_on__isnull=True, advice="") | (Q(advised_on__isnull=False) & ~Q(advice="")),
                name="sharing_assessment_advice_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True)
                | (
                    Q(advised_on__isnull=False, followed=True)
                    | (Q(advised_on__isnull=False, followed=False) & ~Q(why_not=""))
                ),
                name="sharing_assessment_decided_after_advice",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Agreement(models.Model):
    """A data-sharing agreement with one organisation: for which purposes, on which basis, kept how long, from when
    until when. Its states are in `domain/agreements.py`; what it covers is asked of `queries.agreements.Ways`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        EXPIRED = "expired", _("Expired")
        ENDED = "ended", _("Ended early")

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    purposes = models.JSONField()  # codes of catalogue/purposes.toml
    basis = models.TextField()  # in words: what lets both of them
    retention = models.TextField()
    security = models.TextField(blank=True)  # how it is kept safe on their side
    assessment = models.ForeignKey(ImpactAssessment, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    signed_for_us = models.CharField(max_length=120, blank=True)
    signed_for_them = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True)
    starts_on = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField()  # the first day on which it no longer holds
    ended_because = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_agreement"
        indexes = [models.Index(fields=["organisation", "state"], name="sharing_agreement_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "agreed", "expired", "ended"]), name="sharing_agreement_known_state"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on"), review_on__lte=F("ends_on")),
                name="sharing_agreement_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(signed_on__isnull=False, assessment__isnull=False) & ~Q(signed_for_us="") & ~Q(signed_for_them="")
                ),
                name="sharing_agreement_agreed_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(ended_because=""), name="sharing_agreement_ended_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title
