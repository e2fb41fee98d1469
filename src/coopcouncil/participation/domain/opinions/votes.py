"""The votes of a conversation: who said what to which statement, each once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Votes:
    """A sparse matrix, a row for each of `voters` and a column for each of `statements`, both in order.

    1 is agree, −1 disagree, and a 0 that is stored is a pass; where nothing is stored there is no vote.
    """

    voters: Integers
    statements: Integers
    matrix: csr_array

    @cached_property
    def cast(self) -> Integers:
        """How many votes each voter cast."""
        return np.diff(self.matrix.indptr)


def collect(voters: Integers, statements: Integers, values: Integers, times: Integers) -> Votes:
    """Votes as they came, in any order. Of two votes of one voter on one statement the later counts."""
    of_voter, rows = np.unique(voters, return_inverse=True)
    of_statement, columns = np.unique(statements, return_inverse=True)
    cell = rows * len(of_statement) + columns
    if len(cell) > 1 and (np.diff(cell) <= 0).any():
        # By cell, then by time; of two at the same moment the one that says yes, wherever it stands in the file.
        order = np.lexsort((values, times, cell))
        last = order[np.append(np.diff(cell[order]) != 0, True)]
        rows, columns, values = rows[last], columns[last], values[last]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(of_voter)))])
    shape = (len(of_voter), len(of_statement))
    return Votes(of_voter, of_statement, csr_array((values.astype(np.float64), columns, starts), shape=shape))


def without(votes: Votes, gone: NDArray[np.bool_]) -> Votes:
    """The same without these statements, and without the voters who then have no vote."""
    matrix = votes.matrix[:, ~gone]
    kept = np.diff(matrix.indptr) > 0
    return Votes(votes.voters[kept], votes.statements[~gone], matrix[kept])
