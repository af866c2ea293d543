#!/usr/bin/env python3
"""Global warming potentials of IPCC AR5 and AR6 as method tables.

Reads   USEPA_IPCC_GWP_values.csv (argument 1) and flows.csv.gz of TianGong v0.2.0 (argument 2, for the ILCD flow UUIDs).
Writes  rows of methods.csv, indicators.csv and factors.csv for the three ipcc-* methods into the folder of argument 3,
        replacing only rows of these methods.

Carbon dioxide and methane share one CAS number between fossil and biogenic flows; their factors are therefore given per
flow UUID and name, without CAS. AR6 separates fossil (29.8) from non-fossil methane (27.0); the table read here has only the
generic 27.9, so these two are the AR6 values that the EF 3.1 data set also carries.
"""
import csv
import gzip
import pathlib
import sys

METHODS = [
    ("ipcc-ar6-gwp100", "AR6", "GWP100", "IPCC AR6, GWP100", "IPCC第六次评估报告，全球增温潜势100年", "ipcc-ar6-wg1"),
    ("ipcc-ar6-gwp20", "AR6", "GWP20", "IPCC AR6, GWP20", "IPCC第六次评估报告，全球增温潜势20年", "ipcc-ar6-wg1"),
    ("ipcc-ar5-gwp100", "AR5", "GWP100", "IPCC AR5, GWP100", "IPCC第五次评估报告，全球增温潜势100年", "ipcc-ar5-wg1"),
]
METHANE = {("AR6", "GWP100"): {"methane (fossil)": ("29.8", "CH4-fossil; also in EF 3.1"), "methane (biogenic)": ("27.0", "CH4-non fossil; also in EF 3.1")}}
COMPARTMENTS = {"Emissions to air, unspecified": "air", "Emissions to urban air close to ground": "air/urban",
                "Emissions to non-urban air or from high stacks": "air/rural",
                "Emissions to lower stratosphere and upper troposphere": "air/stratosphere"}


def replace(path, columns, rows, keep):
    """Write the rows of other methods found at path, then ours."""
    old = []
    if path.exists():
        with open(path, encoding="utf-8") as handle:
            old = [r for r in csv.DictReader(handle) if keep(r)]
    with open(path, "w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, columns, lineterminator="\n", restval="")
        out.writeheader()
        out.writerows(sorted(old + rows, key=lambda r: r.get("method", r.get("id", ""))))


def main():
    flows = {}
    with gzip.open(sys.argv[2], "rt", encoding="utf-8") as handle:
        for r in csv.DictReader(handle):
            place = r["category"].split("/")[-1]
            if r["type"] == "Elementary flow" and place in COMPARTMENTS and not r["name_en"].startswith("Correction"):
                flows.setdefault((r["cas"], r["name_en"]), {})[COMPARTMENTS[place]] = r["uuid"]
    values = {}
    with open(sys.argv[1], encoding="utf-8") as handle:
        for r in csv.DictReader(handle):
            if r["Value"] not in ("", "(no data)"):
                values[(r["AR"], r["Parameter"], r["Formula"] if "no data" in r["CAS"] or not r["CAS"] else r["CAS"])] = (r["Value"], r["Name"])
    folder = pathlib.Path(sys.argv[3])
    methods, indicators, factors = [], [], []
    for mid, report, parameter, en, zh, source in METHODS:
        methods.append({"id": mid, "name_en": en, "name_zh": zh, "version": report, "source": source,
                        "note": "" if (report, parameter) in METHANE else "one factor for fossil and biogenic methane: no split in the table read"})
        indicators.append({"method": mid, "id": "climate-change", "name_en": "Climate change", "name_zh": "气候变化", "unit": "kg CO2-eq",
                           "note": "no biogenic CO2"})
        split = METHANE.get((report, parameter), {})
        special = {"carbon dioxide (fossil)": ("124-38-9", "1", "definition"), "Carbon dioxide (land use change)": ("124-38-9", "1", "definition")}
        generic = values[(report, parameter, "CH4")][0]
        for name in ("methane (fossil)", "methane (biogenic)", "methane (land use change)"):
            value, place = split.get(name, split.get("methane (biogenic)", (generic, "CH4, generic: no split in the table read")))
            special[name] = ("74-82-8", value, place)
        special["nitrous oxide"] = ("10024-97-2", values[(report, parameter, "N2O")][0], "N2O")
        for name, (cas, value, place) in special.items():
            for compartment, uuid in sorted(flows.get((cas, name), {}).items()):
                factors.append({"method": mid, "indicator": "climate-change", "flow": uuid, "name_en": name, "cas": cas if name == "nitrous oxide" else "",
                                "compartment": compartment, "value": value, "unit": "kg", "source": source, "place": place})
        done = {r["flow"] for r in factors if r["method"] == mid}
        by_cas = {}
        for (cas, name), found in sorted(flows.items()):
            if cas and "air" in found:
                by_cas.setdefault(cas, (found["air"], name))
        for (ar, par, key), (value, name) in sorted(values.items()):
            if ar == report and par == parameter and "-" in key and key not in ("124-38-9", "74-82-8", "10024-97-2"):
                uuid, listed = by_cas.get(key, ("", name))
                if uuid not in done:
                    factors.append({"method": mid, "indicator": "climate-change", "flow": uuid, "name_en": listed if uuid else name, "cas": key,
                                    "compartment": "air", "value": value, "unit": "kg", "source": source, "place": f"{report} {parameter}, {name}"})
    ours = {m["id"] for m in methods}
    replace(folder / "methods.csv", ["id", "name_en", "name_zh", "version", "source", "note"], methods, lambda r: r["id"] not in ours)
    replace(folder / "indicators.csv", ["method", "id", "name_en", "name_zh", "unit", "note"], indicators, lambda r: r["method"] not in ours)
    replace(folder / "factors.csv", ["method", "indicator", "flow", "name_en", "cas", "compartment", "region", "value", "unit", "source", "place", "note"],
            factors, lambda r: r["method"] not in ours)


if __name__ == "__main__":
    main()
