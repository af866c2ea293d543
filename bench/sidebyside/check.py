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

    def of_peer(self, check, run, table):
        """Largest relative difference of the peer's scores where well conditioned; None without scores."""
        if check == "table":
            given = table.reshape(-1, self.scores.shape[1])
            products = self.demands if len(given) == len(self.demands) else np.arange(len(given))
            return self._deviation(given, np.ix_(products, np.arange(self.scores.shape[1])))
        if check in ("first", "redo"):
            given = np.array(run.result["scores"])
            first = 0 if check == "first" else 1
            return self._deviation(given, (self.demands[first : first + len(given)], np.zeros(len(given), int)))
        return None

    def of_ours(self, check, run):
        """The same for ours, which prints every method of the first demand or of all."""
        if check not in ("first", "redo", "table"):
            return None
        given = np.array(run.result["scores"]).reshape(-1, self.scores.shape[1])
        return self._deviation(given, np.ix_(self.demands[: len(given)], np.arange(self.scores.shape[1])))

    def _deviation(self, given, at):
        exact, well = self.scores[at], self.well[at]
        return float(np.max(np.abs(given - exact)[well] / np.abs(exact[well])))


def samples_agree(ours, peer):
    """Distance of the two means in standard errors (different random numbers, the same distribution)."""
    error = np.sqrt(ours["sd"] ** 2 / ours["count"] + peer.var(ddof=1) / len(peer))
    return float(abs(ours["mean"] - peer.mean()) / error)
