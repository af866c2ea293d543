"""Brightway data packages of the raw arrays: one inventory, one package a method.

Activity i has the id i + 1, its product the same; elementary flow f has n + 1 + f.
"""

import bw_processing as bp
import numpy as np

from . import raw

LOGNORMAL, CERTAIN = 2, 0


def write(folder):
    """Write `bw_inventory.zip` and `bw_method_NN.zip` beside the raw arrays."""
    a, a_sigma = raw.read(folder, "A")
    b, b_sigma = raw.read(folder, "B")
    q, _ = raw.read(folder, "Q")
    n = a.shape[0]
    inventory = _create(folder, "bw_inventory.zip", "inventory", sum_intra_duplicates=True)
    indices, amount = _entries(a, 1, 1)
    inventory.add_persistent_vector(
        matrix="technosphere_matrix",
        name="technosphere",
        indices_array=indices,
        data_array=np.abs(amount),
        flip_array=amount < 0,
        distributions_array=_distributions(np.abs(amount), a_sigma),
    )
    indices, amount = _entries(b, n + 1, 1)
    inventory.add_persistent_vector(
        matrix="biosphere_matrix",
        name="biosphere",
        indices_array=indices,
        data_array=amount,
        distributions_array=_distributions(amount, b_sigma),
    )
    inventory.finalize_serialization()
    for method in range(q.shape[0]):
        factors = q[method]
        indices = np.empty(factors.nnz, dtype=bp.INDICES_DTYPE)
        indices["row"], indices["col"] = factors.indices + n + 1, 1
        package = _create(folder, f"bw_method_{method:02d}.zip", f"method{method}")
        package.add_persistent_vector(
            matrix="characterization_matrix",
            name=f"method{method}",
            indices_array=indices,
            data_array=factors.data,
            identifier=("m", str(method)),
            global_index=1,
        )
        package.finalize_serialization()


def _create(folder, filename, name, **options):
    (folder / filename).unlink(missing_ok=True)
    target = bp.generic_zipfile_filesystem(dirpath=folder, filename=filename, write=True)
    return bp.create_datapackage(fs=target, name=name, **options)


def _entries(matrix, first_row, first_column):
    entries = matrix.tocoo()
    indices = np.empty(entries.nnz, dtype=bp.INDICES_DTYPE)
    indices["row"], indices["col"] = entries.row + first_row, entries.col + first_column
    return indices, entries.data


def _distributions(amount, sigma):
    uncertain = sigma > 0
    distributions = np.zeros(len(amount), dtype=bp.UNCERTAINTY_DTYPE)
    for name in ("scale", "shape", "minimum", "maximum"):
        distributions[name] = np.nan
    distributions["uncertainty_type"] = np.where(uncertain, LOGNORMAL, CERTAIN)
    distributions["loc"] = amount
    distributions["loc"][uncertain] = np.log(np.abs(amount[uncertain]))
    distributions["scale"][uncertain] = sigma[uncertain]
    distributions["negative"] = (amount < 0) & uncertain
    return distributions
