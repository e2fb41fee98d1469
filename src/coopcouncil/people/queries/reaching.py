"""How a person may be written to: as they chose, and only at what was shown to reach them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress

from coopcouncil.foundation import keys
from coopcouncil.people.domain.addresses import AddressTold, place_of, still_reaches
from coopcouncil.people.models import Account, FailedAddress, PostedCode, Preferences

AddressReader = Callable[[UUID], AddressTold | None]
_address_readers: list[AddressReader] = []


@dataclass(frozen=True)
class Reach:
    """`channel` is email, text or letter; `to` an address or number, or the lines of an address."""

    channel: str
    to: Any
    language: str


@dataclass(frozen=True)
class Ways:
    """What was shown to reach a person, and what they chose. `email` is empty and `address` too where nothing was.

    `letters_stopped` says that they chose letters, and that no address reaches them any more. `failed` says which of
    these channels is not written to, because what we sent came back, and why.
    """

    contact_by: str
    language: str
    email: str
    address: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def letters_stopped(self) -> bool:
        return self.contact_by == Preferences.Channel.LETTER and not self.address


def register_address_reader(reader: AddressReader) -> None:
    """Have `reader` tell the newest address that a person told us of themself, or None.

    Called once by each context that keeps what people tell, in its `apps.ready()`.
    """
    if reader not in _address_readers:
        _address_readers.append(reader)


def ways(account_id: UUID) -> Ways:
    """Five queries at most. Somebody without an account in use has none."""
    chosen = Preferences.objects.filter(account_id=account_id).values_list("contact_by", "language").first()
    by, language = chosen or (Preferences.Channel.EMAIL, "")
    verified = EmailAddress.objects.filter(user_id=account_id, user__is_active=True, verified=True)
    email = verified.order_by("-primary", "id").values_list("email", flat=True).first() or ""
    found = Ways(str(by), language, email, _address(account_id))
    return replace(found, failed=_failed(account_id, found)) if found.email or found.address else found


def _failed(account_id: UUID, found: Ways) -> dict[str, str]:
    digests = {
        channel: digest_of(account_id, channel, to)
        for channel, to in (("email", found.email), ("letter", found.address))
        if to
    }
    rows = FailedAddress.objects.filter(account_id=account_id, channel__in=digests).values_list(
        "channel", "digest", "why"
    )
    return {channel: why for channel, digest, why in rows if digest == digests[channel]}


def failed_ways(account_id: UUID) -> Mapping[str, str]:
    """Which channels of a person are not written to, and why. One query for whoever has none."""
    if not FailedAddress.objects.filter(account_id=account_id).exists():
        return {}
    return ways(account_id).failed


def digest_of(account_id: UUID, channel: str, to: str | Sequence[str]) -> str:
    """The digest of where something goes; of a letter, without the name above the address, however it is written."""
    plain = keys.normalised(to) if isinstance(to, str) else "|".join(place_of(to))
    return keys.keyed_digest("people_failed_address.digest", str(account_id), channel, plain)


def _address(account_id: UUID) -> tuple[str, ...]:
    """The newest address at which a code arrived, unless it was disputed, or another address was told since."""
    code = (
        PostedCode.objects.filter(
            account_id=account_id,
            account__is_active=True,
            used_at__isnull=False,
            proof__isnull=False,
            proof__disputed_at__isnull=True,
            proof__ended_at__isnull=True,
        )
        .order_by("-used_at")
        .first()
    )
    if code is None or code.used_at is None:
        return ()
    told = [found for reader in _address_readers if (found := reader(account_id))]
    newest = max(told, key=lambda address: address.at, default=None)
    return tuple(code.address) if still_reaches(code.address, code.used_at, newest) else ()


def reach(account_id: UUID) -> Reach | None:
    """Where to write to; None for whoever wants it only here, or has shown nothing that reaches them.

    Who chose letters and has no address that was checked, or moved since, gets the e-mail instead: never a letter into
    the blue, or to where somebody else lives now. Where what we sent comes back, it is the other way of the two.
    """
    found = ways(account_id)
    language = found.language or "en"
    if found.contact_by == Preferences.Channel.NONE:
        return None
    chose_letters = found.contact_by == Preferences.Channel.LETTER
    if found.address and "letter" not in found.failed and (chose_letters or "email" in found.failed):
        name = Account.objects.filter(id=account_id).values_list("name", flat=True).first() or ""
        return Reach("letter", [line for line in (name, *found.address) if line], language)
    return Reach("email", found.email, language) if found.email and "email" not in found.failed else None


def letters_stopped(account_id: UUID) -> bool:
    """Whether this person chose letters, and no address reaches them any more. One query for whoever chose none."""
    chosen = Preferences.objects.filter(account_id=account_id).values_list("contact_by", flat=True).first()
    return chosen == Preferences.Channel.LETTER and not _address(account_id)
