"""Safe mode: the words that open it, a look at the answers, and emptying what is over."""

import secrets
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import ANONYMOUS, SYSTEM, Actor
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.documents import remove_documents_sent_with
from coopcouncil.sharing.domain.safe import WORDS, is_locked, new_words, shipped_safe_book, typed_words
from coopcouncil.sharing.models import SafeWords, Submission
from coopcouncil.sharing.queries import SubmissionView


def give_words(submission: Submission, now: datetime) -> str:
    """Make the words of a submission; call inside the transaction that writes it. They are returned once."""
    words = new_words(secrets.token_bytes(2 * WORDS))
    SafeWords.objects.create(
        submission=submission, digest=make_password(words), opens_until=shipped_safe_book().opens_until(now)
    )
    return words


def look_again(*, actor: Actor, reference: str, words: str, now: datetime) -> SubmissionView | None:
    """What was told in safe mode under this reference, for whoever knows its words too; else None (see `opened`).

    The trail names nobody, whoever is signed in there. Raises BadInput when `reference` cannot be one.
    """
    permissions.require(actor, "sharing.look_again")
    with transaction.atomic():
        submission = opened(reference, words, now)
        if submission is None:
            return None
        audit.read(ANONYMOUS, "sharing.safe_opened", submission)
        return queries.submission_view(submission)


def opened(reference: str, words: str, now: datetime) -> Submission | None:
    """The submission that reference and words open together; call inside a transaction, which keeps a wrong try.

    None for an unknown reference, other words, after too many wrong tries, and once its time is over: the answer does
    not tell which. Raises BadInput when `reference` cannot be one.
    """
    wanted, said = check_reference(reference), typed_words(words)
    held = queries.safe_words_for_update(wanted)
    if held is None or now >= held.opens_until or is_locked(held.tries, held.tried_at, now=now):
        check_password(said, _nobodys())  # so that the time it takes tells nothing either
        return None
    if not check_password(said, held.digest):
        waited = held.tried_at is None or is_locked(held.tries, held.tried_at, now=held.tried_at)
        held.tries, held.tried_at = (1 if waited else held.tries + 1), now
        held.save(update_fields=["tries", "tried_at"])
        return None
    held.tries, held.tried_at = 0, None
    held.save(update_fields=["tries", "tried_at"])
    return held.submission


@cache
def _nobodys() -> str:
    return make_password(secrets.token_urlsafe(16))


def empty_what_is_over(*, now: datetime) -> int:
    """Empty the facts of every submission whose time for them is over, and shut what may not be opened any more.

    Each notice keeps its slice, by its own purpose. Returns how many were emptied.
    """
    with transaction.atomic():
        over = queries.facts_over_for_update(now)
        for submission in over:
            submission.facts, submission.facts_until = {}, None
            submission.save(update_fields=["facts", "facts_until"])
            audit.note(SYSTEM, "sharing.emptied", submission)
        remove_documents_sent_with([submission.id for submission in over])
        SafeWords.objects.filter(opens_until__lte=now).delete()
    return len(over)
