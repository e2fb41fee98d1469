"""How fast notices are delivered: deliveries a second to a receiver on this machine, by two worker processes, beside
signed posts of the same body by a bare loop with the same client.

The receiver is a process of its own that says 204. The deliveries go to several organisations, each with a lane of its
own, so that both workers are busy; each is claimed, opened, cut, signed, posted, written down and audited. What it is
held against is the post alone: the ratio says what all the rest costs. 0.4 is wanted.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

DELIVERIES = int(os.environ.get("DELIVERIES", "1200"))
ORGANISATIONS = 12
POSTS = 600
WORKERS = 2

RECEIVER = """
import socket, sys, threading

def serve(connection):
    with connection:
        held = b""
        while b"\\r\\n\\r\\n" not in held:
            if not (part := connection.recv(65536)):
                return
            held += part
        head, _, body = held.partition(b"\\r\\n\\r\\n")
        lines = [line.lower() for line in head.split(b"\\r\\n")]
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
        while len(body) < length:
            body += connection.recv(65536)
        connection.sendall(b"HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n")

with socket.create_server(("127.0.0.1", 0), backlog=256) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        serve(server.accept()[0])
"""


def main(port: int) -> None:
    from coopcouncil.foundation import clock
    from coopcouncil.foundation.actors import OPERATOR, Actor
    from coopcouncil.people import public as people
    from coopcouncil.sharing import actions, gateways
    from coopcouncil.sharing.domain.slices import Fact, NoticeDraft
    from coopcouncil.sharing.models import Delivery
    from coopcouncil.sharing.public import submit

    url = f"http://127.0.0.1:{port}/"
    bodies = [
        people.create_organisation(actor=OPERATOR, code=f"body-{number}", name=f"Body {number}", kind="charity")
        for number in range(ORGANISATIONS)
    ]
    for body in bodies:
        _agree_with(body)
        actions.connect(actor=OPERATOR, organisation_id=body, route="webhook", url=url, now=clock.now())
    name = Fact("person_who_died", "Full name", "Ada Example", "Ada Example")
    for number in range(DELIVERIES // ORGANISATIONS):
        submit(
            actor=Actor(kind="anonymous", session_key=f"session-{number}"),
            event_code="someone-died",
            event_version=1,
            facts={"person_who_died": "Ada Example"},
            drafts=[
                NoticeDraft(
                    code=f"tell_{place}", service_type="gp_record", organisation_id=body, title="A notice",
                    purpose="council_tax_after_a_death", purpose_words="so that letters stop", basis="public_task",
                    fact_codes=("person_who_died",), facts=(name,), standing="reported",
                    standing_words="Reported, not yet verified", standing_means="Nothing stops until it is checked.",
                )
                for place, body in enumerate(bodies)
            ],
            idempotency_key=str(uuid4()),
            now=clock.now(),
        )  # fmt: skip
    waiting = Delivery.objects.filter(state__in=["queued", "retrying"])
    told = waiting.count()
    assert told == DELIVERIES // ORGANISATIONS * ORGANISATIONS, "Nothing may be held."

    secret, body = actions.connecting.new_secret(), b"x" * 1500

    def post_often() -> float:
        began = time.perf_counter()
        for _ in range(POSTS):
            sent = gateways.post(url=url, message_id=uuid4(), body=body, secrets=[secret], at=clock.now())
            assert sent.is_sent, sent
        return POSTS / (time.perf_counter() - began)

    before = post_often()
    go = Path(os.environ["COOPCOUNCIL_HOME"]) / "go"
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(go)], stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()
    began = time.perf_counter()
    go.touch()
    for worker in workers:
        worker.wait()
    seconds = time.perf_counter() - began
    assert not waiting.exists()
    assert Delivery.objects.filter(state="sent", route="webhook").count() == told
    loop = (before + post_often()) / 2
    print(
        json.dumps(
            {
                "deliveries": told,
                "workers": WORKERS,
                "deliveries_a_second": round(told / seconds, 1),
                "posts_a_second_by_a_loop": round(loop, 1),
                "ratio": round(told / seconds / loop, 3),
                "wanted": 0.4,
                "load_average_before": LOAD,
            }
        )
    )


def _agree_with(organisation_id: UUID) -> None:
    """The sharing agreement without which nothing goes, as the people who sign one make it."""
    from coopcouncil.foundation import clock
    from coopcouncil.sharing.domain.due import COUNCIL_TIME
    from coopcouncil.sharing.models import Agreement, ImpactAssessment

    now = clock.now()
    today = now.astimezone(COUNCIL_TIME).date()
    days = {"starts_on": today, "review_on": today + timedelta(days=365), "ends_on": today + timedelta(days=365)}
    assessment, _ = ImpactAssessment.objects.get_or_create(
        code="drain",
        defaults={
            "title": "Drain", "risks": "None.", "measures": "None.", "written_at": now, "advice": "Go ahead.",
            "advised_by": "Nia", "advised_on": today, "followed": True, "decided_by": "Jo", "decided_on": today,
        },
    )  # fmt: skip
    Agreement.objects.create(
        code=f"drain-{organisation_id}"[:60], organisation_id=organisation_id, title="Drain",
        purposes=["council_tax_after_a_death"],
        basis="Law", retention="A year", assessment=assessment, state="agreed", signed_for_us="Jo",
        signed_for_them="They", signed_on=today, changed_at=now, **days,
    )  # fmt: skip


# A worker's one thread, without its pauses: it ends when nothing is due.
WORKER = """
import os, sys, time
import django
django.setup()
from coopcouncil.foundation import clock, outbox
outbox.carry_one(clock=lambda: clock.now().replace(year=2001))  # a connection, before the clock runs
print("ready", flush=True)
while not os.path.exists(sys.argv[1]):
    time.sleep(0.005)
idle = 0
while idle < 5:
    idle = 0 if outbox.carry_one(clock=clock.now) else idle + 1
    if idle:
        time.sleep(0.01)
"""

if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
        os.environ["COOPCOUNCIL_ALLOW_HTTP"] = "127.0.0.1"
        import django
        from django.conf import settings

        from coopcouncil.foundation.commandline import close_database, use_database
        from coopcouncil.project.gateways import database

        receiver = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
        try:
            assert receiver.stdout
            port = int(receiver.stdout.readline())
            with database.session() as url:
                django.setup()
                database.bring_up_to_date(url)
                use_database(url)
                os.environ["COOPCOUNCIL_DATABASE_URL"] = url
                os.environ["COOPCOUNCIL_KEYS_DATABASE_URL"] = settings.KEYS_DATABASE_URL
                main(port)
                close_database()
        finally:
            receiver.kill()
