"""The files of a Polis export: `votes.csv`, and `comments.csv` with the statements' words.

A vote is 1 for agree, −1 for disagree and 0 for pass in these files. (Polis's own database has the opposite signs.)
Source: compdemocracy.org, openData repository; the columns are found by name.
"""

import csv
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.opinions.votes import Votes, collect
from coopcouncil.participation.formats.columns import decode, read_columns

COLUMNS = ("voter-id", "comment-id", "vote", "timestamp")


def read_votes(content: bytes, *, file: str) -> Votes:
    """Raises BadInput with the line of what cannot be read."""
    first = content[: content.find(b"\n") + 1 or None]
    names = [name.strip() for name in next(csv.reader([decode(first, file=file)]), [])]
    for column in COLUMNS:
        if column not in names:
            there = ", ".join(names) or "nothing"
            mend = f"A Polis export has {', '.join(COLUMNS)}; the file has: {there}."
            raise BadInput(f"There is no column “{column}”.", place=f"{file}:1", mend=mend)
    if not content[len(first) :].strip():
        raise BadInput("The file has no votes.", place=file, mend="Export the conversation again.")
    try:
        table = np.loadtxt(
            BytesIO(content),
            dtype=np.int64,
            delimiter=",",
            skiprows=1,
            usecols=[names.index(column) for column in COLUMNS],
            quotechar='"',
            comments=None,
            ndmin=2,
            encoding="utf-8",
        )
    except ValueError:
        # Slower, but it knows the line.
        table = _line_by_line(content, file=file)
    if (np.abs(table[:, 2]) > 1).any():
        _line_by_line(content, file=file)
    return collect(*table.T)


def read_statements(content: bytes, *, file: str) -> tuple[dict[int, str], set[int]]:
    """The words of each statement, and those that the moderators took out (`moderated` −1). Raises BadInput."""
    table = read_columns(content, file=file, required=("comment-id", "comment-body"))
    try:
        ids = [int(text) for text in table.columns["comment-id"]]
    except ValueError:
        raise BadInput("A comment-id is no whole number.", place=file, mend="Export the conversation again.") from None
    moderated = table.columns.get("moderated", ["1"] * len(ids))
    words = dict(zip(ids, table.columns["comment-body"], strict=True))
    return words, {number for number, state in zip(ids, moderated, strict=True) if state == "-1"}


def _line_by_line(content: bytes, *, file: str) -> NDArray[np.int64]:
    table = read_columns(content, file=file, required=COLUMNS)
    rows = []
    for row, texts in enumerate(zip(*(table.columns[column] for column in COLUMNS), strict=True)):
        for column, text in zip(COLUMNS, texts, strict=True):
            if not text.removeprefix("-").isdecimal():
                mend = "Polis writes whole numbers here."
                raise BadInput(f"“{text}” is no {column}.", place=table.place(row), mend=mend)
        if texts[2] not in ("-1", "0", "1"):
            mend = "1 is agree, -1 disagree, 0 pass."
            raise BadInput(f"“{texts[2]}” is no vote.", place=table.place(row), mend=mend)
        rows.append([int(text) for text in texts])
    return np.array(rows, dtype=np.int64)
