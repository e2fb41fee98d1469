"""Ways to choose people and options: counts known beforehand, and what holds of every count."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli import group
from coopcouncil.participation.domain.choosing import one
from coopcouncil.participation.domain.choosing.ballots import Ranked, Scored
from coopcouncil.participation.domain.choosing.consent import Meeting, Rules, decide
from coopcouncil.participation.domain.choosing.stv import VOTE, stv
from coopcouncil.participation.formats import blt, scores
from coopcouncil.participation.tests.by_hand import stv_by_hand

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "choosing.md"


def _ranked(text: str, seats: int = 1) -> Ranked:
    """`3 A>B=C` a line; candidates by name."""
    rows = [line.split(maxsplit=1) for line in text.strip().splitlines()]
    names = tuple(sorted(set("".join(rank for _, rank in rows)) - set(">=")))
    ballots = tuple(
        (int(voters), tuple(tuple(names.index(name) for name in level.split("=")) for level in ranks.split(">")))
        for voters, ranks in rows
    )
    return Ranked(names, seats, ballots)


def _names(told: Ranked, places: tuple[int, ...] | list[int]) -> str:
    return "".join(told.candidates[place] for place in places)


# --- STV ------------------------------------------------------------------------------------------------------------


def test_the_worked_example_on_the_page_comes_out_as_printed(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    blocks = dict(re.findall(r"^```(\S+)[^\n]*\n(.*?)^```$", text, flags=re.M | re.S))
    file = tmp_path / "forum.blt"
    file.write_text(blocks["blt"], "utf-8")
    assert CliRunner().invoke(group, ["elect", str(file)]).stdout == blocks["text"]


def test_each_paper_of_a_surplus_goes_on_at_a_part_of_its_value_cut_to_five_places() -> None:
    # Quota 10 // 3 + 1 = 4. A has 6: each goes on at 2/6 = 0.33333, so B has 2 + 6 × 0.33333 = 3.99998. D with none
    # is excluded, then C with 2, which go to B: 5.99998.
    told = _ranked("6 A>B>D\n2 B>D\n2 C>B>D", seats=2)
    done = stv(told, sorted)
    assert done.quota == 4
    assert _names(told, done.elected) == "AB"
    assert [stage.votes[1] for stage in done.stages] == [200_000, 399_998, 399_998, 599_998]
    assert done.stages[1].lost == 2


def test_a_second_surplus_ignores_what_is_beyond_five_places() -> None:
    # Quota 26 // 4 + 1 = 7. A 13, surplus 6: 6/13 = 0.46153 to B, who has 4 + 13 × 0.46153 = 9.99989, a surplus of
    # 2.99989. A's papers then go on at 2.99989 × 0.46153 / 9.99989 = 0.13845, B's own at 0.29999.
    told = _ranked("13 A>B>C\n4 B>C\n3 C\n4 D\n2 E", seats=3)
    done = stv(told, sorted)
    assert done.stages[1].votes[1] == 4 * VOTE + 13 * 46_153
    assert done.stages[2].votes[2] == 3 * VOTE + 13 * 13_845 + 4 * 29_999
    assert _names(told, done.elected[:2]) == "AB"


def test_of_two_level_the_one_that_was_behind_at_the_latest_stage_is_excluded() -> None:
    # After E is excluded B and C are level; at the stage before C was behind.
    told = _ranked("9 A\n4 B\n3 C\n1 E>C\n5 D", seats=1)
    done = stv(told, sorted)
    excluded = [stage.moved for stage in done.stages if stage.what == "excluded"]
    assert [told.candidates[place] for place in excluded if place is not None][:2] == ["E", "C"]
    assert not any(stage.lot for stage in done.stages)


def test_where_candidates_were_always_level_the_declared_order_decides_and_it_is_written_down() -> None:
    told = _ranked("3 A\n2 B\n2 C", seats=1)
    assert [stage.lot for stage in stv(told, sorted).stages if stage.lot] == [(1, 2)]
    out = stv(told, lambda names: sorted(names, reverse=True)).stages[1].moved
    assert out == 1


@st.composite
def elections(draw: st.DrawFn) -> Ranked:
    names = tuple("ABCDE"[: draw(st.integers(1, 5))])
    ballot = st.lists(st.integers(0, len(names) - 1), unique=True, min_size=1).map(lambda row: tuple((c,) for c in row))
    rows = draw(st.lists(st.tuples(st.integers(1, 9), ballot), min_size=1, max_size=8))
    return Ranked(names, draw(st.integers(1, 4)), tuple(rows))


@settings(max_examples=100, deadline=None)
@given(elections())
def test_no_vote_appears_or_goes_missing_at_any_stage_and_all_seats_are_filled(told: Ranked) -> None:
    done = stv(told, sorted)
    for stage in done.stages:
        assert sum(stage.votes.values()) + stage.not_transferable + stage.lost == done.valid * VOTE
        assert min(stage.votes.values()) >= 0
    assert len(done.elected) == min(told.seats, len(told.candidates)) == len(set(done.elected))


@settings(max_examples=150, deadline=None)
@given(elections())
def test_stv_is_what_the_rules_say_paper_by_paper(told: Ranked) -> None:
    papers = [
        "".join(told.candidates[rank[0]] for rank in ranks) for voters, ranks in told.ballots for _ in range(voters)
    ]
    elected, stages = stv_by_hand("".join(told.candidates), told.seats, papers)
    done = stv(told, sorted)
    assert _names(told, done.elected) == elected
    exactly = [{told.candidates[c]: Decimal(votes) / VOTE for c, votes in stage.votes.items()} for stage in done.stages]
    assert exactly == stages


@settings(max_examples=60, deadline=None)
@given(elections())
def test_what_is_written_as_blt_is_read_as_the_same(told: Ranked) -> None:
    assert blt.read(blt.write(told).encode(), "again.blt") == told


# --- one winner -----------------------------------------------------------------------------------------------------

PAPER = "5 A>C>B>E>D\n5 A>D>E>C>B\n8 B>E>D>A>C\n3 C>A>B>E>D\n7 C>A>E>B>D\n2 C>B>A>D>E\n7 D>C>E>B>A\n8 E>B>A>D>C"
CAPITAL = "42 M>N>C>K\n26 N>C>K>M\n15 C>K>N>M\n17 K>C>N>M"


def test_the_example_of_schulzes_paper_comes_out() -> None:
    told = _ranked(PAPER)
    done = one.schulze(told, sorted)
    assert [_names(told, level) for level in done.ranking] == ["E", "A", "C", "B", "D"]
    assert done.condorcet is None
    assert done.prefer[0][1:] == (20, 26, 30, 22)
    assert done.paths[4] == (25, 28, 28, 31, 0)


def test_whoever_beats_every_other_wins_by_schulze_though_not_by_instant_run_off() -> None:
    told = _ranked(CAPITAL)
    done = one.schulze(told, sorted)
    assert told.candidates[done.winner] == "N"
    assert done.condorcet == done.winner
    winner, rounds = one.instant_runoff(told, sorted)
    assert told.candidates[winner] == "K"
    assert [told.candidates[row.out] for row in rounds if row.out is not None] == ["C", "N"]


@settings(max_examples=60, deadline=None)
@given(elections(), st.permutations(range(5)))
def test_the_name_of_a_candidate_changes_no_ranking(told: Ranked, order: list[int]) -> None:
    moved = [place for place in order if place < len(told.candidates)]
    again = Ranked(
        told.candidates,
        told.seats,
        tuple((voters, tuple(tuple(moved[c] for c in rank) for rank in ranks)) for voters, ranks in told.ballots),
    )
    ranking = [{moved[c] for c in level} for level in one.schulze(told, sorted).ranking]
    assert [set(level) for level in one.schulze(again, sorted).ranking] == ranking


def test_with_approval_all_named_on_a_ballot_have_its_vote_and_a_tie_at_the_last_seat_is_written_down() -> None:
    told = _ranked("3 A>B\n2 B=C\n3 C\n1 D", seats=2)
    done = one.approval(told, sorted)
    assert done.votes == {0: 3, 1: 5, 2: 5, 3: 1}
    assert (_names(told, done.elected), done.lot) == ("BC", ())
    assert one.approval(_ranked("3 A>B\n2 B=C\n3 C\n1 D"), sorted).lot == (1, 2)


def test_star_lets_the_two_with_the_highest_scores_meet() -> None:
    # B has the most stars; of the voters more score A above B than the other way round.
    told = Scored(("A", "B", "C"), ((5, 4, 0), (5, 4, 0), (5, 4, 1), (0, 5, 4), (0, 5, 5)))
    done = one.star(told, sorted)
    assert done.scores == {0: 15, 1: 22, 2: 10}
    assert (done.finalists, done.prefer, done.winner, done.lot) == ((1, 0), (2, 3), 0, ())


def test_a_tie_of_star_goes_by_preference_then_by_fives_then_by_the_declared_order() -> None:
    level = Scored(("A", "B", "C"), ((5, 0, 3), (0, 5, 3), (3, 3, 0)))
    assert one.star(level, sorted).lot == (0, 1)
    # All three have 2 stars; A loses two comparisons, B and C none: they meet.
    lost = Scored(("A", "B", "C"), ((2, 0, 0), (0, 0, 1), (0, 2, 1)))
    assert set(one.star(lost, sorted).finalists) == {1, 2}
    by_score = Scored(("A", "B"), ((5, 1), (0, 2)))
    assert (one.star(by_score, sorted).winner, one.star(by_score, sorted).lot) == (0, ())


# --- a forum --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meeting", "outcome"),
    [
        (Meeting(20, 6, 0, 0), "no_quorum"),
        (Meeting(20, 5, 2, 0), "consent"),
        (Meeting(20, 0, 7, 0), "nobody_for"),
        (Meeting(20, 9, 0, 1), "talk_again"),
        (Meeting(20, 6, 1, 3, objected_before=2), "carried"),
        (Meeting(20, 5, 0, 3, objected_before=2), "lost"),
    ],
)
def test_a_forum_decides_by_consent_and_only_after_talking_again_by_a_vote(meeting: Meeting, outcome: str) -> None:
    rules = Rules(quorum=Fraction(1, 3), votes_after=2, majority=Fraction(2, 3), is_exceeded=False)
    decision = decide(rules, meeting)
    assert (decision.outcome, decision.needed) == (outcome, 7)
    assert decision.in_words()


def test_more_people_than_members_cannot_be_there() -> None:
    with pytest.raises(ValueError, match="More are there"):
        decide(Rules(Fraction(1, 2)), Meeting(3, 4, 0, 0))


# --- files ----------------------------------------------------------------------------------------------------------

GOOD = '3 1\n-3\n# three\n4 1 2 0\n2 2=3 1 0\n0\n"Ann" "Bob \\"B\\" Lee"\n"Cat"\n"A title"\n'


def test_a_blt_file_with_remarks_a_withdrawal_and_level_candidates_is_read() -> None:
    told = blt.read(GOOD.encode(), "good.blt")
    assert told.candidates == ("Ann", 'Bob "B" Lee', "Cat")
    assert told.valid == ((4, ((0,), (1,))), (2, ((1,), (0,))))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("4 1 2 0", "4 1 7 0", 4, "There is no candidate “7”"),
        ("4 1 2 0", "4 1 1 0", 4, "names candidate 1 twice"),
        ("3 1\n", "three 1\n", 1, "the number of candidates"),
        ("4 1 2 0", "x 1 2 0", 4, "a ballot, or the 0"),
        ('"Cat"\n', "", 9, "ends where the title"),
        ("4 1 2 0", "4 1 2", 4, "does not end with 0"),
        ("4 1 2 0", "4 1 ² 0", 4, "There is no candidate “²”"),
        ('"Cat"', '"Ann"', 8, "Two candidates are called Ann"),
        ('"Cat"', "Cat", 8, "Put names in double quotes"),
        ("2 2=3 1 0", "-2", 5, "out of place"),
    ],
)
def test_a_broken_blt_file_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    with pytest.raises(BadInput) as caught:
        blt.read(GOOD.replace(old, new, 1).encode(), "bad.blt")
    assert caught.value.place == (f"bad.blt:{line}" if line else "bad.blt")
    assert words in str(caught.value)


def test_stv_refuses_candidates_that_a_ballot_puts_level(tmp_path: Path) -> None:
    file = tmp_path / "level.blt"
    file.write_text(GOOD.replace("-3\n", ""), "utf-8")
    done = CliRunner().invoke(group, ["elect", str(file)])
    assert done.exit_code == 2
    assert "Count it with --method schulze" in done.stderr
    counted = json.loads(CliRunner().invoke(group, ["elect", str(file), "--method", "schulze", "--json"]).stdout)
    assert counted["winner"] == "Ann"
    assert counted["instant_runoff"] is None


def test_scores_are_read_and_a_score_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("voter,A,B\n1,5,\n2,3,4\n", "utf-8")
    done = json.loads(CliRunner().invoke(group, ["elect", str(file), "--method", "star", "--json"]).stdout)
    assert (done["winner"], done["scores"]) == ("A", {"A": 8, "B": 4})
    with pytest.raises(BadInput, match="“6” for B is no score"):
        scores.read(b"A,B\n5,1\n3,6\n", "s.csv")
