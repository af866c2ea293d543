"""Time one task of Brightway: `python peers/brightway.py FOLDER {umfpack|pardiso} TASK [COUNT] [--scores FILE]`.

Prints one JSON object. `cpu` is the process' CPU time of the task (all threads), without the start of the interpreter
and the imports; `scores` are short results, `--scores` receives the whole table as little-endian doubles.
The inventory packages must exist beside the raw arrays (`synthetic.packages`).
"""

import argparse
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")


def import_peer(solver):
    """Brightway picks pardiso, else UMFPACK, else SuperLU at import: hide what is not asked for."""
    if solver != "pardiso":
        sys.modules["pypardiso"] = None
    import bw2calc

    if bw2calc.PYPARDISO != (solver == "pardiso") or bw2calc.UMFPACK != (solver == "umfpack"):
        raise SystemExit(f"{solver} is not available")
    return bw2calc


class Case:
    """The system, its demands and the result of a task."""

    def __init__(self, folder, solver):
        self.bw = import_peer(solver)
        self.solver, self.folder = solver, folder
        self.demands = [int(i) + 1 for i in np.fromfile(folder / "demands.i32", "<i4")]
        self.methods = len(list(folder.glob("bw_method_*.zip")))
        self.table = None

    def package(self, name):
        """Open one data package."""
        import bw_processing as bp

        return bp.load_datapackage(bp.generic_zipfile_filesystem(dirpath=self.folder, filename=name, write=False))

    def inventory(self):
        """The technosphere and biosphere package."""
        return self.package("bw_inventory.zip")

    def first_method(self):
        """One impact category."""
        return self.package("bw_method_00.zip")

    def all_methods(self):
        """Every impact category."""
        return [self.package(f"bw_method_{k:02d}.zip") for k in range(self.methods)]

    def method_config(self):
        """Selects every impact category."""
        return {"impact_categories": [("m", str(k)) for k in range(self.methods)]}

    def lca(self, kind="LCA", **options):
        """An LCA object of the first demand and the first method."""
        return getattr(self.bw, kind)(
            {self.demands[0]: 1.0}, data_objs=[self.inventory(), self.first_method()], **options
        )


def clock():
    """CPU seconds of this process, all threads."""
    return time.process_time()


def first(case, factorize):
    """Open the packages, build the matrices, solve one demand, characterise with one method."""
    start = clock()
    lca = case.lca()
    lca.lci(factorize=factorize)
    lca.lcia()
    return {"cpu": clock() - start, "scores": [lca.score]}


def redo(case):
    """Another demand on the stored factorisation, one method: the best of 30 (pardiso keeps its own factors)."""
    lca = case.lca()
    lca.lci(factorize=case.solver != "pardiso")
    lca.lcia()
    seconds, scores = [], []
    for product in case.demands[1:31]:
        start = clock()
        lca.lci({product: 1.0})
        lca.lcia()
        scores.append(lca.score)
        seconds.append(clock() - start)
    return {"cpu": min(seconds), "median": float(np.median(seconds)), "scores": scores}


def multi(case):
    """MultiLCA: 100 demands by 20 methods."""
    start = clock()
    lca = case.bw.MultiLCA(
        demands={str(p): {p: 1.0} for p in case.demands},
        method_config=case.method_config(),
        data_objs=[case.inventory(), *case.all_methods()],
    )
    lca.lci()
    lca.lcia()
    scores = lca.scores
    cpu = clock() - start
    case.table = np.array([[scores[(("m", str(k)), str(p))] for k in range(case.methods)] for p in case.demands])
    return {"cpu": cpu}


def fast(case, products, direction):
    """FastScoresOnlyMultiLCA: scores only, solved forward or for the transpose."""
    start = clock()
    lca = case.bw.FastScoresOnlyMultiLCA(
        demands={str(p): {p: 1.0} for p in products},
        method_config=case.method_config(),
        data_objs=[case.inventory(), *case.all_methods()],
        direction=direction,
    )
    scores = lca.calculate()
    cpu = clock() - start
    by_name = scores.transpose(*sorted(scores.dims, key=lambda d: scores.sizes[d] == case.methods))
    demand_axis, method_axis = by_name.dims
    demand_at = {str(k): i for i, k in enumerate(by_name.coords[demand_axis].values)}
    method_at = {_method_number(k): i for i, k in enumerate(by_name.coords[method_axis].values)}
    values = np.asarray(by_name.values)
    case.table = values[np.ix_([demand_at[str(p)] for p in products], [method_at[k] for k in range(case.methods)])]
    return {"cpu": cpu}


def _method_number(label):
    """The number in a label such as ('m', '7') or its text."""
    text = label[-1] if isinstance(label, tuple) else str(label)
    return int("".join(c for c in text if c.isdigit()))


def monte_carlo(case, kind, count):
    """Sampled matrices, one demand, one method: the best iteration of `count`."""
    lca = case.lca(kind, use_distributions=True, seed_override=1)
    lca.lci()
    lca.lcia()
    seconds, scores = [], []
    for _ in range(count):
        start = clock()
        next(lca)
        scores.append(lca.score)
        seconds.append(clock() - start)
    case.table = np.array(scores)
    return {"cpu": min(seconds), "median": float(np.median(seconds)), "iterations": count}


def traversal(case):
    """Supply-chain graph down to 5e-4 of the score; the first LCA is not counted."""
    from bw_graph_tools.graph_traversal import NewNodeEachVisitGraphTraversal
    from bw_graph_tools.graph_traversal.settings import GraphTraversalSettings

    lca = case.lca()
    lca.lci(factorize=case.solver != "pardiso")
    lca.lcia()
    start = clock()
    graph = NewNodeEachVisitGraphTraversal(
        lca, GraphTraversalSettings(cutoff=5e-4, max_calc=100000, separate_biosphere_flows=False)
    )
    graph.traverse()
    return {
        "cpu": clock() - start,
        "nodes": len(graph.nodes),
        "edges": len(graph.edges),
        "solves": graph.calculation_count,
    }


def tasks(case, count):
    """What can be timed, by name."""
    n = json.loads((case.folder / "meta.json").read_text())["files"]["A"]["shape"][0]
    return {
        "first": lambda: first(case, factorize=case.solver != "pardiso"),
        "first_once": lambda: first(case, factorize=False),
        "redo": lambda: redo(case),
        "multi": lambda: multi(case),
        "fast_forward": lambda: fast(case, case.demands, "forward"),
        "fast_adjoint": lambda: fast(case, case.demands, "adjoint"),
        "all_adjoint": lambda: fast(case, list(range(1, n + 1)), "adjoint"),
        "mc1": lambda: monte_carlo(case, "LCA", count),
        "mc_iter": lambda: monte_carlo(case, "IterativeLCA", count),
        "traversal": lambda: traversal(case),
    }


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("solver", choices=["umfpack", "pardiso"])
    parser.add_argument("task")
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("--scores", type=Path)
    args = parser.parse_args()
    case = Case(args.folder, args.solver)
    result = tasks(case, args.count)[args.task]()
    if args.scores and case.table is not None:
        case.table.astype("<f8").tofile(args.scores)
    print(json.dumps({"task": args.task, "solver": args.solver, "version": case.bw.__version__, **result}))


if __name__ == "__main__":
    main()
