"""Principal components of votes of which most are missing, and where each voter stands on the first two.

Source: Small et al. (2021), on dimension reduction, and Polis's pca.clj: a missing vote counts as its statement's mean,
and a voter's place is stretched by √(statements / votes cast), so that who cast few is not drawn to the middle. Less
the mean a missing vote is 0: what is left is a sparse matrix Z, and the components are the first eigenvectors of Z'Z.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from coopcouncil.participation.domain.opinions.votes import Floats

AXES = 2
# With so few statements Z'Z is made, and all its eigenvectors.
DENSE = 25


@dataclass(frozen=True)
class Space:
    """The mean vote on each statement, and `axes` (statements × 2) of length 1. `explained` are shares of variance."""

    means: Floats
    axes: Floats
    explained: Floats

    def place(self, matrix: csr_array) -> Floats:
        """Where voters stand (voters × 2), from their votes."""
        stretch = np.sqrt(matrix.shape[1] / np.maximum(np.diff(matrix.indptr), 1))
        return (_centred(matrix, self.means) @ self.axes) * stretch[:, None]


def space_of(matrix: csr_array) -> Space:
    """The plane in which these voters differ most. Needs three statements or more."""
    statements = matrix.shape[1]
    counts = np.bincount(matrix.indices, minlength=statements)
    means = np.bincount(matrix.indices, matrix.data, statements) / np.maximum(counts, 1)
    centred = _centred(matrix, means)
    turned = centred.T.tocsr()
    if statements <= DENSE or not centred.data.any():  # Lanczos cannot begin where nobody differs
        values, axes = np.linalg.eigh((turned @ centred).toarray())
    else:
        squares = LinearOperator((statements, statements), matvec=lambda axis: turned @ (centred @ axis), dtype=float)
        begin = np.random.default_rng(0).random(statements)  # always the same, so that the answer is
        values, axes = eigsh(squares, k=AXES, which="LA", v0=begin)
    order = np.argsort(-values)[:AXES]
    axes = axes[:, order]
    # An axis has no direction of its own: its largest part points up.
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(AXES)])
    return Space(means, axes, values[order] / max(float(np.square(centred.data).sum()), 1e-300))


def _centred(matrix: csr_array, means: Floats) -> csr_array:
    return csr_array((matrix.data - means[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape)
