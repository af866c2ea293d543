"""Generate a system: `python -m synthetic.generate FOLDER --n 20000 [--packages]` (from bench/)."""

import argparse
import json
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from . import raw
from .system import Settings, build


def describe(folder):
    """Figures that show the structure: entries a column, components, hubs, waste rows."""
    a, _ = raw.read(folder, "A")
    b, _ = raw.read(folder, "B")
    n = a.shape[0]
    links = sp.csr_matrix(a)
    users = np.diff(links.indptr) - 1
    components, label = connected_components(links, directed=True, connection="strong")
    return {
        "processes": n,
        "entries_a_column": round(a.nnz / n, 2),
        "elementary_entries_a_column": round(b.nnz / n, 2),
        "strong_components": int(components),
        "largest_component": int(np.bincount(label).max()),
        "products_nobody_uses": int((users == 0).sum()),
        "most_users": int(users.max()),
        "waste_treatments": int((a.diagonal() < 0).sum()),
    }


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--n", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--packages", action="store_true", help="write Brightway data packages too")
    args = parser.parse_args()
    if not (args.folder / "meta.json").exists():
        raw.write(build(Settings(n=args.n, seed=args.seed)), args.folder)
    if args.packages and not (args.folder / "bw_method_19.zip").exists():
        from . import packages

        packages.write(args.folder)
    print(json.dumps(describe(args.folder)))


if __name__ == "__main__":
    main()
