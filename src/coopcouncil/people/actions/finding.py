"""The words by which people can be found, kept with what they are found by; and looking for somebody."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, limits, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people.domain.finding import FEWEST, MOST_FOUND, Clue, Shown, told_apart
from coopcouncil.people.models import PersonToken
from coopcouncil.people.queries import finding

# Enough for a busy counter, too few to try a list of names.
LOOK_UPS: dict[str, Any] = {"most": 20, "within": timedelta(hours=1)}
IN_A_PART = 200
_TURN = "SELECT pg_advisory_xact_lock(hashtext('people_person_token'), hashtext(id)) FROM unnest(%s::text[]) AS id"


def find_people(*, actor: Actor, said: Sequence[Clue], why: str, now: datetime) -> list[Shown]:
    """The people of whom all of this is said, with the least that tells them apart; `why` is a code of the reason.

    That somebody looked, and each who was found, is logged; the words that were looked for are not. Nobody finds
    themself. Raises NotAllowed; TooMany; BadInput where too little is said to look for, or too many fit.
    """
    permissions.require(actor, "people.search_people")
    tokens = finding.tokens_asked(said)
    if len(tokens) < FEWEST:
        raise BadInput(_("Give two things at least, such as both names, or a name and a postcode."), place="name")
    limits.take_try(f"search-people:{actor.account_id}", **LOOK_UPS, now=now)
    with transaction.atomic():
        audit.note(actor, "people.people_searched", ("people.account", None), reason=why)
        found = finding.with_all(tokens, but_not=actor.account_id, most=MOST_FOUND + 1)
        if len(found) <= MOST_FOUND:
            for account_id in found:
                person = ("people.account", account_id)
                audit.read(actor, "people.person_in_search", person, reason=why, about=[account_id])
    if len(found) > MOST_FOUND:
        words = _("More than %(most)s people fit, so nobody is shown. Add something else, such as the date of birth.")
        raise BadInput(words % {"most": MOST_FOUND}, place="name")
    return told_apart(finding.candidates(found))


def index_person(account_id: UUID) -> None:
    """Keep the words by which a person is found as they are now. Call in the transaction that changed them, last."""
    index_people([account_id])


def index_people(account_ids: Collection[UUID]) -> int:
    """`index_person` of many. Returns of how many something changed."""
    changed = set()
    with transaction.atomic():
        # Two who change things of one person at once take turns, so that the later sees what the first has changed.
        with connection.cursor() as cursor:
            cursor.execute(_TURN, [sorted(str(account_id) for account_id in account_ids)])
        wanted = finding.tokens_wanted(account_ids)
        for row in PersonToken.objects.filter(account__in=list(account_ids)):
            held = (row.kind, row.token)
            if held in wanted[row.account_id]:
                wanted[row.account_id].remove(held)
            else:
                row.delete()
                changed.add(row.account_id)
        new = [
            PersonToken(account_id=account_id, kind=kind, token=token)
            for account_id, tokens in wanted.items()
            for kind, token in sorted(tokens)
        ]
        PersonToken.objects.bulk_create(new)
        changed |= {row.account_id for row in new}
    return len(changed)


@dataclass(frozen=True)
class Indexed:
    """How far the words of everybody are made anew: the last account so far, how many, and of how many it changed."""

    last: UUID
    seen: int
    changed: int


def index_everybody(*, actor: Actor, after: UUID | None = None) -> Iterator[Indexed]:
    """Make the words of everybody anew, in the order of their ids, those `after` one of them.

    Each part is kept when it is done: after a stop it can go on after the last one. Raises NotAllowed.
    """
    permissions.require(actor, "people.reindex")
    last, seen, changed = after, 0, 0
    while part := finding.accounts_after(last, IN_A_PART):
        changed += index_people(part)
        seen, last = seen + len(part), part[-1]
        yield Indexed(last, seen, changed)
