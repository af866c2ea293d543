"""Compare both sides' scores with the refined reference and with each other."""

import numpy as np
from synthetic import raw, reference

TOLERANCE = 1e-9
WELL_CONDITIONED = 1e3  # gross over net
SAMPLE_SPREAD = 4.0  # standard errors two samples' means of ln(score) may differ


class Reference:
    """The scores a careful solve gives, and where they may be asked for to ten digits."""

    def __init__(self, folder):
        if not (folder / "gross.f64").exists():
            reference.write(folder)
        self.scores = reference.read(folder, "reference.f64")
        with np.errstate(divide="ignore", invalid="ignore"):
            self.well = reference.read(folder, "gross.f64") <= WELL_CONDITIONED * np.abs(self.scores)
        self.demands = raw.demands(folder)

    def deviation(self, check, run, table):
        """Largest relative difference where well conditioned; None when there is nothing to compare."""
        if check == "first":
            given = np.array(run.result["scores"][:1])
            at = (self.demands[:1], np.zeros(1, int))
        elif check == "redo":
            given = np.array(run.result["scores"])
            at = (self.demands[1 : 1 + len(given)], np.zeros(len(given), int))
        elif check == "table" and table is not None:
            given = table.reshape(-1, self.scores.shape[1])
            products = self.demands if len(given) == len(self.demands) else np.arange(len(given))
            at = np.ix_(products, np.arange(self.scores.shape[1]))
        else:
            return None
        exact, well = self.scores[at], self.well[at]
        return float(np.max(np.abs(given - exact)[well] / np.abs(exact[well])))


def samples_agree(ours, peer):
    """Distance of the two means of ln|score|, in standard errors (different random numbers, same distribution)."""
    a, b = np.log(np.abs(ours)), np.log(np.abs(peer))
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return float(abs(a.mean() - b.mean()) / error)
