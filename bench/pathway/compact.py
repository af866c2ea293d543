"""The compact model of an instance in linopy, solved by HiGHS: `compact.py FOLDER lp|mip [SECONDS]`.

A plant is whole: its capacity stands under one technology at a time (y = 1) or under none; the relaxation lets it be
split. Prints one JSON line.
"""

import json
import resource
import sys
import time

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from instance import load


def labelled(values, *names):
    values = np.asarray(values, dtype=float)
    return xr.DataArray(values, dims=names, coords={n: np.arange(s) for n, s in zip(names, values.shape)})


def model(o, whole):
    """The model; `whole` makes the technology of a plant a yes-or-no decision."""
    plants, techs, periods = pd.RangeIndex(o.P, name="p"), pd.RangeIndex(o.K, name="k"), pd.RangeIndex(o.T, name="t")
    m = linopy.Model()
    box = np.ones((o.P, o.K, o.T))
    box[:, 0, :] = o.resid > 0
    built = np.ones((o.P, o.K, o.T))
    built[:, 0, :] = 0
    cap = labelled(o.cap, "p")
    if whole:
        y = m.add_variables(binary=True, coords=[plants, techs, periods], name="y")
        m.add_constraints(y.sel(k=0) <= labelled(box[:, 0, :], "p", "t"), name="expired")
    else:
        y = m.add_variables(lower=0, upper=labelled(box, "p", "k", "t"), name="y")
    n = m.add_variables(lower=0, upper=labelled(built, "p", "k", "t"), name="n")
    d = m.add_variables(lower=0, upper=1, coords=[plants, techs, periods], name="d")
    a = m.add_variables(lower=0, coords=[plants, techs, periods], name="a")
    start = np.zeros((o.P, o.K, o.T))
    start[:, 0, 0] = 1
    m.add_constraints(y - y.shift(t=1) - n + d == labelled(start, "p", "k", "t"), name="balance")
    m.add_constraints(y.sum("k") <= 1, name="site")
    m.add_constraints(a - o.cf * cap * y <= 0, name="activity")

    node = o.metal * o.Z + o.zone
    sold = np.where(o.metal > 0)[0]
    sources = np.unique(node[sold])
    cells = pd.RangeIndex(o.M * o.Z, name="mz")
    sinks = pd.RangeIndex(o.Z, name="zz")
    open_ = np.zeros((o.M * o.Z, o.Z, o.T))
    open_[sources] = np.inf
    f = m.add_variables(lower=0, upper=labelled(open_, "mz", "zz", "t"), coords=[cells, sinks, periods], name="f")
    u = m.add_variables(lower=0, coords=[pd.RangeIndex(o.M, name="m"), sinks, periods], name="u")
    by_node = a.sel(p=sold).sum("k").groupby(xr.DataArray(node[sold], dims="p", coords={"p": sold}, name="mz")).sum()
    m.add_constraints(by_node - f.sel(mz=sources).sum("zz") == 0, name="made")
    of_metal = xr.DataArray(np.arange(o.M * o.Z) // o.Z, dims="mz", coords={"mz": np.arange(o.M * o.Z)}, name="m")
    m.add_constraints(f.groupby(of_metal).sum() + u >= labelled(o.D, "m", "zz", "t"), name="demand")
    alumina = np.where(o.metal == 0)[0]
    primary = np.where((o.metal == 1) & (o.sec == 0))[0]
    imports = m.add_variables(lower=0, upper=labelled(np.full(o.T, 10.0), "t"), name="imports")
    m.add_constraints(
        a.sel(p=alumina).sum(["p", "k"]) - o.al2o3 * a.sel(p=primary).sum(["p", "k"]) + imports >= 0, name="alumina"
    )
    for metal in range(1, o.M):
        remelters = np.where((o.sec == 1) & (o.metal == metal))[0]
        if len(remelters):
            used = o.scrapuse * a.sel(p=remelters).sum(["p", "k"])
            m.add_constraints(used <= labelled(o.scrap[metal], "t"), name=f"scrap{metal}")

    rate = o.ef[:, :, None] + o.elec[:, :, None] * (1 - o.clean[:, :, None]) * o.gef[o.region][:, None, :]
    e = m.add_variables(lower=0, upper=labelled(o.ecap, "t"), name="e")
    m.add_constraints((a * labelled(rate, "p", "k", "t")).sum(["p", "k"]) - e == 0, name="emissions")
    late = np.arange(o.peak + 1, o.T)
    m.add_constraints(e.sel(t=late) - e.shift(t=1).sel(t=late) <= 0, name="peak")
    m.add_constraints(e.sum() <= o.budget, name="budget")
    m.add_constraints((y * cap).sel(p=primary).sum(["p", "k"]) <= o.ceil_al, name="ceiling")
    later = np.arange(2, o.K)
    pace = (n * cap).sel(k=later).sum("p")
    seeds = xr.DataArray(
        np.repeat(np.array(o.seed)[2:, None], o.T, 1), dims=("k", "t"), coords={"k": later, "t": np.arange(o.T)}
    )
    m.add_constraints(pace - o.growth * pace.shift(t=1) <= seeds, name="diffusion")
    spend = labelled(o.capex * o.cap[:, None], "p", "k")
    company = xr.DataArray(o.group, dims="p", coords={"p": np.arange(o.P)}, name="g")
    m.add_constraints((n * spend).sum("k").groupby(company).sum() <= o.groupbudget, name="capital")

    once = o.disc / o.step
    run = o.disc * (o.opex[:, :, None] + o.elec[:, :, None] * o.price[o.region][:, None, :] + o.tax * rate)
    m.add_objective(
        (y * labelled(o.disc * (o.fom * o.cap[:, None])[:, :, None], "p", "k", "t")).sum()
        + (n * labelled(once * (o.capex * o.cap[:, None])[:, :, None], "p", "k", "t")).sum()
        + (d * labelled(60 * o.cap[:, None] * once, "p", "t")).sum()
        + (a * labelled(run, "p", "k", "t")).sum()
        + (f * labelled(np.tile(o.disc * o.tc[:, :, None], (o.M, 1, 1)), "mz", "zz", "t")).sum()
        + (u * labelled(o.disc * 60000, "t")).sum()
        + (imports * labelled(o.disc * 400, "t")).sum()
    )
    return m


def main():
    folder, kind = sys.argv[1], sys.argv[2]
    limit = float(sys.argv[3]) if len(sys.argv) > 3 else 3600.0
    o = load(folder)
    if not getattr(o, "stated", False):
        sys.exit("the instance's limits are not stated yet: run instance.py on it")
    start = time.time()
    m = model(o, kind == "mip")
    built = time.time()
    h = linopy.io.to_highspy(m)
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.setOptionValue("time_limit", limit)
    if kind == "mip":
        h.setOptionValue("mip_rel_gap", 1e-4)
    h.run()
    info = h.getInfo()
    print(
        json.dumps(
            {
                "folder": folder,
                "kind": kind,
                "status": str(h.getModelStatus()),
                "objective": info.objective_function_value,
                "bound": info.mip_dual_bound if kind == "mip" else info.objective_function_value,
                "build_s": round(built - start, 2),
                "solve_s": round(time.time() - built, 2),
                "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
