"""How a person may be written to: as they chose, and only at what was shown to reach them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress

from coopcouncil.people.models import Account, PostedCode, Preferences


@dataclass(frozen=True)
class Reach:
    """`channel` is email, text or letter; `to` an address or number, or the lines of an address."""

    channel: str
    to: Any
    language: str


@dataclass(frozen=True)
class Ways:
    """What was shown to reach a person, and what they chose. `email` is empty and `address` too where nothing was."""

    contact_by: str
    language: str
    email: str
    address: tuple[str, ...]


def ways(account_id: UUID) -> Ways:
    """Three queries. Somebody without an account in use has none."""
    chosen = Preferences.objects.filter(account_id=account_id).values_list("contact_by", "language").first()
    by, language = chosen or (Preferences.Channel.EMAIL, "")
    verified = EmailAddress.objects.filter(user_id=account_id, user__is_active=True, verified=True)
    email = verified.order_by("-primary", "id").values_list("email", flat=True).first() or ""
    used = PostedCode.objects.filter(account_id=account_id, account__is_active=True, used_at__isnull=False)
    code = used.order_by("-used_at").first()
    return Ways(str(by), language, email, tuple(code.address) if code else ())


def reach(account_id: UUID) -> Reach | None:
    """Where to write to; None for whoever wants it only here, or has shown nothing that reaches them.

    Who chose letters and has no address that was checked gets the e-mail instead, never a letter into the blue.
    """
    found = ways(account_id)
    language = found.language or "en"
    if found.contact_by == Preferences.Channel.NONE:
        return None
    if found.contact_by == Preferences.Channel.LETTER and found.address:
        name = Account.objects.filter(id=account_id).values_list("name", flat=True).first() or ""
        return Reach("letter", [line for line in (name, *found.address) if line], language)
    return Reach("email", found.email, language) if found.email else None
