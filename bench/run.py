"""The life-cycle engine and Brightway side by side: `python bench/run.py --n 20000`, or `--growth`.

Generates the system if it is missing, builds the engine in release, runs both sides alternately and prints a Markdown
table. CPU seconds are those of the task itself (see bench/README.md). Ends with an error when a well-conditioned score
of ours is more than 1e-9 off the refined reference.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent


def arguments():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20000, help="processes of the synthetic system")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--rows", help="only rows whose label or peer contains this text")
    parser.add_argument("--growth", action="store_true", help="cost of our side from 1,000 to 200,000 processes")
    parser.add_argument("--sizes", help="sizes for --growth, parted by commas")
    parser.add_argument("--data", type=Path, default=ROOT / "out" / "bench")
    parser.add_argument("--venv", type=Path, default=ROOT / "out" / "bench" / "venv")
    parser.add_argument("--examples", type=Path, help="folder of already built examples `raw` and `raw_mc`")
    parser.add_argument("--peer-only", action="store_true")
    return parser.parse_args()


def enter_environment(venv):
    """Go on in the peers' environment, which has NumPy and SciPy too."""
    python = venv / "bin" / "python"
    if not python.exists():
        sys.exit(f"no environment at {venv}: run bench/setup.sh {venv}")
    if Path(sys.prefix).resolve() != venv.resolve():
        os.execv(python, [str(python), *sys.argv])
    return python


def generate(folder, n, python, packages):
    """Draw the system unless it is there."""
    ready = folder / ("bw_method_19.zip" if packages else "meta.json")
    if not ready.exists():
        print(f"generating {n:,} processes ...", flush=True)
        command = [python, "-m", "synthetic.generate", folder, "--n", n] + (["--packages"] if packages else [])
        subprocess.run([str(part) for part in command], cwd=BENCH, check=True)


def main():
    """Run what is asked for."""
    args = arguments()
    python = enter_environment(args.venv.absolute())
    from sidebyside import duel, growth, machine, program, rows, table

    data = args.data.absolute()
    if args.examples:
        engine = {name: args.examples / name for name in ("raw", "raw_mc")}
    else:
        engine = None if args.peer_only else program.build_engine(ROOT)
    if args.growth:
        sizes = [int(x) for x in args.sizes.split(",")] if args.sizes else growth.SIZES
        for n in sizes:
            generate(data / f"n{n}", n, python, packages=n <= growth.PEER_UP_TO)
        print(machine.describe())
        print(growth.measure(data, sizes, python, engine, BENCH, args.repetitions))
        return
    folder = data / f"n{args.n}"
    generate(folder, args.n, python, packages=True)
    both = duel.Duel(folder, python, engine, BENCH, args.repetitions)
    if engine:
        both.engine.prepare_plan()
    results = []
    for row in rows.ROWS:
        if args.rows and args.rows not in row.label and not any(args.rows in name for name, _ in row.peers):
            continue
        print(row.label, flush=True)
        results.append(both.fight(row))
        print(table.outcomes(results[-1:]).splitlines()[2], flush=True)
    whole = None
    if engine and not args.rows:
        whole = min((both.engine.run("mc_all") for _ in range(args.repetitions)), key=lambda run: run.cpu)
    multi = next((o for o in results if o.peer.startswith("MultiLCA")), None)
    print(f"\n{machine.describe()}; {args.n:,} processes, least of {args.repetitions}\n")
    print(table.outcomes(results))
    print("\n" + table.extras(multi, whole))
    few = [o.peer for o in results if o.repetitions < args.repetitions]
    if few:
        print(f"\nFewer repetitions ({duel.LONG_REPETITIONS}) where a peer run takes over a minute: {', '.join(few)}.")
    failed = [f"{o.row.label} ({o.peer})" for o in results if o.failed]
    if failed:
        sys.exit(f"scores do not agree: {'; '.join(failed)}")


if __name__ == "__main__":
    main()
