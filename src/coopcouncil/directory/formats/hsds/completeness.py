"""Whether some documents are all that a source has, by what they say of themselves."""

from collections.abc import Mapping, Sequence
from typing import Any


def why_partial(documents: Sequence[Any]) -> str:
    """Why these pages cannot be the whole of a list, in words that end a sentence; "" where nothing speaks against it.

    A list that changed while it was fetched says another total on another page: a record may have slipped between two.
    """
    if not documents or not all(isinstance(page, Mapping) and isinstance(page.get("contents"), list)
                                for page in documents):  # fmt: skip
        return "it is no list with pages"
    if documents[0].get("first_page") is False:
        return "it does not begin with the first page"
    if documents[-1].get("last_page") is not True:
        return "it does not say that its last page is here"
    totals = {page.get("total_items") for page in documents}
    if len(totals) > 1:
        return "it changed while it was fetched"
    (total,) = totals
    count = sum(len(page["contents"]) for page in documents)
    if isinstance(total, bool) or not isinstance(total, int):
        return "it does not say how many records there are"
    if total != count:
        return f"it says that there are {total} records, and {count} came"
    if not total:
        return "there is nothing in it"
    return ""


def says_more(documents: Sequence[Any]) -> bool:
    """Whether pages say themselves that there is more than they hold."""
    pages = [page for page in documents if isinstance(page, Mapping) and isinstance(page.get("contents"), list)]
    if not pages:
        return True
    total = pages[-1].get("total_items")
    return (
        pages[0].get("first_page") is False
        or pages[-1].get("last_page") is False
        or (isinstance(total, int) and total > sum(len(page["contents"]) for page in pages))
    )
