#!/usr/bin/env python3
"""Material stocks beside flodym, in one run: PYTHON EXAMPLE, the interpreter that has flodym and the built example.

    cargo build --release -p verdigris-materials --example stock_case
    python3 bench/materials/run.py PYTHON target/release/examples/stock_case

Both get the same means and weights; the sums of the last year must agree to 1e-9. Prints a table with the load average
before each line. Three runs of ours, the best is told; one of the peer.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZES = ["30", "30", "5"]


def run(command, extra=None):
    answer = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(extra or {})})
    if answer.returncode:
        return {"error": answer.stderr.strip().splitlines()[-1:] or ["killed"]}
    return json.loads(answer.stdout.splitlines()[-1])


def main():
    python, example = sys.argv[1:3]
    print("| case | load | flodym s | GB | ours s | GB | times faster | memory | largest difference |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        same = {"STOCK_CASE_MEANS": f"{folder}/means.txt", "STOCK_CASE_WEIGHTS": f"{folder}/weights.txt"}
        for kind, lifetime in (("inflow", "normal"), ("stock", "normal"), ("inflow", "lognormal"), ("inflow", "weibull")):
            load = os.getloadavg()[0]
            peer = run([python, str(HERE / "flodym_case.py"), kind, *SIZES, lifetime, folder])
            for general in (False, True):
                command = [example, kind, *SIZES, lifetime, "general" if general else "shared"]
                ours = min((run(command, same) for _ in range(3)), key=lambda one: one["seconds"])
                name = f"{kind}, {lifetime}, {'a lifetime a cohort and series' if general else 'a lifetime a product'}"
                if "error" in peer:
                    print(f"| {name} | {load:.1f} | {peer['error'][0]} | | {ours['seconds']:.3f} | {ours['peak_gb']:.3f} | | | |")
                    continue
                off = max(abs(ours[key] / peer[key] - 1) for key in ("stock_end", "out_end", "in_end"))
                print(
                    f"| {name} | {load:.1f} | {peer['seconds']:.2f} | {peer['peak_gb']:.2f} | {ours['seconds']:.3f} "
                    f"| {ours['peak_gb']:.3f} | {peer['seconds'] / ours['seconds']:.0f} "
                    f"| {ours['peak_gb'] / peer['peak_gb']:.2%} | {off:.0e} |",
                    flush=True,
                )
    load = os.getloadavg()[0]
    answer = subprocess.run([example, "model", "1000"], capture_output=True, text=True, check=True)
    print(f"\n1,000 draws of the packaged model (load {load:.1f}):")
    print(answer.stdout)


if __name__ == "__main__":
    main()
