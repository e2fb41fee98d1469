"""The worker: carries the outbox, does the jobs of `django-tasks-db`, the hourly ones too, and shows that it lives."""

import logging
import signal
import time
from types import FrameType
from uuid import uuid4

import structlog
from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as JobWorker

from coopcouncil.foundation import clock, jobs, outbox

# Seconds.
_PAUSE = 0.25
_PAUSE_WITHOUT_DATABASE = 2.0
_BEAT_EVERY = 5.0
_LOOK_FOR_THE_HOUR_EVERY = 60.0
# Entries carried before the jobs get their turn.
_BATCH = 20

log = structlog.get_logger("coopcouncil.worker")


class Worker:
    """One worker process. Told to stop, it finishes the entry or the job that it holds, and starts no other."""

    def __init__(self) -> None:
        self.running = True
        self._beaten_at = self._looked_at = float("-inf")
        self._jobs = JobWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=uuid4().hex,
            excluded_queue_names=[],
        )

    def stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Stop after what is under way; fit to be a signal's handler."""
        self.running = False

    def work(self) -> None:
        """Work until told to stop. A database that is away for a while is waited for."""
        while self.running:
            try:
                if not self._round():
                    time.sleep(_PAUSE)
            except DatabaseError as error:
                log.warning("the database does not answer", error=type(error).__name__)
                close_old_connections()
                time.sleep(_PAUSE_WITHOUT_DATABASE)

    def _round(self) -> bool:
        """Carry some entries and do one job. Returns whether there may be more."""
        self._beat()
        self._look_for_the_hour()
        busy = False
        for _ in range(_BATCH):
            if not (self.running and outbox.carry_one(clock=clock.now)):
                break
            busy = True
            self._beat()
        if self.running:
            self._jobs.run()
        return busy

    def _beat(self) -> None:
        # In the loop and not in a thread: a worker that is stuck must not look alive.
        if time.monotonic() - self._beaten_at > _BEAT_EVERY:
            outbox.beat(clock.now())
            self._beaten_at = time.monotonic()

    def _look_for_the_hour(self) -> None:
        if time.monotonic() - self._looked_at > _LOOK_FOR_THE_HOUR_EVERY:
            if jobs.enqueue_hourly(clock.now()):
                log.info("the hourly jobs are in the queue")
            self._looked_at = time.monotonic()


def work() -> None:
    """Run a worker in this process until SIGTERM or Ctrl-C."""
    # It reports each of its empty rounds, four times a second.
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    worker = Worker()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, worker.stop)
    worker.work()
