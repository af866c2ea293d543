"""Markdown of the outcomes."""

from .rows import MEMORY_GOAL, WHOLE_DATABASE_GOAL


def seconds(value):
    """A time with three figures, or a dash."""
    return "–" if value is None or value == float("inf") else f"{value:.3g} s"


def _times(peer, ours):
    return "–" if not ours or ours == float("inf") else f"{peer / ours:,.0f}×" if peer / ours >= 10 else f"{peer / ours:.1f}×"


def _both(row):
    if row.goal is None:
        return "–"
    cold = f"{row.goal:,.0f}×"
    return f"{cold} / {row.goal_planned:,.0f}×" if row.goal_planned else cold


def _deviation(value):
    return "–" if value is None else f"{value:.0e}"


def outcomes(results):
    """The main table and the remarks below it."""
    lines = [
        "| task | peer (class, solver) | peer, CPU | ours cold | ours, stored plan | ratio cold / plan | goal | met |"
        " peak memory peer / ours | scores off: peer / ours |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    remarks = []
    for o in results:
        ratio = _times(o.peer_cpu, o.cold)
        if o.planned:
            ratio += f" / {_times(o.peer_cpu, o.planned)}"
        lines.append(
            f"| {o.row.label} | {o.peer} | {seconds(o.peer_cpu)} | {seconds(o.cold)} | {seconds(o.planned)} | {ratio}"
            f" | {_both(o.row)} | {_met(o)} | {o.peer_mb:,.0f} / {o.our_mb:,.0f} MB"
            f" | {_deviation(o.peer_deviation)} / {_deviation(o.our_deviation)} |"
        )
        remarks += [f"- {o.row.label} ({o.peer}): {text}" for text in o.remarks]
    return "\n".join(lines + ([""] + remarks if remarks else []))


def _met(o):
    if o.row.goal is None or o.cold == float("inf"):
        return "–"
    met = o.peer_cpu / o.cold >= o.row.goal
    if o.row.goal_planned and o.planned:
        return f"{_yes(met)} / {_yes(o.peer_cpu / o.planned >= o.row.goal_planned)}"
    return _yes(met)


def _yes(value):
    return "yes" if value else "no"


def extras(multi, whole_database):
    """Peak memory against MultiLCA, and the whole-database sample no peer offers."""
    lines = []
    if multi and multi.our_mb:
        ratio = multi.peer_mb / multi.our_mb
        lines.append(
            f"Peak memory of 100 × 20 scores: MultiLCA {multi.peer_mb:,.0f} MB, ours {multi.our_mb:,.0f} MB,"
            f" {ratio:.0f} times less (goal {MEMORY_GOAL}: {_yes(ratio >= MEMORY_GOAL)})."
        )
    if whole_database:
        lines.append(
            f"Monte Carlo of every product × 20 methods: {whole_database.cpu * 1000:.0f} ms of CPU a sample"
            f" (goal {WHOLE_DATABASE_GOAL * 1000:.0f} ms: {_yes(whole_database.cpu <= WHOLE_DATABASE_GOAL)}),"
            f" peak memory {whole_database.peak_mb:,.0f} MB; no peer offers it."
        )
    return "\n\n".join(lines)
