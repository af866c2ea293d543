"""Reference scores of every product with every method, by a refined solve of the transpose.

A^T y = (Q B)^T is solved by SciPy's direct solver and refined with residuals in extended precision until the scores
stand still; `reference.f64` holds y as (product, method). `gross.f64` is the same with |B|: where gross is far above
|score| the score is a difference of large terms and nobody can be asked for ten digits.
"""

import numpy as np
from scipy.sparse.linalg import factorized

from . import raw

ROUNDS = 8
STILL = 1e-14


def write(folder):
    """Write both arrays beside the raw ones."""
    a, _ = raw.read(folder, "A")
    b, _ = raw.read(folder, "B")
    q, _ = raw.read(folder, "Q")
    transposed = a.T.tocsc()
    solve = factorized(transposed)
    net = np.asarray((q @ b).toarray(), dtype=np.longdouble)
    gross = np.asarray((abs(q) @ abs(b)).toarray(), dtype=np.longdouble)
    for name, right in (("reference.f64", net), ("gross.f64", gross)):
        scores = np.array([_refine(a, solve, side) for side in right])
        scores.T.astype("<f8").tofile(folder / name)


def read(folder, name):
    """One of the arrays as (product, method)."""
    methods = np.fromfile(folder / "Q.indptr.i32", "<i4").size - 1
    return np.fromfile(folder / name, "<f8").reshape(-1, methods)


def _refine(a, solve, right):
    """y of A^T y = right; A by columns is A^T by rows, so a residual is one sum a column."""
    data = a.data.astype(np.longdouble)
    y = solve(right.astype(float)).astype(np.longdouble)
    for _ in range(ROUNDS):
        residual = right - np.add.reduceat(data * y[a.indices], a.indptr[:-1])
        step = solve(residual.astype(float))
        y = y + step
        if np.max(np.abs(step) / np.maximum(np.abs(y), 1e-300)) < STILL:
            break
    return y
