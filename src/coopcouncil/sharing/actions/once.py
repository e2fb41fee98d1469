"""What an organisation's software asks under a key of its own is done once, however often it asks.

The reply is kept locked under a key that is made of the request itself and kept nowhere, because it may hold what
nobody else may have, such as the words that open what was told in safe mode: only the same request opens it again.
"""

import hmac
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection, transaction

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.fields import Bound
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing.models import IdempotentRequest

REMEMBERED_FOR = timedelta(days=30)
_KEY = re.compile(r"[\x21-\x7e]{1,100}")

Reply = tuple[int, str]  # status and body

# Of two requests with one key the second waits here until the first has committed (then it gets no row) or has been
# undone (then it does the work).
_CLAIM = """
    INSERT INTO sharing_idempotent_request (id, organisation_id, key, body_digest, created_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (organisation_id, key) DO NOTHING
    RETURNING id
"""
_KEEP = "UPDATE sharing_idempotent_request SET status = %s, answer = %s WHERE id = %s"


def once(*, actor: Actor, key: str, asked: Any, now: datetime, do: Callable[[], Reply]) -> Reply:
    """Do what was asked and keep the reply, or give the reply that was kept, letter for letter.

    `asked` is all that was asked, as JSON. `do` runs in the same transaction as the keeping: an error undoes both, and
    the key is free again. Raises BadInput for what is no key; Conflict when the organisation used the key for something
    else.
    """
    if not _KEY.fullmatch(key):
        raise BadInput(
            "This is no Idempotency-Key.",
            place="Idempotency-Key",
            mend="Send a new random UUID for each thing that is asked, and the same one each time it is asked again.",
        )
    organisation_id, digest = actor.organisation_id, _mac("asked", asked).hex()
    assert organisation_id is not None, "only an organisation's key asks here"
    lock = Fernet(urlsafe_b64encode(_mac("reply", [str(organisation_id), key, asked])))
    for _ in range(2):
        with transaction.atomic():
            if claimed := _claim(organisation_id, key, digest, now):
                status, body = do()
                _keep(claimed, status, Bound(lock.encrypt(body.encode()).decode(), organisation_id))
                return status, body
            kept = IdempotentRequest.objects.filter(organisation_id=organisation_id, key=key).first()
        if kept:
            if not hmac.compare_digest(kept.body_digest, digest):
                raise Conflict("This Idempotency-Key was used for something else. Nothing was done. Send a new one.")
            return kept.status or 200, lock.decrypt(str(kept.answer)).decode()
        # It was forgotten between the two looks, so nothing stands in the way of doing it now.
    raise Conflict("This could not be done just now. Ask again with the same Idempotency-Key.")


def _claim(organisation_id: UUID, key: str, digest: str, now: datetime) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [uuid4(), organisation_id, key, digest, now])
        row = cursor.fetchone()
    return row[0] if row else None


def _keep(request_id: UUID, status: int, answer: Bound) -> None:
    sealed = IdempotentRequest._meta.get_field("answer").get_db_prep_save(answer, connection)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [status, sealed, request_id])


def _mac(purpose: str, said: Any) -> bytes:
    """With our own secret: of facts about a person a plain digest could be guessed. The order of keys is no matter."""
    plain = json.dumps([purpose, said], sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), sha256).digest()


def forget_replies(*, now: datetime) -> int:
    """Throw away what was kept for longer than it is promised. Returns how many."""
    return IdempotentRequest.objects.filter(created_at__lt=now - REMEMBERED_FOR).delete()[0]
