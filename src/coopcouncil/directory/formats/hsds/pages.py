"""A page of records, as the profile frames it."""

from collections.abc import Sequence

from coopcouncil.directory.formats.hsds.saying import Said


def page(
    contents: Sequence[Said], *, total: int, number: int, per_page: int, address: str = "", query: str = ""
) -> Said:
    """`number` is the page's, from 1. With `address` it says where the next is, as pages of organisations must."""
    pages = -(-total // per_page)
    frame: Said = {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
    }
    if address and number < pages:
        frame["next"] = f"{address}?{query}{'&' if query else ''}page={number + 1}&per_page={per_page}"
    return {**frame, "contents": list(contents)}
