"""How fast, and how well, people find what they need: 2,000 questions with typing errors among 50,000 services.

Speed: two processes, as a small council serves with, ten threads each, every one asking again as soon as it is
answered. One answer is all that the page of a search does but its HTML: is the shelf fresh, read the question, rank,
fetch what is shown of fifteen finds. Wanted: 95 of 100 answers within 100 ms. Beside it, in the same run and one at a
time, the same questions by LIKE and by PostgreSQL's full text with an index, over the same texts.

Relevance: nDCG@5 of the hundred labelled questions (`frontdoor/tests/questions.toml`) over the demo borough, beside
LIKE (all words), full text (all words, and any word) over the same texts, and ours without its everyday phrases.
Questions and phrases were written by the same hands. `SERVICES` and `QUESTIONS` set how many.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any
from uuid import uuid4

import psycopg

SERVICES = int(os.environ.get("SERVICES", "50000"))
QUESTIONS = int(os.environ.get("QUESTIONS", "2000"))
PROCESSES, THREADS, PEER_QUESTIONS = 2, 10, 100
LIMIT_MS = 100
PAGE = 15
LABELLED = Path(__file__).resolve().parents[1] / "src/coopcouncil/frontdoor/tests/questions.toml"
OWN: dict[str, str] = {}  # the address of the database
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
AROUND = ("{}", "{} please", "help with {}", "{} near me", "where do i go about {}", "i need {}", "{} in {ward}")
EXTRA = (
    "drop-in", "for over 60s", "for under 25s", "evening group", "by phone", "at home", "weekend", "women’s group",
    "for new parents", "Somali speakers", "for carers", "walk-in clinic", "beginners", "for families", "peer support",
    "advice line", "outreach", "for tenants", "breakfast", "lunch club",
)  # fmt: skip


# --- the questions ---------------------------------------------------------------------------------------------------


def labelled() -> list[dict[str, Any]]:
    return list(tomllib.loads(LABELLED.read_text("utf-8"))["question"])


def mistyped(words: str, rng: random.Random) -> str:
    """One slip of the fingers in one longer word: a letter left out, doubled, swapped, or the key beside it."""
    parts = words.split()
    longer = [at for at, part in enumerate(parts) if len(part) > 3 and part.isalpha()]
    if not longer:
        return words
    at = rng.choice(longer)
    word, spot = parts[at], rng.randrange(1, len(parts[at]) - 1)
    row = next((keys for keys in KEYS if word[spot] in keys), KEYS[0])
    beside = row[(row.find(word[spot]) + 1) % len(row)]
    parts[at] = rng.choice(
        (
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
            word[: spot - 1] + word[spot] + word[spot - 1] + word[spot + 1 :],
            word[:spot] + beside + word[spot + 1 :],
        )
    )
    return " ".join(parts)


def asked(wards: Sequence[str]) -> list[str]:
    """What people ask: labelled questions, everyday phrases and names of services, half of them mistyped."""
    from coopcouncil.directory.domain.catalogue import shipped_catalogue
    from coopcouncil.directory.domain.everyday import shipped_everyday

    rng = random.Random(2010)
    said = [item["q"] for item in labelled()]
    said += [phrase.says.replace("=", "") for phrase in shipped_everyday()]
    said += [kind.name.lower() for kind in shipped_catalogue().values()]
    made = []
    for _ in range(QUESTIONS):
        words = rng.choice(AROUND).replace("{ward}", rng.choice(wards)).format(rng.choice(said))
        made.append(mistyped(words, rng) if rng.random() < 0.5 else words)
    return made


# --- one search ------------------------------------------------------------------------------------------------------


def search(words: str) -> int:
    """What the page of a search does, but its HTML."""
    from coopcouncil.directory import public as directory
    from coopcouncil.foundation import clock
    from coopcouncil.foundation.remembered import one_look

    with one_look():
        library = directory.search_library(clock.today())
        answer = library.find(library.read(words), directory.Ask(), most=PAGE)
        return len(directory.search_shown(answer.hits))


def worker(part: int) -> None:
    """One web process: ten threads ask their share of the questions. Prints the milliseconds of each answer."""
    from django.db import connection

    from coopcouncil.directory import public as directory
    from coopcouncil.places import public as places

    began = time.perf_counter()
    directory.search_shelf()
    cold = time.perf_counter() - began
    mine = asked([ward.name for ward in places.areas("ward")])[part::PROCESSES]
    for words in mine[:20]:
        search(words)
    took: list[float] = []
    turns = iter(mine)
    lock = threading.Lock()

    def go_on() -> None:
        while True:
            with lock:
                words = next(turns, None)
            if words is None:
                break
            at = time.perf_counter()
            search(words)
            took.append((time.perf_counter() - at) * 1000)
        connection.close()

    busy = time.process_time()
    threads = [threading.Thread(target=go_on) for _ in range(THREADS)]
    print("ready", flush=True)
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy = time.process_time() - busy
    # Of this program alone: what `getrusage` says is inherited from whoever started it.
    most = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"ms": took, "cold_s": cold, "cpu_ms": busy / len(took) * 1000, "peak_mb": most}), flush=True)


# --- the peers -------------------------------------------------------------------------------------------------------

DOCUMENTS = """
    CREATE TEMPORARY TABLE bench_document (tag text, name text, rest text, lexemes tsvector);
    INSERT INTO bench_document SELECT 'type:' || service_type, name, summary || ' ' || description, NULL
        FROM directory_service WHERE status <> 'closed'
"""
INDEXED = """
    UPDATE bench_document SET lexemes =
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', rest), 'C');
    CREATE INDEX ON bench_document USING gin (lexemes);
    ANALYZE bench_document
"""


def peers(doors: Sequence[Any]) -> None:
    """The same texts in a table: services, and the doors of the site."""
    with _owner().cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_document")
        for statement in DOCUMENTS.split(";"):
            cursor.execute(statement)
        cursor.executemany(
            "INSERT INTO bench_document VALUES (%s, %s, %s, NULL)",
            [(door.tag, str(door.title), f"{door.summary} {door.words}") for door in doors],
        )
        for statement in INDEXED.split(";"):
            cursor.execute(statement)


def _telling(words: str) -> list[str]:
    from coopcouncil.kernel.search import content, tokens

    return list(content(tokens(words)))


def like(words: str) -> list[str]:
    """Rows with all of the words somewhere, those with more of them in the name first."""
    telling = [f"%{word}%" for word in _telling(words)]
    every = " AND ".join(["(name ILIKE %s OR rest ILIKE %s)"] * len(telling))
    names = " + ".join(["(name ILIKE %s)::int"] * len(telling))
    given = [*[word for word in telling for _ in range(2)], *telling]
    return _rows(f"SELECT tag FROM bench_document WHERE {every} ORDER BY {names} DESC, name LIMIT 40", given)  # noqa: S608


def full_text(words: str) -> list[str]:
    """Plain full text: all words, in English stems, ranked by PostgreSQL."""
    return _rows(
        "SELECT tag FROM bench_document, plainto_tsquery('english', %s) AS q WHERE lexemes @@ q "
        "ORDER BY ts_rank(lexemes, q) DESC, name LIMIT 40",
        [" ".join(_telling(words))],
    )


def full_text_any(words: str) -> list[str]:
    """The same with any of the words."""
    return _rows(
        "SELECT tag FROM bench_document, "
        "(SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery AS q) AS asked WHERE lexemes @@ q "
        "ORDER BY ts_rank(lexemes, q) DESC, name LIMIT 40",
        [" ".join(_telling(words))],
    )


def _rows(sql: str, given: Sequence[Any]) -> list[str]:
    return [row[0] for row in _owner().execute(sql, given).fetchall()]


@cache
def _owner() -> psycopg.Connection[Any]:
    """A connection as the owner of the tables: the product's own role makes none."""
    from coopcouncil.project.gateways import database

    return psycopg.connect(database.describe_owner(OWN["url"]), autocommit=True)


# --- relevance -------------------------------------------------------------------------------------------------------


def relevance() -> dict[str, float]:
    """nDCG@5 over the demo borough of each way of searching, mean of the labelled questions."""
    from coopcouncil.directory import public as directory
    from coopcouncil.foundation import clock
    from coopcouncil.kernel.search import Reading

    library = directory.search_library(clock.today())
    peers(list(library.doors.values()))

    def found(reading: Reading) -> list[str]:
        answer = library.find(reading, directory.Ask(), most=40)
        shown = directory.search_shown(answer.hits)
        return [
            hit.key if hit.kind == directory.DOOR else f"type:{shown[hit.kind, hit.key].service_type}"
            for hit in answer.hits
            if hit.kind in (directory.DOOR, directory.SERVICE)
        ]

    ways: dict[str, Callable[[str], list[str]]] = {
        "ours": lambda words: found(library.read(words)),
        "ours_without_everyday_phrases": lambda words: found(replace(library.read(words), matches=())),
        "like": like,
        "full_text_all_words": full_text,
        "full_text_any_word": full_text_any,
    }
    return {name: _mean(way) for name, way in ways.items()}


def _mean(way: Callable[[str], list[str]]) -> float:
    from coopcouncil.directory.domain.search.relevance import ndcg

    return round(mean(ndcg(way(item["q"]), item["wants"]) for item in labelled()), 3)


# --- all of it -------------------------------------------------------------------------------------------------------


def fill() -> None:
    """Many services more: every type in every shape, each with a name and words of its own."""
    from coopcouncil.directory.domain.catalogue import shipped_catalogue
    from coopcouncil.directory.models import Service, ServiceArea
    from coopcouncil.people import public as people
    from coopcouncil.places import public as places

    rng = random.Random(2010)
    kinds, bodies, wards = list(shipped_catalogue().values()), people.organisations(), places.areas("ward")
    left = SERVICES - Service.objects.count()
    made, areas = [], []
    for number in range(left):
        kind, body, ward = rng.choice(kinds), rng.choice(bodies), rng.choice(wards)
        extra = rng.choice(EXTRA)
        service = Service(
            id=uuid4(), code=f"bench-{number}", service_type=kind.code, name=f"{kind.name}, {extra}, {ward.name}"[:150],
            summary=kind.description, organisation_id=body.id, delivery_model="third_sector", scope="both",
            outcome="poverty", phone="01632 960001", cost=rng.choice(["Free", "A small fee", ""]),
            description=f"{extra} of {body.name} in {ward.name}. Ask for {' and '.join(rng.sample(EXTRA, 3))}.",
        )  # fmt: skip
        made.append(service)
        if number % 3:
            areas.append(ServiceArea(service=service, area_id=ward.id))
    Service.objects.bulk_create(made, batch_size=1000)
    ServiceArea.objects.bulk_create(areas, batch_size=1000)


def _peer_ms(way: Callable[[str], list[str]], questions: Sequence[str]) -> dict[str, float]:
    took = []
    for words in questions:
        at = time.perf_counter()
        way(words)
        took.append((time.perf_counter() - at) * 1000)
    return {"median": round(median(took), 1), "p95": round(quantiles(took, n=20)[-1], 1)}


def main(url: str) -> None:
    OWN["url"] = url
    from django.db import connection

    from coopcouncil.directory import public as directory
    from coopcouncil.foundation import clock, contributions
    from coopcouncil.places import public as places

    for loader in sorted(contributions.demo, key=lambda one: one.order):
        if loader.order <= 30:
            loader.load()
    quality = relevance()
    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    env = {**os.environ, "BENCH_DATABASE": url}
    running = [
        subprocess.Popen(
            [sys.executable, __file__, str(part)], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for part in range(PROCESSES)
    ]
    for process in running:
        while process.stdout and process.stdout.readline().strip() != "ready":
            pass
    began = time.perf_counter()
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in running]
    seconds = time.perf_counter() - began
    took = [ms for one in told for ms in one["ms"]]
    peers(list(directory.search_library(clock.today()).doors.values()))
    questions = asked([ward.name for ward in places.areas("ward")])[:PEER_QUESTIONS]
    alone = []
    for words in questions:
        at = time.perf_counter()
        search(words)
        alone.append((time.perf_counter() - at) * 1000)
    slowest = quantiles(took, n=20)[-1]
    print(
        json.dumps(
            {
                "benchmark": "directory_search",
                "services": SERVICES,
                "questions": len(took),
                "at_once": PROCESSES * THREADS,
                "processes": PROCESSES,
                "ms_median": round(median(took), 1),
                "ms_p95": round(slowest, 1),
                "limit_ms": LIMIT_MS,
                "answers_a_second": round(len(took) / seconds),
                "cpu_ms_an_answer": round(mean(one["cpu_ms"] for one in told), 2),
                "cold_start_s": round(max(one["cold_s"] for one in told), 2),
                "peak_mb_a_process": round(max(one["peak_mb"] for one in told)),
                "one_at_a_time_ms": {
                    "ours": {"median": round(median(alone), 1), "p95": round(quantiles(alone, n=20)[-1], 1)},
                    "like": _peer_ms(like, questions),
                    "full_text_all_words": _peer_ms(full_text, questions),
                    "full_text_any_word": _peer_ms(full_text_any, questions),
                },
                "ndcg_at_5": quality,
                "load_average_before": LOAD,
            }
        )
    )


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
    if given := os.environ.get("BENCH_DATABASE"):
        import django

        from coopcouncil.foundation.commandline import close_database, use_database

        django.setup()
        use_database(given)
        worker(int(sys.argv[1]))
        close_database()
    else:
        with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
            os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
            os.environ["COOPCOUNCIL_DEMO"] = "1"
            import django

            from coopcouncil.foundation.commandline import close_database, use_database
            from coopcouncil.project.gateways import database

            with database.session() as address:
                django.setup()
                database.bring_up_to_date(address)
                use_database(address)
                main(str(address))
                close_database()
