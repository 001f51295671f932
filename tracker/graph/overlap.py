"""The overlap of organisations by shared barriers, corrected for size.

Counting shared barriers rewards size: whoever logs more meets more barriers, and at ten thousand
obstacles every pair shares them all. So we ask by how much *more often than usual* two
organisations meet in the same barrier.

With ``x[a, b]`` the obstacles of organisation ``a`` under barrier ``b``, and ``p[a, b] = x[a, b] /
sum(x[a, :])`` the share of its obstacles that fall there,

``J(a, c) = sum over b of p[a, b] * p[c, b]``

is the chance that one obstacle of each, picked blindly, fall under the same barrier, and

``overlap(a, c) = J(a, c) / mean of J over all pairs of different organisations``.

1 says: as often as two organisations of this programme usually do; 2: twice as often; 0: never.

This is the probabilistic ratio of observed to expected meetings, the one common measure that
corrects for size (cosine, Jaccard and inclusion do not): N. J. van Eck and L. Waltman, "How to
normalize cooccurrence data? An analysis of some well-known similarity measures", Journal of the
American Society for Information Science and Technology 60 (2009), 1635-1651. Two properties
follow, and tests hold them: multiplying all counts of an organisation changes nothing; and as
``E[p_a * p_c] = E[p_a] * E[p_c]`` for organisations that log independently of each other, logging
more draws the figure closer to its true value but neither up nor down.

What it does not say: with three obstacles a figure is three coins tossed, so show the counts
beside it; and with two organisations the only pair is the usual pair, so it is 1 if they share
anything.
"""

import numpy as np
from numpy.typing import NDArray


def overlap(obstacles: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the overlap of each two organisations, as the module's docstring defines it.

    Parameters
    ----------
    obstacles
        A row for each organisation, a column for each barrier, in each cell its obstacles.

    Returns
    -------
    NDArray
        Symmetric. An organisation without any obstacle under a barrier counts for nothing: its
        figures are ``nan`` ("cannot be said", which is not 0) and it does not enter the mean.
        So is the diagonal: nobody overlaps with itself. Where no two organisations share
        anything, every pair that can be compared is 0.

    >>> overlap(np.array([[1, 1, 0], [5, 5, 0], [0, 0, 1]])).round(1).tolist()
    [[nan, 3.0, 0.0], [3.0, nan, 0.0], [0.0, 0.0, nan]]
    """
    sizes = obstacles.sum(axis=1, keepdims=True)
    shares = obstacles / np.maximum(sizes, 1)
    chances: NDArray[np.float64] = shares @ shares.T
    silent = sizes[:, 0] == 0
    chances[silent, :] = np.nan
    chances[:, silent] = np.nan
    np.fill_diagonal(chances, np.nan)
    is_defined = ~np.isnan(chances)
    mean = chances[is_defined].mean() if is_defined.any() else 0.0
    return chances / mean if mean > 0 else chances
