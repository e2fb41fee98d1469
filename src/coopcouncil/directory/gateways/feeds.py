"""Fetch the whole of a feed: every page of its list, and where the list says little of each service, each service."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from coopcouncil.directory.formats.documents import read
from coopcouncil.directory.gateways import fetching
from coopcouncil.directory.gateways.fetching import fetch, parsed
from coopcouncil.kernel.errors import BadInput

MOST_PAGES = 2_000
# Services that are fetched one by one, and the seconds for all of them together.
MOST_FOLLOWED, FOLLOWED_SECONDS = 5_000, 900.0
# What in an address narrows nothing.
_ALL = frozenset({"page", "per_page", "full", "minimal"})
# What only a whole record of a service has.
_WHOLE = frozenset({
    "schedules", "service_areas", "service_at_locations", "languages", "funding", "cost_options", "contacts", "phones",
    "attributes",
})  # fmt: skip
Watch = Callable[[Sequence[str]], Iterable[str]]


@dataclass(frozen=True)
class Fetched:
    """The documents of a feed. `partial` says why they may not be all that it has; `followed`, how many one by one."""

    documents: list[Any]
    partial: str = ""
    followed: int = 0


def fetch_feed(url: str, *, watch: Watch = lambda ids: ids) -> Fetched:
    """Everything that is published at an address. Raises like `fetch`.

    A list of services that tells only what each has one of is asked for whole records (`full=true`, as HSDS has it);
    where it gives none, each service is fetched from `…/services/{id}`. `watch` sees the ids go by.
    """
    place = parsed(url, url)
    asked = sorted(set(place.params.keys()) - _ALL)
    partial = f"it was asked for a part only ({', '.join(asked)})" if asked else ""
    documents = list(fetch_pages(url))
    if not _is_list_of_services(place) or not _is_short(documents):
        return Fetched(documents, partial)
    if "full" not in place.params:
        whole = str(place.copy_remove_param("minimal").copy_set_param("full", "true"))
        if not _is_short([_first(whole)]):
            return Fetched(list(fetch_pages(whole)), partial)
    return Fetched(_followed(place, documents, watch), partial, sum(len(page["contents"]) for page in documents))


def fetch_pages(url: str) -> Iterator[Any]:
    """The page at an address, and those after it, by `page` in the address, until one says that it is the last.

    SECONDS and MOST_BYTES count for all of them together. Raises like `fetch`.
    """
    until, room, place = time.monotonic() + fetching.SECONDS, fetching.MOST_BYTES, parsed(url, url)
    for _ in range(MOST_PAGES):
        content = fetch(str(place), until=until, most=room)
        room -= len(content)
        page = read(content, name=str(place)).data
        yield page
        if not isinstance(page, dict) or page.get("last_page") is not False or not page.get("contents"):
            return
        number = page.get("page_number")
        if not isinstance(number, int) or str(number + 1) == place.params.get("page"):
            return
        place = place.copy_set_param("page", number + 1)
    raise BadInput(f"It has more than {MOST_PAGES} pages.", place=url, mend="Ask for more records a page (per_page).")


def _first(url: str) -> Any:
    return next(iter(fetch_pages(url)))


def _is_list_of_services(place: httpx.URL) -> bool:
    return place.path.rstrip("/").rpartition("/")[2] == "services"


def _is_short(documents: Sequence[Any]) -> bool:
    """Whether these are pages of records none of which has anything that only a whole one has."""
    pages = [page.get("contents") if isinstance(page, Mapping) else None for page in documents]
    if not all(isinstance(held, list) and all(isinstance(item, Mapping) for item in held) for held in pages):
        return False
    records = [item for held in pages for item in held or ()]
    return bool(records) and not any(_WHOLE & item.keys() for item in records)


def _followed(place: httpx.URL, documents: Sequence[Any], watch: Watch) -> list[Any]:
    """The pages with each record as it is by itself."""
    ids = [str(item.get("id", "")) for page in documents for item in page["contents"]]
    if len(ids) > MOST_FOLLOWED:
        raise BadInput(
            f"Its list says little of each service, and it has more than {MOST_FOLLOWED} of them.", place=str(place),
            mend="Ask whoever publishes it for a file with whole records.",
        )  # fmt: skip
    until, room, found = time.monotonic() + FOLLOWED_SECONDS, fetching.MOST_BYTES, {}
    base = place.copy_with(query=None, path=place.path.rstrip("/"))
    for key in watch(list(dict.fromkeys(ids))):
        address = f"{base}/{quote(key, safe='')}"
        content = fetch(address, until=min(until, time.monotonic() + fetching.SECONDS), most=room)
        room -= len(content)
        data = read(content, name=address).data
        if not isinstance(data, Mapping) or str(data.get("id", "")).lower() != key.lower():
            message = "The list names a service, and there is another record at its own address."
            raise BadInput(message, place=address, mend="Ask whoever publishes it to mend that.")
        found[key] = data
    return [{**page, "contents": [found[str(item.get("id", ""))] for item in page["contents"]]} for page in documents]
