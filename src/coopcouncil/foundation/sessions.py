"""Sessions in the database: whose each is, since when, when last seen; over after so long idle or so long in all.

A session that was ended stays so: nothing here writes a row that is gone, and a new key is given only in exchange for
a row that is still there. Of a browser where nobody is signed in neither a time nor a device is kept.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.fields import seal, unseal
from coopcouncil.foundation.models import Session

SEEN_EVERY = timedelta(minutes=1)  # a page asked for sooner after another one writes nothing

_PLACE = "foundation_session.session_data"
_LIVE = "(account_id IS NULL OR (seen_at > %(idle)s AND begun_at > %(whole)s)) AND expire_date > %(now)s"
_HELD = f"""
    SELECT session_data, id, account_id, begun_at, seen_at, device FROM foundation_session
    WHERE session_key = %(key)s AND {_LIVE}
"""  # noqa: S608 - no word of anybody's
_OF = f"""
    SELECT id, begun_at, seen_at, device, session_key = %(key)s FROM foundation_session
    WHERE account_id = %(account)s AND {_LIVE} ORDER BY seen_at DESC, id
"""  # noqa: S608 - the same
_SEEN = "UPDATE foundation_session SET seen_at = %s WHERE session_key = %s"
_END_ONE = "DELETE FROM foundation_session WHERE session_key = %s"
_END = "DELETE FROM foundation_session WHERE account_id = %(account)s AND session_key <> %(but)s"


@dataclass(frozen=True)
class Kept:
    """What is kept of a session beside what pages put into it."""

    id: UUID
    account_id: str  # "" while nobody is signed in
    begun_at: datetime | None
    seen_at: datetime | None
    device: str


class SessionStore(db.SessionStore):
    """`SESSION_ENGINE`. Working out the SQL of `load` anew took a tenth of a page's time."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.kept: Kept | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a new key to come, where it is over or there is none."""
        with connection.cursor() as cursor:
            cursor.execute(_HELD, {"key": self.session_key, **_limits(clock.now())})
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        self.kept = Kept(row[1], str(row[2] or ""), *row[3:])
        return self.decode(row[0])

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sealed: while somebody signs in, it holds their address."""
        return b64encode(seal(session_dict, place=_PLACE)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was sealed; nothing of what is not ours."""
        try:
            held: dict[str, Any] = unseal(b64decode(session_data), place=_PLACE)
        except (ValueError, InvalidTag):
            return {}
        return held

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to write. Signing in begins it anew, under another id."""
        now, account = clock.now(), str(data.get(SESSION_KEY, ""))
        if self.kept is None or self.kept.account_id != account:
            self.kept = Kept(uuid4(), account, now if account else None, None, self.kept.device if self.kept else "")
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            id=self.kept.id,
            account_id=account or None,
            begun_at=self.kept.begun_at,
            seen_at=now if account else None,
            device=self.kept.device if account else "",
        )

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """By our clock, as `load` looks at it."""
        return super().get_expiry_date(**{"modification": clock.now(), **kwargs})

    def cycle_key(self) -> None:
        """Another key for the same session, after which the old one opens nothing.

        Raises SessionInterrupted where the session has been ended meanwhile: it stays ended.
        """
        held, old = dict(self.items()), self.session_key
        with transaction.atomic():
            if old is not None:
                with connection.cursor() as cursor:
                    cursor.execute(_END_ONE, [old])
                    if not cursor.rowcount:
                        raise SessionInterrupted("This session was ended while the page was made.")
            self._session_cache = held
            self.create()

    def flush(self) -> None:
        super().flush()
        self.kept = None

    def idle_since(self, now: datetime) -> timedelta:
        """How long nothing was asked for in it."""
        return now - self.kept.seen_at if self.kept and self.kept.seen_at else timedelta(0)

    def see(self, now: datetime) -> None:
        """Keep that it is in use: once a minute at most, and never of one that is gone."""
        if self.idle_since(now) >= SEEN_EVERY:
            with connection.cursor() as cursor:
                cursor.execute(_SEEN, [now, self.session_key])

    def name_device(self, words: str) -> None:
        """Say in which kind of browser it is, before it is first written."""
        kept = self.kept or Kept(uuid4(), "-", None, None, "")
        self.kept = Kept(kept.id, kept.account_id, kept.begun_at, kept.seen_at, words)


@dataclass(frozen=True)
class SessionView:
    id: UUID
    begun_at: datetime
    seen_at: datetime
    device: str
    is_this: bool


def sessions_of(account_id: UUID, *, key: str | None, now: datetime) -> list[SessionView]:
    """The sessions that are open with an account, the last used first; `key` is this browser's."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, {"account": account_id, "key": key or "", **_limits(now)})
        return [SessionView(*row) for row in cursor.fetchall()]


def end_sessions(account_id: UUID, *, but: str = "", only: UUID | None = None) -> int:
    """End an account's sessions at once: all but that with the key `but`, or `only` that with an id. Returns how many.

    Their next request finds nothing. In a transaction they end when it is committed.
    """
    sql = _END + (" AND id = %(only)s" if only else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"account": account_id, "but": but, "only": only})
        return cursor.rowcount


def end_every_session() -> int:
    """End the sessions of everybody who is signed in. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_session WHERE account_id IS NOT NULL")
        return cursor.rowcount


def remove_expired(now: datetime) -> int:
    """Throw away the sessions whose time is over. Returns how many went."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM foundation_session WHERE NOT ({_LIVE})", _limits(now))  # noqa: S608 - the same
        return cursor.rowcount


def _limits(now: datetime) -> dict[str, datetime]:
    return {
        "now": now,
        "idle": now - timedelta(minutes=settings.IDLE_MINUTES),
        "whole": now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
    }
