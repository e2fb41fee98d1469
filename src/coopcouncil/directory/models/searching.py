from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models.known import known


class SearchEnd(models.TextChoices):
    """How a search ended."""

    NOTHING = "nothing", _("Nothing was found")
    LEFT = "left", _("Something was found, and nothing of it was opened")
    CHOSEN = "chosen", _("Something was opened")


class SearchCount(models.Model):
    """How often, in a week, searches with a term ended so: evidence of need that nothing meets.

    `term` is a word of the vocabulary, or one that many have used; never what anybody typed as a whole. No time of day,
    no account, no browser. The ward is that of the postcode from which distances were asked, where one was.
    """

    End = SearchEnd

    id = models.UUIDField(primary_key=True, default=uuid4)
    week = models.DateField()  # its Monday
    term = models.CharField(max_length=60)
    ward = models.ForeignKey("places.Area", on_delete=models.CASCADE, null=True, related_name="+")
    end = models.CharField(max_length=7, choices=SearchEnd)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "directory_search_count"
        constraints = [
            known("directory_search_known_end", "end", SearchEnd),
            models.CheckConstraint(condition=Q(count__gte=1), name="directory_search_counts_something"),
            models.UniqueConstraint(
                fields=["week", "term", "ward", "end"], nulls_distinct=False, name="directory_search_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.end} {self.count}"


class SearchWord(models.Model):
    """How many have used a word that nothing here knows. Only its keyed digest is kept: nobody can read it back.

    Once enough have, it counts as a word among others from then on, and the next who uses it has it written down.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    digest = models.CharField(max_length=64)
    week = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "directory_search_word"
        constraints = [models.UniqueConstraint(fields=["digest", "week"], name="directory_search_word_once")]

    def __str__(self) -> str:
        return f"{self.digest[:8]}: {self.count}"
