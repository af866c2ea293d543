"""Our side: the engine's examples, timed from outside by the kernel.

A task that starts from files is charged the whole process, its start included. A task that is repeated on what is
already loaded (new demand, a Monte Carlo iteration, a traversal) is the difference of a long and a short run over the
difference of their repetitions: a mean, where the peer is given its least.
"""

from . import program

WHOLE = {"plan", "first", "first_planned", "multi", "multi_planned", "all_adjoint", "all_adjoint_planned"}
# task: (example, its name there, repetitions of the short and of the long run)
REPEATED = {
    "redo": ("raw", "redo", 1, 501),
    "redo_scores": ("raw", "redo_scores", 1, 200_001),
    "mc1": ("raw_mc", "mc1", 2, 102),
    "mc_all": ("raw_mc", "mc_all", 2, 22),
    "tree": ("raw_mc", "tree", 1, 5001),
}
FULL_REPETITIONS_UP_TO = 20_000  # processes; fewer repetitions of longer ones above


class Engine:
    """The built examples on one system."""

    def __init__(self, paths, folder):
        self.paths, self.folder = paths, folder
        self.plan = folder / "plan.bin"
        self.size = (folder / "A.indptr.i32").stat().st_size // 4 - 1

    def run(self, task):
        """One measurement: the run, with the task's CPU seconds in its result."""
        if task in WHOLE:
            planned = task == "plan" or task.endswith("_planned")
            name = "all_adjoint" if task.startswith("all_adjoint") else task
            command = [self.paths["raw"], self.folder, name, "--repeat", 1]
            run = program.run(command + (["--plan", self.plan] if planned else []))
            run.result["cpu"] = run.process_cpu
            return run
        example, name, short, long = REPEATED[task]
        long = short + max(10, int((long - short) * min(1.0, FULL_REPETITIONS_UP_TO / self.size)))
        option = ["--repeat"] if example == "raw" else []
        command = [self.paths[example], self.folder, name, *option]
        few, many = program.run([*command, short]), program.run([*command, long])
        many.result["cpu"] = (many.process_cpu - few.process_cpu) / (long - short)
        many.result["whole"] = few.process_cpu
        many.result["count"] = long
        return many

    def prepare_plan(self):
        """Store the analysis that the planned tasks read."""
        self.plan.unlink(missing_ok=True)
        return self.run("plan")
