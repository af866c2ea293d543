"""One row: find the peer's fastest class and solver, then run it and ours alternately."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from . import check, program
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
        self.folder, self.python, self.engine, self.bench = folder, python, engine, bench
        self.repetitions = repetitions
        self.plan = folder / "plan.bin"
        self.reference = check.Reference(folder)

    def peer(self, task, solver, count=None):
        """Run the peer; returns the run and its table of scores."""
        command = [self.python, self.bench / "peers" / "brightway.py", self.folder, solver, task]
        return self._run(command + ([count] if count else []))

    def ours(self, task, count=None):
        """Run ours; returns the run and its table of scores."""
        command = [self.engine, self.folder, task] + ([count] if count else [])
        return self._run(command + (["--plan", self.plan] if task == "plan" or task.endswith("_planned") else []))

    def prepare_plan(self):
        """Store the analysis that the `planned` runs read."""
        self.plan.unlink(missing_ok=True)
        return self.ours("plan")

    @staticmethod
    def _run(command):
        with tempfile.TemporaryDirectory() as folder:
            scores = Path(folder) / "scores.f64"
            run = program.run([*command, "--scores", scores])
            return run, (np.fromfile(scores, "<f8") if scores.exists() else None)

    def fastest_peer(self, row):
        """(name, task, solver, task CPU, process CPU) of the fastest, after one run each."""
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
                    best = (name, task, solver, run.cpu, run.process_cpu)
        if best is None:
            raise program.Failed(f"no peer for {row.label}")
        return best

    def fight(self, row):
        """The row's outcome."""
        name, task, solver, tried, whole = self.fastest_peer(row)
        outcome = Outcome(row, f"{name}, {solver}", tried)
        outcome.repetitions = LONG_REPETITIONS if whole > LONG else self.repetitions
        for _ in range(outcome.repetitions):
            peer, peer_table = self.peer(task, solver, row.peer_count)
            outcome.peer_cpu = min(outcome.peer_cpu, peer.cpu)
            outcome.peer_mb = max(outcome.peer_mb, peer.peak_mb)
            if self.engine:
                ours, our_table = self.ours(row.ours, row.our_count)
                outcome.cold = min(outcome.cold, ours.cpu)
                outcome.our_mb = max(outcome.our_mb, ours.peak_mb)
            if self.engine and row.planned:
                planned, planned_table = self.ours(row.planned, row.our_count)
                outcome.planned = min(outcome.planned or planned.cpu, planned.cpu)
                outcome.our_mb = max(outcome.our_mb, planned.peak_mb)
                self._compare(outcome, row, planned, planned_table)
        outcome.peer_deviation = self.reference.deviation(row.check, peer, peer_table)
        if self.engine:
            self._compare(outcome, row, ours, our_table)
            self._compare_sides(outcome, row, (ours, our_table), (peer, peer_table))
        return outcome

    def _compare(self, outcome, row, run, table):
        deviation = self.reference.deviation(row.check, run, table)
        if deviation is not None:
            outcome.our_deviation = max(outcome.our_deviation or 0.0, deviation)
            outcome.failed |= not deviation <= check.TOLERANCE
        elif row.check in ("first", "redo", "table"):
            outcome.failed = True
            outcome.remarks.append("no scores to compare")

    @staticmethod
    def _compare_sides(outcome, row, ours, peer):
        if row.check == "sample" and ours[1] is not None:
            distance = check.samples_agree(ours[1], peer[1])
            outcome.remarks.append(f"means of ln(score) {distance:.1f} standard errors apart")
            outcome.failed |= not distance <= check.SAMPLE_SPREAD
        if row.check == "nodes":
            outcome.remarks.append(f"{ours[0].result['nodes']} nodes, peer {peer[0].result['nodes']}")
            outcome.failed |= ours[0].result["nodes"] != peer[0].result["nodes"]
