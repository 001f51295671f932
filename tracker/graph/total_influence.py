"""Total influence: the weights of a directed matrix added up along all paths.

Rows influence columns, and no weight is negative. With ``D = weights / scale`` the total influence
is ``T = D + D^2 + D^3 + ... = D (I - D)^-1``, which exists where the largest eigenvalue of ``D`` is
below 1. *Prominence* is the row sum plus the column sum of ``T``, *relation* the row sum minus the
column sum: positive for what causes more than it undergoes. This is DEMATEL: A. Gabus and E.
Fontela, "Perceptions of the world problematique", Battelle Geneva Research Centre, 1975.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]

_DIVERGED = 1e12
"""Entries of the inverse beyond this come from rounding: the matrix is singular."""


@dataclass(frozen=True)
class TotalInfluence:
    """The influence along all paths: DEMATEL's two figures for each row."""

    prominence: NDArray[np.float64]
    relation: NDArray[np.float64]


def scale_of(weights: Weights) -> float:
    """Return the larger of the largest row sum and the largest column sum, DEMATEL's usual scale.

    >>> scale_of(np.array([[0, 2], [1, 0], ]))
    2.0
    >>> scale_of(np.zeros((0, 0)))
    0.0
    """
    sums = np.concatenate([weights.sum(axis=0), weights.sum(axis=1)])
    return float(sums.max(initial=0.0))


def total_influence(weights: Weights, scale: float | None = None) -> TotalInfluence | None:
    """Return the influence along all paths, or None where their sum has no limit.

    There is a limit just where ``I - D`` has an inverse without any negative entry (R. J. Plemmons,
    "M-matrix characterizations", Linear Algebra and its Applications 18 (1977), 175-188). With the
    usual scale there is none where every row and column of some circle sums to the scale.

    >>> total = total_influence(np.array([[0, 1], [0, 0]]))
    >>> total.prominence.tolist(), total.relation.tolist()
    ([1.0, 1.0], [1.0, -1.0])
    >>> total_influence(np.array([[0, 1], [1, 0]])) is None
    True
    """
    links = weights.astype(np.float64)
    np.fill_diagonal(links, 0)
    links /= (scale if scale is not None else scale_of(links)) or 1
    identity = np.eye(len(links))
    try:
        inverse = np.linalg.inv(identity - links)
    except np.linalg.LinAlgError:
        return None
    is_finite = bool(np.isfinite(inverse).all()) and inverse.max(initial=0) < _DIVERGED
    if not is_finite or inverse.min(initial=0) < -1 / _DIVERGED:
        return None
    total = inverse - identity
    given, taken = total.sum(axis=1), total.sum(axis=0)
    return TotalInfluence(given + taken, given - taken)
