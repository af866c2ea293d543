#!/usr/bin/env python3
"""Check the packaged network: link, solve, print GWP100 per product with its largest contributions.

Reads   data/network/*.csv and data/methods/*.csv (argument 1: the data folder, default the one beside this script).
Writes  a report on standard output; exit code 1 if a row is broken or a product leaves its published range.

This is an independent reading of docs/formats/tables.md, on purpose: it shares no code with the product.
"""
import collections
import csv
import fnmatch
import math
import pathlib
import re
import sys

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as sla

DATA = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
UNIT = {"kg": ("mass", 1.0), "g": ("mass", 1e-3), "mg": ("mass", 1e-6), "t": ("mass", 1e3), "MJ": ("energy", 1.0), "GJ": ("energy", 1e3),
        "kWh": ("energy", 3.6), "MWh": ("energy", 3600.0), "m3": ("volume", 1.0), "t*km": ("transport", 1.0), "kBq": ("activity", 1.0)}


def table(folder, name):
    """Rows of one table; an absent table is empty."""
    path = DATA / folder / f"{name}.csv"
    if not path.exists():
        return []
    with open(path, encoding="utf-8") as handle:
        return [r for r in csv.DictReader(handle) if not next(iter(r.values())).startswith("#")]


class Network:
    """Instances of templates, linked by flow and region, with formulas evaluated."""

    def __init__(self):
        self.problems = []
        self.flows = {r["id"]: r for r in table("network", "flows")}
        self.regions = {r["id"]: r for r in table("network", "regions")}
        self.sources = {r["id"] for r in table("network", "sources")}
        self.properties = collections.defaultdict(dict)
        for r in table("network", "properties"):
            self.properties[r["flow"]][r["unit"]] = float(r["value"])
        self.parameters = self._evaluate_parameters()
        self.exchanges = collections.defaultdict(list)
        for r in table("network", "exchanges"):
            self.exchanges[r["process"]].append(r)
        self.instances = []
        self.template = {}
        for p in table("network", "processes"):
            self._instantiate(p)
        self.index = {name: i for i, (name, _, _) in enumerate(self.instances)}
        self.unlinked = collections.Counter()
        self._build()

    def _evaluate_parameters(self):
        rows = table("network", "parameters")
        values, waiting = {}, [r for r in rows if not r.get("process")]
        self.local = collections.defaultdict(dict)
        for r in rows:
            if r.get("process") and r.get("value"):
                self.local[r["process"]][r["id"]] = float(r["value"])
        while waiting:
            left = []
            for r in waiting:
                try:
                    values[r["id"]] = float(r["value"]) if r.get("value") else self._expression(r["formula"], values)
                except NameError:
                    left.append(r)
            if len(left) == len(waiting):
                self.problems.append(f"parameters cannot be evaluated: {[r['id'] for r in left]}")
                break
            waiting = left
        return values

    @staticmethod
    def _expression(text, values):
        if not re.fullmatch(r"[\w\s.+\-*/()]+", text):
            raise ValueError(text)
        return float(eval(text, {"__builtins__": {}}, dict(values)))  # arithmetic only, checked above

    def _instantiate(self, p):
        wanted = p["regions"].split(";")
        if len(wanted) == 1 and "*" not in wanted[0]:
            if wanted[0] not in self.regions:
                self.problems.append(f"region {wanted[0]} of {p['id']} is not defined")
            self.instances.append((p["id"], p["id"], wanted[0]))
            return
        for region in self.regions:
            if any(fnmatch.fnmatchcase(region, w) for w in wanted):
                self.instances.append((f"{p['id']}@{region}", p["id"], region))

    def _in_base(self, flow, amount, unit, where):
        target = self.flows[flow]["unit"]
        if unit == target:
            return amount
        (da, fa), (db, fb) = UNIT[unit], UNIT[target]
        if da == db:
            return amount * fa / fb
        for other, value in self.properties[flow].items():
            if UNIT[other][0] == da:
                return amount * fa / (value * UNIT[other][1])
        self.problems.append(f"{where}: {unit} does not convert to {target}")
        return math.nan

    def _build(self):
        allocation = {p["id"]: p.get("allocation") or "none" for p in table("network", "processes")}
        providers = collections.defaultdict(dict)
        for i, (name, pid, region) in enumerate(self.instances):
            refs = [x for x in self.exchanges[pid] if x.get("role") == "reference"]
            if len(refs) != 1:
                self.problems.append(f"{pid}: {len(refs)} reference rows")
            x = refs[0]
            providers[x["flow"]].setdefault(region, []).append(i)
        self.providers = providers
        rows, cols, vals = [], [], []
        brow, bcol, bval = [], [], []
        self.elementary = {f: k for k, f in enumerate(f for f, r in self.flows.items() if r["kind"] == "elementary")}
        ids = set()
        for j, (name, pid, region) in enumerate(self.instances):
            share = 1.0
            if allocation[pid] == "factors":
                share = float(next(x for x in self.exchanges[pid] if x.get("role") == "reference")["allocation_factor"])
            scope = {**self.parameters, **self.local.get(pid, {})}
            for x in self.exchanges[pid]:
                where = f"{pid}/{x['id']}"
                if x["source"] not in self.sources:
                    self.problems.append(f"{where}: source {x['source']} is not defined")
                if x["flow"] not in self.flows:
                    self.problems.append(f"{where}: flow {x['flow']} is not defined")
                    continue
                if x.get("regions") and not any(fnmatch.fnmatchcase(region, w) for w in x["regions"].split(";")):
                    continue
                ids.add((pid, x["id"]))
                amount = float(x["amount"]) if x.get("amount") else self._expression(x["formula"], scope)
                amount = self._in_base(x["flow"], amount, x["unit"], where)
                kind = self.flows[x["flow"]]["kind"]
                if x.get("role") == "reference":
                    rows.append(j), cols.append(j), vals.append(amount)
                    continue
                if x.get("role") == "coproduct":
                    continue
                amount *= share
                if kind == "elementary":
                    brow.append(self.elementary[x["flow"]]), bcol.append(j), bval.append(amount)
                    continue
                sign = -1.0 if x["direction"] == "input" else 1.0
                if kind == "waste" and x["direction"] == "output" and x["flow"] not in providers:
                    self.unlinked[(x["flow"], "waste without treatment")] += 1
                    continue
                i = self._provider(x, region)
                if i is None:
                    self.unlinked[(x["flow"], "no provider")] += 1
                    continue
                rows.append(i), cols.append(j), vals.append(sign * amount)
        n = len(self.instances)
        self.a = sp.csc_matrix((vals, (rows, cols)), shape=(n, n))
        self.b = sp.csr_matrix((bval, (brow, bcol)), shape=(len(self.elementary), n))

    def _provider(self, x, region):
        if x.get("provider"):
            for name in (x["provider"], f"{x['provider']}@{region}"):
                if name in self.index:
                    return self.index[name]
        found = self.providers.get(x["flow"], {})
        step = region
        while step:
            if step in found:
                if len(found[step]) > 1:
                    self.problems.append(f"{x['process']}/{x['id']}: {len(found[step])} providers of {x['flow']} in {step}")
                return found[step][0]
            step = self.regions[step].get("parent") or ""
        return None


def characterise(network, method):
    """Vector of factors over the elementary flows: by id, the finest compartment first, global factors only."""
    vector = np.zeros(len(network.elementary))
    factors = [r for r in table("methods", "factors") if r["method"] == method and not r.get("region")]
    indicators = sorted({r["indicator"] for r in factors})
    indicator = "climate-change" if "climate-change" in indicators else indicators[0]
    for r in factors:
        if r["indicator"] == indicator and r["flow"] in network.elementary:
            vector[network.elementary[r["flow"]]] = float(r["value"])
    return vector


# thermal share x thermal CO2 of the 2019 mixes, kg/kWh, as published users of the data set report them
DIRECT_ELECTRICITY = {"CN-SD": 0.681, "CN-YN": 0.106, "CN-HB": 0.369}
CARBON_DIOXIDE = "08a91e70-3ddc-11dd-923d-0050c2490048"


def check_direct_electricity(network):
    """Direct CO2 of a provincial mix must be that of its thermal part."""
    for region, expected in DIRECT_ELECTRICITY.items():
        share = next(float(x["amount"]) for x in network.exchanges[f"electricity-mix-2019-{region}"] if x["flow"] == "thermal-power-2019")
        emission = next(float(x["amount"]) for x in network.exchanges[f"thermal-power-{region}"] if x["flow"] == CARBON_DIOXIDE)
        print(f"direct CO2 of the 2019 mix, {region}: {share * emission:.4f} kg/kWh (expected {expected})")
        if abs(share * emission - expected) > 0.0006:
            network.problems.append(f"direct CO2 of {region} is {share * emission:.4f}, expected {expected}")


def main():
    network = Network()
    check_direct_electricity(network)
    c = characterise(network, "ipcc-ar6-gwp100")
    lu = sla.splu(network.a)
    per_process = network.b.T @ c
    multipliers = lu.solve(per_process, trans="T")
    print(f"{len(network.instances)} process instances, {network.a.nnz} technosphere and {network.b.nnz} biosphere entries")
    ranges = table("scripts", "published_ranges")
    worst = 0
    print(f"\n{'product':46s} {'kg CO2e':>10s}  direct and largest suppliers")
    for r in ranges:
        name = r["process"]
        if name not in network.index:
            network.problems.append(f"published_ranges: {name} is not a process")
            continue
        j = network.index[name]
        unit = network.flows[next(x["flow"] for x in network.exchanges[network.instances[j][1]] if x.get("role") == "reference")]["unit"]
        f = np.zeros(len(network.instances))
        f[j] = 1.0
        s = lu.solve(f)
        direct = per_process * s
        value = multipliers[j]
        top = np.argsort(-np.abs(direct))[:4]
        text = ", ".join(f"{network.instances[k][0]} {direct[k] / value:.0%}" for k in top if abs(value) > 0)
        mark = ""
        if r.get("low") and not float(r["low"]) <= value <= float(r["high"]):
            mark, worst = "  OUT OF RANGE", 1
        published = f"[{r['low']}..{r['high']}]" if r.get("low") else ""
        print(f"{name:46s} {value:10.4g}/{unit} {published}{mark}\n{'':14s}{text}")
    print("\nunlinked:")
    for (flow, why), count in sorted(network.unlinked.items()):
        print(f"  {flow}: {why} ({count} rows)")
    print("\nproblems:" if network.problems else "\nno problems")
    for problem in sorted(set(network.problems)):
        print(" ", problem)
    return 1 if network.problems or worst else 0


if __name__ == "__main__":
    sys.exit(main())
