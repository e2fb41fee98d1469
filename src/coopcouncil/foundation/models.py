from typing import Any
from uuid import uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now


class AuditRow(models.Model):
    """One row an action, appended in the action's transaction. Ids only, never facts about a person.

    The database refuses UPDATE and DELETE (migration 0001).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    hats = models.JSONField(default=list)
    on_behalf_of = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=80)
    object_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "audit_row"
        indexes = [
            models.Index(fields=["object_id", "at"], name="audit_row_object"),
            models.Index(fields=["-at", "id"], name="audit_row_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind}"


class AuditSeal(models.Model):
    """The place of a row in the chain, and its link (`foundation.chain`). Append-only, like the rows."""

    number = models.BigIntegerField(primary_key=True)
    row_id = models.UUIDField(unique=True)
    link = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_seal"

    def __str__(self) -> str:
        return f"{self.number}"


class AuditCheckpoint(models.Model):
    """The signed end of the chain after a round of sealing. Append-only; a copy of each is exported."""

    round = models.BigIntegerField(primary_key=True)  # 1, 2, 3 …
    number = models.BigIntegerField()
    link = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)

    class Meta:
        db_table = "audit_checkpoint"

    def __str__(self) -> str:
        return f"{self.round}: {self.number} at {self.at:%Y-%m-%d %H:%M:%S}"


class AccessEntry(models.Model):
    """Somebody read what is held of one person: who, in which role, for which organisation, and by what they did.

    Written beside the row of the audit trail (`audit.read`), one for each person that was shown, so that a person can
    be told. Ids and codes only. Nothing of what was told in safe mode: it is nobody's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    at = models.DateTimeField(db_default=Now())
    about = models.UUIDField()  # the account of the person
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True)
    role = models.CharField(max_length=80, blank=True)  # the acting hat: roles held in that organisation
    organisation_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)  # one of contributions.reads, which say what it is and why
    exceptional = models.UUIDField(null=True)  # the record of why somebody without ordinary access opened it
    audit_id = models.UUIDField()

    class Meta:
        db_table = "access_entry"
        indexes = [
            models.Index(fields=["about", "-at"], name="access_entry_person"),
            models.Index(fields=["-at"], name="access_entry_newest"),
        ]

    def __str__(self) -> str:
        return self.verb


class OutboxEntry(models.Model):
    """Something that must leave the process: the topic says who carries it, the id what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    topic = models.CharField(max_length=80)
    object_id = models.UUIDField()
    priority = models.PositiveSmallIntegerField(default=2)  # foundation.outbox.Priority
    lane = models.UUIDField(null=True)  # of one lane, few entries at a time are carried: most often one
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)  # the last time
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)  # its handler only ever failed: a person must look
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_entry"
        indexes = [
            models.Index(
                fields=["priority", "due_at"],
                name="outbox_entry_waiting",
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(fields=["object_id"], name="outbox_entry_object"),
            models.Index(fields=["claimed_at"], name="outbox_entry_claimed"),
            models.Index(
                fields=["leased_until"], name="outbox_entry_moving", condition=models.Q(leased_until__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(priority__lte=2), name="outbox_entry_known_priority"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(given_up_at__isnull=True),
                name="outbox_entry_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.object_id}"


class OutboxLane(models.Model):
    """What is unusual about a lane of the outbox; most have no row (`foundation.outbox.widen`, `rest`)."""

    lane = models.UUIDField(primary_key=True)
    width = models.PositiveSmallIntegerField(default=1)  # how many entries are carried at a time
    resting_until = models.DateTimeField(null=True)  # nothing is carried before, and one at a time after

    class Meta:
        db_table = "outbox_lane"
        constraints = [models.CheckConstraint(condition=models.Q(width__gte=1), name="outbox_lane_has_a_width")]

    def __str__(self) -> str:
        return f"{self.lane} {self.width}"


class Session(AbstractBaseSession):
    """A browser's session (`foundation.sessions`). The id names it in pages: the key opens it, and is never shown."""

    id = models.UUIDField(unique=True, default=uuid4)
    account_id = models.UUIDField(null=True, db_index=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=60, blank=True)  # of a short list, such as "firefox windows"

    class Meta:
        db_table = "foundation_session"

    def __str__(self) -> str:
        return f"{self.id}"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from coopcouncil.foundation.sessions import SessionStore

        return SessionStore


class Allowance(models.Model):
    """How far ahead of an even pace an organisation's key has asked (`foundation.limits`)."""

    key_id = models.UUIDField(primary_key=True)
    paid_until = models.DateTimeField()

    class Meta:
        db_table = "foundation_allowance"

    def __str__(self) -> str:
        return f"until {self.paid_until:%H:%M:%S}"


class Stamp(models.Model):
    """The stamp of a table that is remembered: another one after each change (`foundation.remembered`)."""

    name = models.CharField(max_length=63, primary_key=True)  # the table's
    stamp = models.UUIDField()

    class Meta:
        db_table = "foundation_stamp"

    def __str__(self) -> str:
        return self.name


class Marker(models.Model):
    """A named moment: the worker's last heartbeat, the demo borough fully loaded."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "foundation_marker"

    def __str__(self) -> str:
        return self.name
