from typing import Any
from uuid import UUID, uuid4

from django.db import models

from coopcouncil.foundation.fields import SealedJSONField


class SavedView(models.Model):
    """A list of cases as an officer likes to see it: which list, filtered and sorted how, under a name of theirs.

    What they look for may be a word of somebody's problem, so it is sealed under the officer's own key.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    name: Any = SealedJSONField(default=str)
    whose = models.SlugField(max_length=10)  # which list: mine, team, up, closed
    asked: Any = SealedJSONField(default=str)  # its filters and order, as they stand in an address
    made_at = models.DateTimeField()

    class Meta:
        db_table = "casework_saved_view"
        indexes = [models.Index(fields=["account", "made_at"], name="casework_view_of_account")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def sealed_for(self) -> UUID:
        return self.account_id
