"""How cost grows with the number of processes."""

from . import program
from .engine import Engine
from .table import seconds

SIZES = [1_000, 2_000, 5_000, 10_000, 20_000, 43_600, 100_000, 200_000]
PEER_UP_TO = 43_600
OURS = ["first", "first_planned", "redo", "multi", "multi_planned", "all_adjoint_planned", "mc1", "mc_all", "plan"]


def measure(data, sizes, python, engine, bench, repetitions):
    """A Markdown table: a row a size, least CPU time of each task, the largest peak memory."""
    lines = [
        "| processes | peer, first LCA (UMFPACK) | " + " | ".join(OURS) + " | peak memory |",
        "|---|" + "---|" * (len(OURS) + 2),
    ]
    for n in sizes:
        folder = data / f"n{n}"
        ours = Engine(engine, folder)
        ours.prepare_plan()
        peak, cells = 0.0, []
        for task in OURS:
            runs = [ours.run(task) for _ in range(repetitions)]
            cells.append(seconds(min(run.cpu for run in runs)))
            peak = max(peak, *(run.peak_mb for run in runs))
        lines.append(
            f"| {n:,} | {_peer(folder, n, python, bench)} | {' | '.join(cells)} | {peak:,.0f} MB |"
        )
        print(lines[-1], flush=True)
    return "\n" + "\n".join(lines)


def _peer(folder, n, python, bench):
    if n > PEER_UP_TO:
        return "–"
    try:
        runs = [
            program.run([python, bench / "peers" / "brightway.py", folder, "umfpack", "first_once"]) for _ in range(3)
        ]
    except program.Failed:
        return "–"
    return seconds(min(run.cpu for run in runs))
