#!/usr/bin/env python3
"""Cradle-to-gate inventories of supplies, aggregated from USLCI FY17 Q4.

Reads   uslci_fy17_q4_olca_jsonld.zip (argument 1): all unit processes and flows; uslci_supplies.csv (argument 2): what to derive.
Writes  exchange rows (CSV, standard output): process, id, direction, role, flow, amount, unit, place.

The technosphere of the data set is solved for one unit of each selected product. Of the inventory only the
substances in SUBSTANCES are kept, summed over sub-compartments, because those are the flows our methods characterise
and the source spells the same way throughout. Inputs that USLCI declares as CUTOFF, or that have no provider, stay cut off.
"""
import csv
import json
import sys
import zipfile

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as sla

# Joint products share the burden of their process by mass. USLCI flow name -> (process UUID prefix, kg per base unit);
# densities (kg per m3) are the GHG Protocol defaults shipped with the AMEE data sets.
REFINERY, CHLOR_ALKALI = "0aaf1e13", "faa85914"
MASS_ALLOCATED = {
    "Diesel, at refinery": (REFINERY, 840.0), "Gasoline, at refinery": (REFINERY, 740.0),
    "Residual fuel oil, at refinery": (REFINERY, 940.0), "Liquefied petroleum gas, at refinery": (REFINERY, 540.0),
    "Kerosene, at refinery": (REFINERY, 800.0), "Petroleum coke, at refinery": (REFINERY, 1.0),
    "Bitumen, at refinery": (REFINERY, 1.0), "Petroleum refining coproduct, unspecified, at refinery": (REFINERY, 1.0),
    "Petroleum refining coproduct, at refinery": (REFINERY, 1.0), "Petroleum refining, at refinery": (REFINERY, 1.0),
    "Chlorine, production mix, at plant": (CHLOR_ALKALI, 1.0), "Sodium hydroxide, production mix, at plant": (CHLOR_ALKALI, 1.0),
}
MASS_OF_JOINT_OUTPUTS = {REFINERY: 1.0, CHLOR_ALKALI: 1.0}

AIR, WATER, GROUND = "air", "water", "resource"
# our flow id -> (compartment, {USLCI name: factor to our unit})
NCV_GAS_M3 = 38.931   # MJ/m3, default of the Chinese guideline table
NCV_CRUDE = 41.816    # MJ/kg, same table
NCV_BITUMINOUS = 24.8  # MJ/kg, as USLCI prints it in the flow name
SUBSTANCES = {
    "08a91e70-3ddc-11dd-923d-0050c2490048": (AIR, {"Carbon dioxide, fossil": 1, "Carbon dioxide": 1}),
    "08a91e70-3ddc-11dd-9610-0050c2490048": (AIR, {"Methane": 1, "Methane, fossil": 1}),
    "08a91e70-3ddc-11dd-94c3-0050c2490048": (AIR, {"Dinitrogen monoxide": 1, "Nitrous oxide": 1}),
    "08a91e70-3ddc-11dd-9680-0050c2490048": (AIR, {"Methane, tetrafluoro-, FC-14": 1, "Methane, tetrafluoro-, CFC-14": 1}),
    "08a91e70-3ddc-11dd-933e-0050c2490048": (AIR, {"Ethane, hexafluoro-, HFC-116": 1}),
    "08a91e70-3ddc-11dd-924e-0050c2490048": (AIR, {"Carbon monoxide": 1, "Carbon monoxide, fossil": 1}),
    "fe0acd60-3ddc-11dd-ac48-0050c2490048": (AIR, {"Sulfur dioxide": 1, "Sulfur oxides": 1}),
    "f79d0f8f-2b0e-49cb-bed0-b1ea0fbd8625": (AIR, {"Nitrogen oxides": 1, "Nitrogen dioxide": 1}),
    "08a91e70-3ddc-11dd-9293-0050c2490048": (AIR, {"Particulates, < 2.5 um": 1}),
    "08a91e70-3ddc-11dd-9501-0050c2490048": (AIR, {"Particulates, > 2.5 um, and < 10um": 1}),
    "08a91e70-3ddc-11dd-a302-0050c2490048": (AIR, {
        "NMVOC, non-methane volatile organic compounds": 1,
        "NMVOC, non-methane volatile organic compounds, unspecified": 1,
        "NMVOC, non-methane volatile organic compounds, unspecified origin": 1}),
    "08a91e70-3ddc-11dd-a2a9-0050c2490048": (AIR, {"Ammonia": 1}),
    "fe0acd60-3ddc-11dd-aab0-0050c2490048": (AIR, {"Hydrogen chloride": 1}),
    "08a91e70-3ddc-11dd-9804-0050c2490048": (AIR, {"Hydrogen fluoride": 1}),
    "4d9a8790-3ddd-11dd-91dc-0050c2490048": (AIR, {"Lead": 1}),
    "fe0acd60-3ddc-11dd-a8c4-0050c2490048": (AIR, {"Mercury": 1}),
    "08a91e70-3ddc-11dd-9674-0050c2490048": (AIR, {"Cadmium": 1}),
    "08a91e70-3ddc-11dd-91d7-0050c2490048": (AIR, {"Arsenic": 1}),
    "08a91e70-3ddc-11dd-96c8-0050c2490048": (AIR, {"Nickel": 1}),
    "08a91e70-3ddc-11dd-94e3-0050c2490048": (AIR, {"Zinc": 1}),
    "08a91e70-3ddc-11dd-97ef-0050c2490048": (WATER, {"COD, Chemical Oxygen Demand": 1}),
    "fe0acd60-3ddc-11dd-aa31-0050c2490048": (WATER, {"Nitrate": 1}),
    "08a91e70-3ddc-11dd-9789-0050c2490048": (WATER, {"Phosphate": 1}),
    "fe0acd60-3ddc-11dd-a6fc-0050c2490048": (GROUND, {
        "Coal, unprocessed bituminous, in ground": NCV_BITUMINOUS,
        "Coal, bituminous, 24.8 MJ per kg, in ground": 24.8, "Coal, bituminous, 24.8 MJ per kg": 24.8,
        "Coal, 26.4 MJ per kg, in ground": 26.4, "Coal, hard, 26.4 MJ per kg, in ground": 26.4,
        "Coal, hard, 30.7 MJ per kg, in ground": 30.7}),
    "fe0acd60-3ddc-11dd-a6f8-0050c2490048": (GROUND, {
        "Oil, crude, in ground": NCV_CRUDE, "Oil, crude, 42 MJ per kg, in ground": 42.0, "Oil, crude, 43.7 MJ per kg, in ground": 43.7,
        "Oil, crude, 45.25 MJ per kg, in ground": 45.25, "Oil, crude": NCV_CRUDE}),
    "fe0acd60-3ddc-11dd-a6fa-0050c2490048": (GROUND, {
        "Gas, natural, in ground": NCV_GAS_M3, "Gas, natural, 46.8 MJ per kg, in ground": 46.8,
        "Gas, natural, 49.8 MJ per kg, in ground": 49.8, "Gas, natural, 50.0 MJ per kg, in ground": 50.0}),
}

# conversions to the base unit of a dimension, as the data set itself defines them
UNITS = {"kg": ("mass", 1.0), "g": ("mass", 1e-3), "mg": ("mass", 1e-6), "t": ("mass", 1e3), "lb av": ("mass", 0.45359237),
         "sh tn": ("mass", 907.18474), "m3": ("volume", 1.0), "l": ("volume", 1e-3), "gal (US liq)": ("volume", 3.785411784e-3),
         "gal (US, liq)": ("volume", 3.785411784e-3), "cu ft": ("volume", 0.028316846592), "MJ": ("energy", 1.0),
         "kWh": ("energy", 3.6), "btu": ("energy", 1.05505585e-3), "BTU": ("energy", 1.05505585e-3), "GJ": ("energy", 1e3), "TJ": ("energy", 1e6), "MWh": ("energy", 3600.0),
         "t*km": ("transport", 1.0), "kBq": ("activity", 1.0), "Bq": ("activity", 1e-3)}


def base(amount, unit):
    """Amount in the base unit of its dimension; an unknown unit is its own base."""
    return amount * UNITS.get(unit, (unit, 1.0))[1]


def load(path):
    """All process records of the zip, in the order of their ids."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith("processes/") and n.endswith(".json"))
        flows = {}
        for n in archive.namelist():
            if n.startswith("flows/") and n.endswith(".json"):
                record = json.loads(archive.read(n))
                flows[record["@id"]] = record
        categories = {}
        for n in archive.namelist():
            if n.startswith("categories/") and n.endswith(".json"):
                record = json.loads(archive.read(n))
                categories[record["@id"]] = record
        return [json.loads(archive.read(n)) for n in names], flows, categories


def category_path(categories, ref):
    """Path of a category record, outermost first."""
    parts = []
    while ref:
        record = categories[ref["@id"]]
        parts.insert(0, record["name"])
        ref = record.get("parentCategory") or record.get("category")
    return "/".join(parts)


def main():
    processes, flows, categories = load(sys.argv[1])
    selection = list(csv.DictReader(open(sys.argv[2], encoding="utf-8")))
    index = {p["@id"]: i for i, p in enumerate(processes)}
    producer, by_name, reference = {}, {}, []
    joint = {prefix: next(i for i, p in enumerate(processes) if p["@id"].startswith(prefix)) for prefix in MASS_OF_JOINT_OUTPUTS}
    for i, p in enumerate(processes):
        ref = next(x for x in p["exchanges"] if x.get("quantitativeReference"))
        reference.append(ref)
        producer.setdefault(ref["flow"]["@id"], i)
        by_name.setdefault(ref["flow"]["name"].strip(), i)
    rows, cols, data = [], [], []
    brow, bcol, bval = [], [], []
    wanted = {}
    for k, (fid, (compartment, names)) in enumerate(SUBSTANCES.items()):
        for name, factor in names.items():
            wanted[(compartment, name)] = (k, factor)
    for j, p in enumerate(processes):
        for x in p["exchanges"]:
            flow, amount = x["flow"], base(x["amount"], x["unit"]["name"])
            kind = flow.get("flowType") or flows[flow["@id"]].get("flowType")
            if kind == "ELEMENTARY_FLOW":
                cat = category_path(categories, flows[flow["@id"]].get("category")).lower()
                compartment = GROUND if "resource" in cat else AIR if "air" in cat or "atmosphere" in cat else WATER if "water" in cat else ""
                key = (compartment, flow["name"].strip())
                if key in wanted:
                    k, factor = wanted[key]
                    if compartment == GROUND and x["unit"]["name"] == "MJ":
                        factor = 1.0
                    brow.append(k), bcol.append(j), bval.append(amount * factor)
            elif j in joint.values() and not x["input"]:
                if x is reference[j]:
                    prefix = next(k for k, v in joint.items() if v == j)
                    rows.append(j), cols.append(j), data.append(MASS_OF_JOINT_OUTPUTS[prefix])
            elif x is reference[j]:
                rows.append(j), cols.append(j), data.append(amount)
            elif flow["name"] in MASS_ALLOCATED and x["input"]:
                prefix, kg = MASS_ALLOCATED[flow["name"]]
                rows.append(joint[prefix]), cols.append(j), data.append(-amount * kg)
            else:
                i = producer.get(flow["@id"], by_name.get(flow["name"].strip()))
                if i is None:
                    continue
                rows.append(i), cols.append(j), data.append(-amount if x["input"] else amount)
    n = len(processes)
    a = sp.csc_matrix((data, (rows, cols)), shape=(n, n))
    b = sp.csr_matrix((bval, (brow, bcol)), shape=(len(SUBSTANCES), n))
    solve = sla.splu(a)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["process", "id", "direction", "role", "flow", "amount", "unit", "place"])
    units = {f: ("MJ" if c == GROUND else "kg") for f, (c, _) in SUBSTANCES.items()}
    for row in selection:
        uuid = next(p["@id"] for p in processes if p["@id"].startswith(row["uslci"]))
        j = index[uuid]
        demand = np.zeros(n)
        demand[j] = float(row["uslci_amount_per_unit"]) * UNITS.get(row["uslci_unit"], (0, 1.0))[1]
        inventory = b @ solve.solve(demand)
        out.writerow([row["process"], "product", "output", "reference", row["flow"], "1", row["unit"], uuid])
        for k, fid in enumerate(SUBSTANCES):
            if abs(inventory[k]) > 1e-12:
                out.writerow([row["process"], f"e-{k + 1:02d}", "input" if SUBSTANCES[fid][0] == GROUND else "output", "", fid, f"{inventory[k]:.6g}", units[fid], uuid])


if __name__ == "__main__":
    main()
