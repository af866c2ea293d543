"""Importers side by side: `python bench/import.py --binary target/release/verdigris --uslci FILE.zip [--tiangong FILE.zip]`.

Times `verdigris import` on an openLCA JSON-LD archive against bw2io's importer on the same files, and on a TianGong
ILCD archive alone. CPU seconds and peak memory: ours of the whole process, reading the zip; the peer's without
interpreter start, imports and unpacking.
"""

import argparse
import sys
import tempfile
import zipfile
from pathlib import Path

from run import BENCH, ROOT, enter_environment


def arguments():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, help="the built `verdigris` command; without it only the peer is timed")
    parser.add_argument("--uslci", type=Path, help="openLCA JSON-LD archive")
    parser.add_argument("--tiangong", type=Path, help="TianGong ILCD archive")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--venv", type=Path, default=ROOT / "out" / "bench" / "venv")
    return parser.parse_args()


def main():
    """Run what is asked for."""
    args = arguments()
    python = enter_environment(args.venv.absolute())
    from sidebyside import machine, program
    from sidebyside.table import seconds

    def best(run_once):
        runs = [run_once() for _ in range(args.repetitions)]
        return min(run.cpu for run in runs), max(run.peak_mb for run in runs), runs[-1].result

    def ours(archive):
        if not args.binary:
            return None

        def once():
            with tempfile.TemporaryDirectory() as scratch:
                command = [args.binary.absolute(), "--library", scratch, "import", archive, "--as", "bench"]
                return program.run_silent(command)

        return best(once)

    lines = ["| archive | peer, CPU | peer, peak memory | ours, CPU | ours, peak memory | ratio |", "|---|---|---|---|---|---|"]
    for archive, has_peer in ((args.uslci, True), (args.tiangong, False)):
        if archive is None:
            continue
        mine, peer = ours(archive), None
        if has_peer:
            with tempfile.TemporaryDirectory() as folder:
                with zipfile.ZipFile(archive) as packed:
                    packed.extractall(folder)
                peer = best(lambda: program.run([python, BENCH / "peers" / "bw2io_jsonld.py", folder]))
            print(f"peer: {peer[2]}", file=sys.stderr)
        cells = [f"{seconds(x[0])} | {x[1]:,.0f} MB" if x else "– | –" for x in (peer, mine)]
        ratio = f"{peer[0] / mine[0]:.0f}×" if peer and mine else "–"
        lines.append(f"| {archive.name} | {cells[0]} | {cells[1]} | {ratio} |")
    print(f"{machine.describe()}, least of {args.repetitions}\n\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
