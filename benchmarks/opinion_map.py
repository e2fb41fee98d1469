"""Opinion maps of real conversations beside red-dwarf where it is installed, and of a large one. Prints one JSON line.

On the Polis conversations in ../shared/data both must find as many groups, alike by an adjusted Rand index of 0.95.
Both are timed from votes in memory to representative statements, without resamples (which red-dwarf does not have), in
seconds of processor time, the best of five. The large conversation, 100,000 voters × 1,000 statements with 3 million
votes, is a file: reading it, mapping it and twenty resamples are timed in a process of their own, for its memory.

    .venv/bin/uv pip install --group bench
"""

import json
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from coopcouncil.participation.domain.opinions.groups import adjusted_rand
from coopcouncil.participation.domain.opinions.opinion_map import map_opinions
from coopcouncil.participation.domain.opinions.votes import Votes, collect
from coopcouncil.participation.formats.polis import read_votes

POLIS = Path(__file__).resolve().parents[2] / "shared" / "data" / "polis"
VOTERS, STATEMENTS, EACH = 100_000, 1_000, 30
ROUNDS = 5
LIMITS = {"alike": 0.95, "times_faster": 10, "large_seconds": 10, "large_megabytes": 1_000}


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    seconds, result = float("inf"), None
    for _round in range(ROUNDS):
        began = process_time()
        result = work()
        seconds = min(seconds, process_time() - began)
    return seconds, result


def beside(name: str, votes: Votes) -> dict[str, Any]:
    """One conversation by both. Stops where they differ."""
    entries = votes.matrix.tocoo()
    columns = (votes.voters[entries.row], votes.statements[entries.col], votes.matrix.data.astype(np.int64))
    seconds, ours = best(lambda: map_opinions(collect(*columns, np.zeros(len(columns[0]))), seed=1, resamples=0))
    line: dict[str, Any] = {
        "voters": len(votes.voters),
        "statements": len(votes.statements),
        "votes": int(votes.matrix.nnz),
        "groups": len(ours.grouping.middles),
        "seconds": round(seconds, 4),
    }
    if not find_spec("reddwarf"):
        return line
    from reddwarf.implementations.base import run_pipeline

    listed = [
        {"participant_id": int(voter), "statement_id": int(statement), "vote": int(value), "modified": 0}
        for voter, statement, value in zip(*columns, strict=True)
    ]
    theirs_seconds, theirs = best(lambda: run_pipeline(votes=listed, random_state=0))
    labels = theirs.participants_df["cluster_id"].dropna()
    grouped = ours.groups >= 0
    if labels.index.to_list() != votes.voters[grouped].tolist():
        raise SystemExit(f"{name}: red-dwarf groups other voters.")
    alike = adjusted_rand(ours.groups[grouped], labels.to_numpy(np.intp))
    if labels.nunique() != line["groups"] or alike < LIMITS["alike"]:
        raise SystemExit(f"{name}: red-dwarf finds {labels.nunique()} groups, {alike:.3f} alike.")
    return line | {
        "alike": round(alike, 3),
        "peer_seconds": round(theirs_seconds, 3),
        "times_faster": round(theirs_seconds / seconds, 1),
    }


def write_large(file: Path) -> int:
    """Three groups with leanings of their own; each voter votes on about thirty statements."""
    rng = np.random.default_rng(2010)
    leanings = rng.normal(0, 1, (3, STATEMENTS))
    count = 0
    with file.open("w") as out:
        out.write("timestamp,datetime,comment-id,voter-id,vote\n")
        for voter, group in enumerate(rng.choice(3, VOTERS, p=[0.5, 0.3, 0.2])):
            seen = np.unique(rng.integers(STATEMENTS, size=EACH + 1))[:EACH]
            felt = leanings[group, seen] + rng.normal(0, 0.7, len(seen))
            said = (felt > 0.3).astype(int) - (felt < -0.3)
            out.writelines(f"{voter},a day,{at},{voter},{vote}\n" for at, vote in zip(seen, said, strict=True))
            count += len(seen)
    return count


def large(file: Path) -> None:
    """What the process of its own does: from the file to the map and its stability."""
    began, began_wall = process_time(), perf_counter()
    found = map_opinions(read_votes(file.read_bytes(), file=file.name), seed=1)
    assert found.stability is not None
    print(
        json.dumps(
            {
                "groups": len(found.grouping.middles),
                "stability": round(found.stability.alike, 3),
                "seconds": round(process_time() - began, 2),
                "seconds_by_the_clock": round(perf_counter() - began_wall, 2),
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


def main() -> None:
    line: dict[str, Any] = {"benchmark": "opinion_map", "limits": LIMITS}
    if find_spec("reddwarf"):
        line["peer"] = f"red-dwarf {version('red-dwarf')}"
    for folder in sorted(POLIS.glob("*/")):
        content = (folder / "votes.csv").read_bytes()
        line[folder.name] = beside(folder.name, read_votes(content, file=folder.name))
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "votes.csv"
        votes = write_large(file)
        done = subprocess.run([sys.executable, __file__, str(file)], check=True, capture_output=True, text=True)
    line["large"] = {"voters": VOTERS, "statements": STATEMENTS, "votes": votes, **json.loads(done.stdout)}
    print(json.dumps(line | {"machine": platform.processor() or platform.machine(), "numpy": np.__version__}))


if __name__ == "__main__":
    large(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
