"""The one statement of a pathway instance that every side of the comparison reads.

`pathway_generator.py` (beside the shared baselines) writes raw arrays and `meta.json`. The whole-plant planner converts a
plant at one stroke, so a company's yearly budget must carry the dearest single conversion and the first year's building
must carry the largest plant twice over; the limits are widened here, once, in `meta.json`, and both sides read them.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np


def load(folder):
    """Arrays and figures of an instance, by name."""
    folder = Path(folder)
    meta = json.loads((folder / "meta.json").read_text())
    arrays = {
        name: np.fromfile(folder / f"{name}.bin", dtype=meta["dtypes"][name]).reshape(shape)
        for name, shape in meta["shapes"].items()
    }
    figures = {key: value for key, value in meta.items() if key not in ("shapes", "dtypes")}
    return SimpleNamespace(**figures, **arrays)


def widen(folder):
    """Writes the widened limits into `meta.json`; doing it twice changes nothing."""
    path = Path(folder) / "meta.json"
    meta = json.loads(path.read_text())
    instance = load(folder)
    dearest = float((instance.capex * instance.cap[:, None])[:, :4].max())
    meta["groupbudget"] = max(meta["groupbudget"], 1.5 * dearest)
    meta["seed"] = [max(value, 2.0 * float(instance.cap.max())) for value in meta["seed"]]
    meta["stated"] = True
    path.write_text(json.dumps(meta))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        widen(name)
