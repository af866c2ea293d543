"""Start a program, read its JSON line and measure its peak memory and CPU time from outside."""

import json
import os
import subprocess
from dataclasses import dataclass

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

    @property
    def cpu(self):
        """CPU seconds of the task, as the program measured them."""
        return self.result["cpu"]


class Failed(Exception):
    """A program ended with an error."""


def run(command):
    """Run to the end; the last line of standard output is the result."""
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **ONE_THREAD}
    )
    output = process.stdout.read().decode()
    complaint = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        last = complaint.strip().splitlines()[-1:] or ["no message"]
        raise Failed(f"{' '.join(map(str, command))}: exit {process.returncode}: {last[0]}")
    return Run(json.loads(output.strip().splitlines()[-1]), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


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


def run_silent(command):
    """A program that prints no JSON: the CPU seconds are those of the whole process."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}: exit {process.returncode}: {complaint.strip()[-200:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run({"cpu": cpu}, usage.ru_maxrss / 1024, cpu)
