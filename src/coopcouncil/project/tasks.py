"""The worker: threads that carry the outbox, and a main loop that shows that it lives and does the pages' jobs.

The jobs are those of `django-tasks-db`, the hourly ones too.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from uuid import uuid4

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as JobWorker

from coopcouncil.foundation import clock, jobs, outbox, sealer
from coopcouncil.kernel.errors import BadInput

MOST_THREADS = 8  # each holds a connection, of the ten that a process may have
# Seconds.
_PAUSE = 0.25
_PAUSE_WITHOUT_DATABASE = 2.0
_BEAT_EVERY = 5.0
_LOOK_ROUND_EVERY = 5.0
# What a thread gets to finish its entry in. `coopcouncil run` allows five for the whole process.
_LAST_ENTRY = 3.0

log = structlog.get_logger("coopcouncil.worker")


class Worker:
    """One worker process. Told to stop, it finishes the entries and the job that it holds, and starts no other.

    An entry that takes longer is left to its lease: after that, the next worker carries it again.
    """

    def __init__(self, threads: int = 4) -> None:
        self.running = True
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._carry, name=f"carrier-{number}", args=[number / threads], daemon=True)
            for number in range(threads)
        ]
        # An idle thread looks once a round; as they take turns, somebody looks every quarter of a second.
        self._idle = _PAUSE * threads
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
        # Nothing but this: the handler may have broken in while the main thread held the event's own lock.
        self.running = False

    def work(self) -> None:
        """Work until told to stop. A database that is away for a while is waited for."""
        for thread in self._threads:
            thread.start()
        try:
            while self.running:
                self._patiently(self._round, wait=time.sleep)
        finally:
            self.running = False
            self._stopped.set()
            until = time.monotonic() + _LAST_ENTRY
            for thread in self._threads:
                thread.join(max(0.0, until - time.monotonic()))

    def _patiently(self, step: Callable[[], float], *, wait: Callable[[float], object]) -> None:
        """Take one step, then the pause that it asks for."""
        try:
            pause = step()
        except DatabaseError as error:
            log.warning("the database does not answer", error=type(error).__name__)
            close_old_connections()
            pause = _PAUSE_WITHOUT_DATABASE
        if pause:
            wait(pause)

    def _carry(self, turn: float) -> None:
        """What each thread does."""
        self._stopped.wait(turn * self._idle)
        try:
            while self.running:
                self._patiently(
                    lambda: 0.0 if outbox.carry_one(clock=clock.now) else self._idle, wait=self._stopped.wait
                )
        finally:
            connection.close()

    def _round(self) -> float:
        """Show that it lives, and do one job."""
        self._beat()
        self._look_round()
        self._jobs.run()
        return _PAUSE if self.running else 0.0

    def _beat(self) -> None:
        # However slow the agencies are, the worker lives; without one of its threads it does not, and ends.
        if not all(thread.is_alive() for thread in self._threads) and self.running:
            raise RuntimeError("A thread of the worker has ended.")
        if time.monotonic() - self._beaten_at > _BEAT_EVERY:
            outbox.beat(clock.now())
            self._beaten_at = time.monotonic()

    def _look_round(self) -> None:
        """See to what comes round, if its time has come and no other worker has seen to it."""
        if time.monotonic() - self._looked_at > _LOOK_ROUND_EVERY:
            if jobs.enqueue_hourly(clock.now()):
                log.info("the hourly jobs are in the queue")
            sealer.seal_when_due(clock.now())
            self._looked_at = time.monotonic()


def threads() -> int:
    """How many entries a worker carries at a time: COOPCOUNCIL_WORKER_THREADS, or 4. Raises BadInput."""
    given = os.environ.get("COOPCOUNCIL_WORKER_THREADS", "4")
    if not (given.isdecimal() and 1 <= int(given) <= MOST_THREADS):
        raise BadInput(f"COOPCOUNCIL_WORKER_THREADS is “{given}”.", mend=f"Write a number from 1 to {MOST_THREADS}.")
    return int(given)


def work() -> None:
    """Run a worker in this process until SIGTERM or Ctrl-C. Raises BadInput when its setting cannot be used."""
    # It reports each of its empty rounds, four times a second.
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    worker = Worker(threads())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, worker.stop)
    worker.work()
