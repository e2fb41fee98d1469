from uuid import uuid4

from django.db import models


class PersonToken(models.Model):
    """A whole word by which a person can be found, as a keyed digest: it tells nothing without the key."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # one of `domain.finding.Kind`
    token = models.CharField(max_length=22)

    class Meta:
        db_table = "people_person_token"
        constraints = [
            # Found by the token first: the index of this serves the search.
            models.UniqueConstraint(fields=["token", "kind", "account"], name="people_person_token_once")
        ]

    def __str__(self) -> str:
        return self.kind
