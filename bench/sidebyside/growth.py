"""How cost grows with the number of processes."""

from . import program
from .table import seconds

SIZES = [1_000, 2_000, 5_000, 10_000, 20_000, 43_600, 100_000, 200_000]
PEER_UP_TO = 43_600
OURS = [
    ("first", None),
    ("first_planned", None),
    ("redo", None),
    ("multi_planned", None),
    ("all_adjoint", None),
    ("mc1", 20),
]


def measure(data, sizes, python, engine, bench, repetitions):
    """A Markdown table: a row a size, least CPU time of each task, the largest peak memory."""
    lines = [
        "| processes | peer, first LCA (UMFPACK) | " + " | ".join(task for task, _ in OURS) + " | plan | peak memory |",
        "|---|" + "---|" * (len(OURS) + 3),
    ]
    for n in sizes:
        folder = data / f"n{n}"
        plan = folder / "plan.bin"
        peak = 0.0
        plan.unlink(missing_ok=True)
        stored = program.run([engine, folder, "plan", "--plan", plan])
        cells = []
        for task, count in OURS:
            command = [engine, folder, task] + ([count] if count else [])
            command += ["--plan", plan] if task.endswith("_planned") else []
            runs = [program.run(command) for _ in range(repetitions)]
            cells.append(seconds(min(run.cpu for run in runs)))
            peak = max(peak, *(run.peak_mb for run in runs))
        lines.append(
            f"| {n:,} | {_peer(folder, n, python, bench)} | {' | '.join(cells)} | {seconds(stored.cpu)} | {peak:,.0f} MB |"
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
