#!/usr/bin/env python3
"""Compare derived exchange rows (standard input) with those committed in data/network/exchanges.csv; exit code 1 if they differ."""
import csv
import pathlib
import sys

COMMITTED = pathlib.Path(__file__).resolve().parent.parent / "network" / "exchanges.csv"
FIELDS = ("direction", "role", "flow", "unit", "place")
ALIASES = {("bauxite-glo", "product"): {"flow": "bauxite-imported"}}


def main():
    with open(COMMITTED, encoding="utf-8") as handle:
        committed = {(r["process"], r["id"]): r for r in csv.DictReader(handle)}
    derived = {(r["process"], r["id"]): r for r in csv.DictReader(sys.stdin)}
    faults = []
    for key, row in derived.items():
        row.update(ALIASES.get(key, {}))
        other = committed.get(key)
        if other is None:
            faults.append(f"{key}: not committed")
        elif float(other["amount"]) != float(row["amount"]) or any(other[f] != row[f] for f in FIELDS):
            faults.append(f"{key}: committed {other['amount']} {other['flow']}, derived {row['amount']} {row['flow']}")
    processes = {p for p, _ in derived}
    faults += [f"{key}: committed but not derived" for key in committed if key[0] in processes and key not in derived]
    print(f"{len(derived)} rows derived, {len(faults)} differences")
    for text in faults:
        print(text)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
