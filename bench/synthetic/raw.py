"""Raw little-endian arrays of a system: what both sides of the benchmark read.

A and B are compressed by column, Q by row: `X.indptr.i32`, `X.indices.i32`, `X.data.f64`, and `X.sigma.f64` where a
lognormal spread is known (sample = value * exp(sigma * z)). `demands.i32` holds 100 products, one unit each.
"""

import json

import numpy as np
import scipy.sparse as sp

DEMANDS = 100


def write(system, folder):
    """Write the arrays and `meta.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, matrix, form, sigma in (
        ("A", system.a, "csc", system.a_sigma),
        ("B", system.b, "csc", system.b_sigma),
        ("Q", system.q, "csr", None),
    ):
        matrix.indptr.astype("<i4").tofile(folder / f"{name}.indptr.i32")
        matrix.indices.astype("<i4").tofile(folder / f"{name}.indices.i32")
        matrix.data.astype("<f8").tofile(folder / f"{name}.data.f64")
        files[name] = {"format": form, "shape": list(matrix.shape), "nnz": int(matrix.nnz)}
        if sigma is not None:
            sigma.astype("<f8").tofile(folder / f"{name}.sigma.f64")
    candidates = np.flatnonzero(np.isin(system.kind, ["market", "prod"]))
    count = min(DEMANDS, len(candidates))
    demands = np.random.default_rng(7).choice(candidates, count, replace=False)
    demands.astype("<i4").tofile(folder / "demands.i32")
    (folder / "meta.json").write_text(json.dumps({"endian": "little", "files": files}, indent=1))


def read(folder, name):
    """A matrix and its sigma (None for Q)."""
    about = json.loads((folder / "meta.json").read_text())["files"][name]
    indptr = np.fromfile(folder / f"{name}.indptr.i32", "<i4")
    indices = np.fromfile(folder / f"{name}.indices.i32", "<i4")
    data = np.fromfile(folder / f"{name}.data.f64", "<f8")
    kind = sp.csc_matrix if about["format"] == "csc" else sp.csr_matrix
    sigma = folder / f"{name}.sigma.f64"
    return kind((data, indices, indptr), shape=about["shape"]), np.fromfile(sigma, "<f8") if sigma.exists() else None


def demands(folder):
    """Indices of the demanded products."""
    return np.fromfile(folder / "demands.i32", "<i4")
