"""Finding a person by keyed digests of whole words, and what is known of them that can be looked for."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db.models import Count

from coopcouncil.foundation import keys
from coopcouncil.people.domain.finding import Candidate, Clue, asked, words
from coopcouncil.people.models import Account, PersonToken

KnownReader = Callable[[Collection[UUID]], dict[UUID, list[Clue]]]
_known_readers: list[KnownReader] = []


def register_known_reader(reader: KnownReader) -> None:
    """Have `reader` tell what we know of accounts by which their people may be found. Called once, in `apps.ready()`.

    Whoever changes what it tells calls `public.index_person` in the same transaction.
    """
    if reader not in _known_readers:
        _known_readers.append(reader)


def known(account_ids: Collection[UUID]) -> dict[UUID, list[Clue]]:
    """What is known of these people, by account: one query for each context that knows something."""
    found: dict[UUID, list[Clue]] = {account_id: [] for account_id in account_ids}
    for reader in _known_readers:
        for account_id, said in reader(account_ids).items():
            found[account_id] += said
    return found


def _token(kind: str, word: str) -> tuple[str, str]:
    return kind, keys.token(f"person.{kind}", keys.normalised(word))


def tokens_of(said: Iterable[Clue]) -> set[tuple[str, str]]:
    """(kind, token) of every word by which somebody of whom this is said can be found."""
    return {_token(item.kind, word) for item in said for word in words(item) if keys.normalised(word)}


def tokens_asked(said: Iterable[Clue]) -> set[tuple[str, str]]:
    """(kind, token) of every word that somebody who looks has typed. A single letter is not worth looking for."""
    return {_token(item.kind, word) for item in said for word in asked(item) if len(keys.normalised(word)) > 1}


def tokens_wanted(account_ids: Collection[UUID]) -> dict[UUID, set[tuple[str, str]]]:
    """By account, the tokens by which its person is to be found; none for a closed one."""
    wanted: dict[UUID, set[tuple[str, str]]] = {account_id: set() for account_id in account_ids}
    told = known(account_ids)
    for account in Account.objects.filter(id__in=list(account_ids), is_active=True).only("id", "name"):
        wanted[account.id] = tokens_of([Clue("name", account.name), *told[account.id]])
    return wanted


def accounts_after(last: UUID | None, most: int) -> list[UUID]:
    """The next accounts in the order of their ids."""
    rows = Account.objects.order_by("id")
    return list((rows.filter(id__gt=last) if last else rows).values_list("id", flat=True)[:most])


def with_all(tokens: Collection[tuple[str, str]], *, but_not: UUID | None, most: int) -> list[UUID]:
    """The open accounts whose person has every one of these tokens, `most` at most. One query."""
    rows = (
        PersonToken.objects.filter(token__in=[token for _kind, token in tokens], account__is_active=True)
        .exclude(account=but_not)
        .order_by()
        .values("account")
        .annotate(fitting=Count("token", distinct=True))
        .filter(fitting=len(tokens))
        .order_by("account")
    )
    return [row["account"] for row in rows[:most]]


def candidates(account_ids: Collection[UUID]) -> list[Candidate]:
    """These people with what may tell them apart."""
    told = known(account_ids)
    return [
        Candidate(account.id, str(account), _first(told[account.id], "born"), _first(told[account.id], "postcode"))
        for account in Account.objects.filter(id__in=list(account_ids))
    ]


def _first(said: Iterable[Clue], kind: str) -> str:
    return next((item.text for item in said if item.kind == kind), "")
