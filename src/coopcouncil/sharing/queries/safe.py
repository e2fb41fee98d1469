"""What was told in safe mode: its words, what is over, and what may stand in a list of submissions."""

from datetime import datetime

from django.db.models import QuerySet

from coopcouncil.sharing.models import SafeWords, Submission


def listed() -> QuerySet[Submission]:
    """The submissions that may stand in any list, export or search: never one told in safe mode."""
    return Submission.objects.filter(safe=False)


def safe_words_for_update(reference: str) -> SafeWords | None:
    """The words of the submission of this reference, locked, so that of many tries at once each counts."""
    return (
        SafeWords.objects.select_for_update(of=("self",))
        .select_related("submission")
        .defer("submission__facts")
        .filter(submission__reference=reference, submission__safe=True)
        .first()
    )


def facts_over_for_update(now: datetime) -> list[Submission]:
    """Of what was told in safe mode, the submissions that are to be emptied as a whole by now, locked."""
    over = Submission.objects.select_for_update().filter(safe=True, facts_until__lte=now)
    return list(over.defer("facts").order_by("id"))
