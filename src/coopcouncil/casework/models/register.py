from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Failure(models.Model):
    """One time that a service failed somebody: a line of the public register, once its provider could reply.

    It says which promise, by whom and in which month; nothing of it is about a person, and neither is the reply, which
    somebody of the council reads before it is published.
    """

    class Kind(models.TextChoices):
        BREACH = "breach", _("A promise was broken")
        REFUSAL = "refusal", _("What was asked for was refused")
        REPEAT = "repeat", _("It had to be done again")
        COMPLAINT = "complaint", _("A complaint was upheld")

    class State(models.TextChoices):
        TOLD = "told", _("The provider may reply")
        REPLIED = "replied", _("The provider has replied")
        PUBLISHED = "published", _("Published")
        STRUCK_OUT = "struck_out", _("Struck out: it was none")

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=Kind)
    source_id = models.UUIDField()  # the clock, notice, reopening or complaint that it comes from
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, null=True, related_name="+")
    # Whoever had to act; the council itself where nobody else had.
    provider = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    service_type = models.SlugField(max_length=60, blank=True)
    ward = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=200)  # the promise as it was made, or what was refused; nothing of a person
    happened_at = models.DateTimeField()
    reply_until = models.DateField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.TOLD)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    struck_out_because = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "casework_failure"
        indexes = [
            models.Index(fields=["state", "-happened_at"], name="casework_failure_newest"),
            models.Index(fields=["provider", "-happened_at"], name="casework_failure_provider"),
        ]
        constraints = [
            # However often it is told, it is one failure.
            models.UniqueConstraint(fields=["kind", "source_id"], name="casework_failure_once"),
            models.CheckConstraint(
                condition=Q(state="told", reply="") | Q(state="replied") & ~Q(reply="") | Q(state="published")
                | Q(state="struck_out") & ~Q(struck_out_because=""),
                name="casework_failure_said_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["told", "replied"], decided_at__isnull=True)
                | Q(state__in=["published", "struck_out"], decided_at__isnull=False),
                name="casework_failure_decided_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.what

    @property
    def organisation_id(self) -> UUID:
        return self.provider_id
