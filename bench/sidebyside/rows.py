"""The rows of the comparison: which peer classes, which of our tasks, which goal."""

from dataclasses import dataclass

SOLVERS = ("umfpack", "pardiso")


@dataclass
class Row:
    """A task both sides do; `peers` are (class, task), each tried with every solver, the fastest is the opponent."""

    label: str
    peers: list
    ours: str
    planned: str | None = None  # the same with the analysis stored by an earlier run
    goal: float | None = None  # times faster than the peer
    goal_planned: float | None = None
    peer_count: int | None = None
    check: str | None = None  # how the scores are compared


ROWS = [
    Row(
        "first LCA: load, build, solve, one method",
        [("LCA, factorized", "first"), ("LCA", "first_once")],
        "first",
        "first_planned",
        10,
        40,
        check="first",
    ),
    Row("new demand (ours 20 methods, peer one)", [("LCA", "redo")], "redo", None, 25, check="redo"),
    # Ours reads intensities solved once for all products, which is how the product answers; the peer solves anew.
    Row("new demand, scores alone", [("LCA", "redo")], "redo_scores", None, 25, check="redo"),
    Row("100 demands × 20 methods", [("MultiLCA", "multi")], "multi", "multi_planned", 100, 100, check="table"),
    Row(
        "100 demands × 20 methods",
        [("FastScores forward", "fast_forward"), ("FastScores adjoint", "fast_adjoint")],
        "multi",
        "multi_planned",
        20,
        20,
        check="table",
    ),
    Row("all products × 20 methods", [("FastScores adjoint", "all_adjoint")], "all_adjoint", "all_adjoint_planned", check="table"),
    Row(
        "Monte Carlo, one iteration",
        [("IterativeLCA", "mc_iter")],
        "mc1",
        None,
        20,
        peer_count=20,
        check="sample",
    ),
    Row("Monte Carlo, one iteration", [("LCA", "mc1")], "mc1", None, 65, peer_count=8, check="sample"),
    Row("graph traversal to 5e-4", [("NewNodeEachVisit", "traversal")], "tree", None, 10_000, check="nodes"),
]

MEMORY_GOAL = 20  # MultiLCA's peak memory over ours
WHOLE_DATABASE_GOAL = 0.1  # seconds of CPU a Monte Carlo sample of every product and method
