"""Scores from 0 to 5 as CSV: a column for each candidate, a row for each voter. An empty field is a 0."""

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.choosing.ballots import Scored
from coopcouncil.participation.formats.columns import read_columns

_SCORES = {"": 0, **{str(score): score for score in range(6)}}


def read(content: bytes, file: str, *, voter: str = "voter") -> Scored:
    """Read a file; a column called as `voter` says is passed over. Raises BadInput, with the line and the mend."""
    held = read_columns(content, file=file)
    names = tuple(name for name in held.columns if name != voter)
    if len(names) < 2:
        raise BadInput("There are fewer than two candidates.", place=f"{file}:1", mend="Give each a column.")
    ballots = []
    for row in range(len(held)):
        ballot = []
        for name in names:
            score = _SCORES.get(held.columns[name][row])
            if score is None:
                raise BadInput(
                    f"“{held.columns[name][row]}” for {name} is no score.", place=held.place(row), mend="Write 0 to 5."
                )
            ballot.append(score)
        ballots.append(tuple(ballot))
    return Scored(names, tuple(ballots))
