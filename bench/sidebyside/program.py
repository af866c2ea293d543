"""Start a program, read its JSON line and measure its peak memory and CPU time from outside."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")

# One thread each: a CPU second is then work, not waiting in a thread pool.
ONE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
}


@dataclass
class Run:
    """What one run gave: the program's own JSON, peak resident memory in MB, CPU seconds of the whole process."""

    result: dict
    peak_mb: float
    process_cpu: float
    wall: float = 0.0

    @property
    def cpu(self):
        """CPU seconds of the task, as the program measured them."""
        return self.result["cpu"]


class Failed(Exception):
    """A program ended with an error."""


def run(command):
    """Run to the end; the last line of standard output is the result."""
    output, usage, wall = _launch(command)
    return Run(json.loads(output.strip().splitlines()[-1]), usage["peak_mb"], usage["cpu"], wall)


def run_silent(command):
    """A program that prints no JSON: the CPU seconds are those of the whole process."""
    _, usage, wall = _launch(command)
    return Run({"cpu": usage["cpu"]}, usage["peak_mb"], usage["cpu"], wall)


def _launch(command):
    """Standard output, resource usage and wall time of a program; see `launch.py`."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "usage.json"
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-I", "-S", LAUNCHER, report, *(str(part) for part in command)],
            capture_output=True,
            env={**os.environ, **ONE_THREAD},
            check=False,
        )
        wall = time.monotonic() - start
        if done.returncode != 0:
            last = done.stderr.decode().strip().splitlines()[-1:] or ["no message"]
            raise Failed(f"{' '.join(map(str, command))}: exit {done.returncode}: {last[0]}")
        return done.stdout.decode(), json.loads(report.read_text()), wall


def build_engine(root):
    """Build the engine's two examples in release; returns their paths by name."""
    names = ["raw", "raw_mc"]
    command = ["cargo", "build", "--release", "-p", "verdigris-inventory", "--message-format=json"]
    built = subprocess.run(
        command + [part for name in names for part in ("--example", name)], cwd=root, stdout=subprocess.PIPE, check=True
    )
    paths = {}
    for line in built.stdout.decode().splitlines():
        message = json.loads(line)
        if message.get("executable"):
            paths[message["target"]["name"]] = message["executable"]
    if set(paths) != set(names):
        raise Failed(f"cargo built {sorted(paths)}")
    return paths

