from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import SealedJSONField


class Proposal(models.Model):
    """An organisation holds another value of a fact that it was told. The person says whether it is right.

    `value` is {"value", "shown", "label", "was"}: emptied, as `words`, when the person is erased.
    """

    class State(models.TextChoices):
        OPEN = "open", _("The person has not answered yet")
        ACCEPTED = "accepted", _("The person agreed")
        DECLINED = "declined", _("The person did not agree")
        LAPSED = "lapsed", _("The person cannot be asked any more")

    id = models.UUIDField(primary_key=True, default=uuid4)
    notice = models.ForeignKey("sharing.Notice", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    proposal_id = models.CharField(max_length=100)  # the organisation's own
    code = models.CharField(max_length=60)
    value: Any = SealedJSONField(null=True)
    words: Any = SealedJSONField(null=True)  # how they know, for the person
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    by_account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_proposal"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "proposal_id"], name="sharing_proposal_once"),
            models.UniqueConstraint(
                fields=["notice", "code"], condition=Q(state="open"), name="sharing_proposal_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | Q(state__in=["accepted", "declined", "lapsed"], settled_at__isnull=False),
                name="sharing_proposal_settled_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def sealed_for(self) -> UUID:
        """Whose it is: what was told."""
        return self.notice.submission_id
