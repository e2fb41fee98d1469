"""A conversation's votes become a map of who thinks alike, and of what nearly all agree on."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli import group
from coopcouncil.participation.domain.opinions.groups import adjusted_rand, best_grouping, silhouette
from coopcouncil.participation.domain.opinions.opinion_map import map_opinions
from coopcouncil.participation.domain.opinions.space import space_of
from coopcouncil.participation.domain.opinions.statements import corrected
from coopcouncil.participation.domain.opinions.votes import Votes, collect
from coopcouncil.participation.formats.polis import read_votes

HERE = Path(__file__).parent
PAGE = HERE.parents[3] / "docs" / "explanation" / "opinion-maps.md"
POLIS = HERE.parents[4] / "shared" / "data" / "polis"
RECORDED = json.loads((HERE / "recorded" / "red_dwarf.json").read_text("utf-8"))["conversations"]


def conversation(
    *, seed: int = 1, voters: int = 120, statements: int = 30, groups: int = 3
) -> tuple[Votes, np.ndarray]:
    """Groups with leanings of their own; half of the votes are missing. Also the group that each voter came from."""
    rng = np.random.default_rng(seed)
    came = rng.integers(groups, size=voters)
    felt = rng.choice([-1.5, 0, 1.5], (groups, statements))[came] + rng.normal(0, 1, (voters, statements))
    voter, statement = np.nonzero(rng.random((voters, statements)) < 0.5)
    votes = np.sign(felt).astype(np.int64)[voter, statement]
    return collect(voter, statement, votes, np.zeros(len(voter), np.int64)), came


def ask(tmp_path: Path, votes: bytes, *options: str) -> Any:
    (tmp_path / "votes.csv").write_bytes(votes)
    return CliRunner().invoke(group, ["opinions", str(tmp_path / "votes.csv"), *options])


@pytest.mark.shared_data
@pytest.mark.parametrize("name", RECORDED)
def test_real_conversations_have_the_groups_that_red_dwarf_finds(name: str) -> None:
    votes = read_votes((POLIS / name / "votes.csv").read_bytes(), file="votes.csv")
    found = map_opinions(votes, seed=1, resamples=0)
    theirs = np.array(list(map(int, RECORDED[name]["labels"])))
    assert len(found.grouping.middles) == RECORDED[name]["groups"]
    assert adjusted_rand(found.grouping.labels, theirs) >= 0.95


def test_places_are_those_of_components_of_the_table_with_means_for_missing_votes() -> None:
    votes, _came = conversation()
    cast = np.zeros(votes.matrix.shape, dtype=bool)
    rows = np.repeat(np.arange(len(votes.voters)), votes.cast)
    cast[rows, votes.matrix.indices] = True
    table = np.where(cast, votes.matrix.toarray(), np.nan)
    filled = np.where(cast, table, np.nanmean(table, axis=0))
    filled -= filled.mean(axis=0)
    axes = np.linalg.svd(filled, full_matrices=False)[2][:2].T
    places = filled @ axes * np.sqrt(table.shape[1] / cast.sum(axis=1))[:, None]
    assert np.allclose(np.abs(space_of(votes.matrix).place(votes.matrix)), np.abs(places), atol=1e-8)


def test_planted_groups_are_found_and_firm() -> None:
    votes, came = conversation()
    found = map_opinions(votes, seed=1)
    assert adjusted_rand(found.grouping.labels, came) > 0.9
    assert found.stability is not None
    assert found.stability.alike > 0.8
    assert min(found.stability.groups) > 0.75


def test_groups_in_votes_cast_by_chance_are_not_firm() -> None:
    rng = np.random.default_rng(1)
    voter, statement = np.nonzero(rng.random((150, 30)) < 0.5)
    votes = collect(voter, statement, rng.integers(-1, 2, len(voter)), np.zeros(len(voter), np.int64))
    found = map_opinions(votes, seed=1)
    assert found.stability is not None
    assert found.stability.alike < 0.3
    assert min(found.stability.groups) < 0.6


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_votes_changes_nothing(random: Any) -> None:
    votes, _came = conversation(voters=40, statements=12)
    entries = votes.matrix.tocoo()
    order = random.sample(range(votes.matrix.nnz), votes.matrix.nnz)
    columns = (entries.row[order], entries.col[order], votes.matrix.data[order].astype(np.int64), np.zeros(len(order)))
    one, other = map_opinions(votes, seed=3, resamples=2), map_opinions(collect(*columns), seed=3, resamples=2)
    assert (one.groups == other.groups).all()
    assert one.consensus == other.consensus
    assert one.stability == other.stability


def test_of_two_votes_of_one_person_on_one_statement_the_later_counts() -> None:
    votes = collect(np.array([5, 5, 5]), np.array([2, 2, 1]), np.array([1, -1, 0]), np.array([20, 10, 5]))
    assert votes.matrix.toarray().tolist() == [[0, 1]]
    assert votes.cast.tolist() == [2]


def test_who_cast_few_votes_is_placed_and_not_grouped() -> None:
    votes, _came = conversation()
    few = np.flatnonzero(votes.cast >= 7)[0]
    entries = votes.matrix.tocoo()
    kept = (entries.row != few) | (np.cumsum(entries.row == few) <= 6)
    columns = (entries.row[kept], entries.col[kept], votes.matrix.data[kept].astype(np.int64), np.zeros(kept.sum()))
    found = map_opinions(collect(*columns), seed=1, resamples=0)
    assert found.groups[few] == -1
    assert np.isfinite(found.places[few]).all()
    assert (found.groups >= 0).sum() == len(found.grouping.labels) == 119


def test_above_a_size_starts_and_silhouettes_are_sampled_and_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    points = np.concatenate([rng.normal(middle, 0.5, (200, 2)) for middle in ((0, 0), (4, 0), (0, 4))])
    whole = best_grouping(points, most=5, starts=5, rng=np.random.default_rng(0))
    monkeypatch.setattr("coopcouncil.participation.domain.opinions.groups.TRIED_ON", 100)
    monkeypatch.setattr("coopcouncil.participation.domain.opinions.groups.MEASURED_ON", 90)
    sampled = best_grouping(points, most=5, starts=5, rng=np.random.default_rng(0))
    assert len(whole.middles) == len(sampled.middles) == 3
    assert adjusted_rand(whole.labels, sampled.labels) > 0.99


def test_figures_worked_out_by_hand() -> None:
    assert math.isclose(adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 4 / 7)
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1
    # Points 0, 1 and 4 on a line, the last alone: (1 − 1/4, 1 − 1/3, 0) / 3.
    apart = np.abs(np.subtract.outer([0.0, 1, 4], [0.0, 1, 4]))
    assert math.isclose(silhouette(apart, np.array([0, 0, 1])), (3 / 4 + 2 / 3) / 3)
    assert np.allclose(corrected(np.array([0.01, 0.04, 0.03, 0.5])), [0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_the_worked_example_of_the_documentation(tmp_path: Path) -> None:
    grid = re.search(r"^```text\n(.*?)^```", PAGE.read_text("utf-8"), flags=re.S | re.M)
    assert grid is not None
    lines = ["timestamp,datetime,comment-id,voter-id,vote"]
    for voter, row in enumerate(grid[1].splitlines()[1:]):
        for statement, sign in enumerate(row.split()[1:], start=1):
            lines.append(f"1,then,{statement},{voter},{ {'+': 1, '-': -1, 'o': 0}[sign] }")
    found = json.loads(ask(tmp_path, "\n".join(lines).encode(), "--json").output)
    assert [one["voters"] for one in found["groups"]] == [5, 4]
    first = found["consensus"][0]
    assert (first["statement"], first["answer"]) == (3, "agree")
    assert math.isclose(first["measure"], 5 / 7)
    top = found["groups"][0]["representative"][0]
    assert top["by_group"] == pytest.approx({"A": 6 / 7, "B": 1 / 6})
    assert math.isclose(top["measure"], 3.43, abs_tol=0.005)
    assert {one["statement"] for one in found["divisive"]} == {1, 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timestamp,datetime,comment-id,vote\n1,x,1,1\n", "votes.csv:1: There is no column “voter-id”."),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,1,1,2\n", "votes.csv:2: “2” is no vote."),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,1,1,1\n1,x,1,ann,1\n", "votes.csv:3: “ann” is no voter-id."),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,1,1\n", "votes.csv:2: This line has 4 fields"),
        ("timestamp,datetime,comment-id,voter-id,vote\n", "The file has no votes."),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,1,1,1\n1,x,2,1,1\n", "There are votes on 2 statements."),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,x,1,1,1\n1,x,2,1,1\n1,x,3,1,1\n", "1 people cast 3 votes"),
        ("", "There is no column “voter-id”"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    answer = ask(tmp_path, text.encode())
    assert answer.exit_code == 2
    assert said in answer.output


def test_everybody_at_one_point_has_no_groups() -> None:
    for statements in (4, 40):
        voter, statement = np.nonzero(np.ones((6, statements)))
        votes = collect(voter, statement, np.ones_like(voter), np.zeros_like(voter))
        with pytest.raises(BadInput, match="All voters stand at one point"):
            map_opinions(votes, seed=1)


@pytest.mark.shared_data
def test_statements_have_their_words_and_those_taken_out_are_left_out(tmp_path: Path) -> None:
    folder = POLIS / "15-per-hour-seattle"
    answer = ask(tmp_path, (folder / "votes.csv").read_bytes(), "--comments", str(folder / "comments.csv"))
    assert answer.exit_code == 0
    assert "337 people cast 2,849 votes on 31 statements." in answer.output
    assert "This will cause small businesses to go out of business." in answer.output
