"""One row: find the peer's fastest class and solver, then run it and ours alternately."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from . import check, program
from .engine import Engine
from .rows import SOLVERS

LONG = 60.0  # seconds of a peer run above which fewer repetitions must do
LONG_REPETITIONS = 2


@dataclass
class Outcome:
    """The best times of a row and how far the scores are off."""

    row: object
    peer: str = ""
    peer_cpu: float = float("inf")
    cold: float = float("inf")
    planned: float | None = None
    peer_mb: float = 0.0
    our_mb: float = 0.0
    repetitions: int = 0
    peer_deviation: float | None = None
    our_deviation: float | None = None
    remarks: list = field(default_factory=list)
    failed: bool = False


class Duel:
    """Both programs on one system."""

    def __init__(self, folder, python, engine, bench, repetitions):
        self.folder, self.python, self.bench = folder, python, bench
        self.engine = Engine(engine, folder) if engine else None
        self.repetitions = repetitions
        self.reference = check.Reference(folder)

    def peer(self, task, solver, count=None):
        """Run the peer; returns the run and its table of scores."""
        with tempfile.TemporaryDirectory() as scratch:
            scores = Path(scratch) / "scores.f64"
            command = [self.python, self.bench / "peers" / "brightway.py", self.folder, solver, task]
            run = program.run([*command, *([count] if count else []), "--scores", scores])
            return run, (np.fromfile(scores, "<f8") if scores.exists() else None)

    def fastest_peer(self, row):
        """(name, task, solver, task CPU, wall time) of the fastest, after one run each."""
        best = None
        for name, task in row.peers:
            for solver in SOLVERS:
                try:
                    run, _ = self.peer(task, solver, row.peer_count)
                except program.Failed as failure:
                    print(f"  without {name}, {solver}: {failure}", flush=True)
                    continue
                print(f"  {name}, {solver}: {run.cpu:.4g} s", flush=True)
                if best is None or run.cpu < best[3]:
                    best = (name, task, solver, run.cpu, run.wall)
        if best is None:
            raise program.Failed(f"no peer for {row.label}")
        return best

    def fight(self, row):
        """The row's outcome."""
        name, task, solver, tried, wall = self.fastest_peer(row)
        outcome = Outcome(row, f"{name}, {solver}", tried)
        outcome.repetitions = LONG_REPETITIONS if wall > LONG else self.repetitions
        for _ in range(outcome.repetitions):
            peer, peer_table = self.peer(task, solver, row.peer_count)
            outcome.peer_cpu = min(outcome.peer_cpu, peer.cpu)
            outcome.peer_mb = max(outcome.peer_mb, peer.peak_mb)
            if self.engine:
                ours = self._ours(outcome, row, row.ours)
                outcome.cold = min(outcome.cold, ours.cpu)
            if self.engine and row.planned:
                planned = self._ours(outcome, row, row.planned)
                outcome.planned = min(outcome.planned or planned.cpu, planned.cpu)
        outcome.peer_deviation = self.reference.of_peer(row.check, peer, peer_table)
        if self.engine:
            self._compare_sides(outcome, row, ours.result, peer, peer_table)
        return outcome

    def _ours(self, outcome, row, task):
        run = self.engine.run(task)
        outcome.our_mb = max(outcome.our_mb, run.peak_mb)
        deviation = self.reference.of_ours(row.check, run)
        if deviation is not None:
            outcome.our_deviation = max(outcome.our_deviation or 0.0, deviation)
            outcome.failed |= not deviation <= check.TOLERANCE
        return run

    @staticmethod
    def _compare_sides(outcome, row, ours, peer, peer_table):
        if row.check == "sample":
            distance = check.samples_agree(ours, peer_table)
            outcome.remarks.append(f"means {distance:.1f} standard errors apart")
            outcome.failed |= not distance <= check.SAMPLE_SPREAD or ours["failed"] > 0
        if row.check == "nodes":
            visited = peer.result["nodes"] - 1  # the peer counts the demand itself
            outcome.remarks.append(
                f"{ours['nodes']} nodes, peer {visited}; ours with loading, factorising and the solves"
                f" before the traversal {ours['whole']:.3g} s"
            )
            outcome.failed |= ours["nodes"] != visited
