"""Published failures of a provider, for its page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from coopcouncil.casework.queries import register
from coopcouncil.directory import public as directory
from coopcouncil.foundation import languages


@dataclass(frozen=True)
class PublishedFailure:
    """One time that a service failed somebody, with what its provider says; to be shown by its month, never its day."""

    kind: str
    what: str
    service: str
    happened_at: datetime
    reply: str


@dataclass(frozen=True)
class PublishedFailures:
    """How many failures of a provider are published, and the newest of them."""

    all: int
    newest: list[PublishedFailure]


def published_failures(organisation_id: UUID, *, most: int) -> PublishedFailures:
    """What the register holds of a provider and everybody may read; what was struck out is none. Two queries."""
    rows = register.published_of(organisation_id)
    known = directory.service_types_in(languages.current())
    newest = [
        PublishedFailure(
            kind=str(row.get_kind_display()),
            what=row.what,
            service=known[row.service_type].name if row.service_type in known else _("Not one service"),
            happened_at=row.happened_at,
            reply=row.reply,
        )
        for row in rows[:most]
    ]
    return PublishedFailures(rows.count(), newest)
