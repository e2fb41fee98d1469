from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RecordLink(models.Model):
    """That two accounts are of one person, from a moment until another. Nothing of either is moved or changed by it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    first = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(null=True)  # None while nobody has agreed to it
    closed_at = models.DateTimeField(null=True)  # refused, or ended
    # Since when the person of each says that it is wrong. No decision ends that: only who said it takes it back.
    first_objected_at = models.DateTimeField(null=True)
    second_objected_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_record_link"
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="people_record_link_of_two_in_order"),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(closed_at__isnull=True), name="people_record_link_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.linked_at} until {self.closed_at}"

    def objection_of(self, account_id: UUID) -> str:
        """The field that says since when this one of the two objects."""
        return "first_objected_at" if account_id == self.first_id else "second_objected_at"

    @property
    def objected_to(self) -> bool:
        return self.first_objected_at is not None or self.second_objected_at is not None


class LinkReview(models.Model):
    """One proposal about a link, with its grounds, and what another officer decided on it."""

    class Kind(models.TextChoices):
        LINK = "link", _("Join two records")
        UNLINK = "unlink", _("Part two records")

    id = models.UUIDField(primary_key=True, default=uuid4)
    link = models.ForeignKey("people.RecordLink", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    grounds: Any = models.JSONField()  # codes of `domain.matching`, never a fact
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        db_table = "people_link_review"
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=Q(decided_at__isnull=True), name="people_link_review_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="people_link_review_never_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, accepted__isnull=True)
                | Q(decided_at__isnull=False, accepted__isnull=False),
                name="people_link_review_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
