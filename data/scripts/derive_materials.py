#!/usr/bin/env python3
"""Writes data/materials/{primary,trade}.csv from collections of public data.

Usage: derive_materials.py FOLDER COPPER, with FOLDER holding owid-minerals/, bgs-premise/ and message-ix-aluminum/ and
COPPER the table of world copper mine production, as described in data/materials/sources.csv. Values are carried as
read, in thousand tonnes a year; world totals of the BGS table are summed from its rows.
"""

import csv
import sys
from decimal import Decimal
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "materials"
FIRST, LAST = 1900, 2021
OWID = "Metal production - Clio Infra & USGS.csv"


def thousand_tonnes(tonnes):
    return format((Decimal(tonnes) / 1000).normalize(), "f")


def owid(folder, metal, entity, last):
    column = f"{metal} Production (Clio-Infra & USGS)"
    with open(folder / "owid-minerals" / OWID, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["Entity"] == entity and row[column] and FIRST <= int(row["Year"]) <= last:
                yield int(row["Year"]), row[column]


def bgs(folder, commodity, country):
    with open(folder / "bgs-premise" / "bgs_world_mineral_production_2012_2021.csv", newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["commodity"] == commodity]
    for year in range(2012, LAST + 1):
        chosen = [row for row in rows if country is None or row["country"] == country]
        yield year, thousand_tonnes(sum(Decimal(row[str(year)] or 0) for row in chosen))


def primary(folder, copper):
    for region, entity, country in (("CN", "China", "China"), ("GLO", "World", None)):
        for year, value in owid(folder, "Aluminium", entity, 2011):
            yield "aluminium", region, year, value, "owid-clio-usgs"
        for year, value in bgs(folder, "Aluminium, primary", country):
            yield "aluminium", region, year, value, "bgs-2012-2021"
    with open(copper, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if FIRST <= int(row["Year"]) <= LAST:
                yield "copper", "GLO", int(row["Year"]), thousand_tonnes(row["World production"]), "usgs-ds140-copper"
    for metal, commodity, last in (("Zinc", "Zinc, mine", 2009), ("Lead", "Lead, mine", 2011)):
        for year, value in owid(folder, metal, "World", last):
            yield metal.lower(), "GLO", year, value, "owid-clio-usgs"
        for year, value in bgs(folder, commodity, None):
            yield metal.lower(), "GLO", year, value, "bgs-2012-2021"


def trade(folder):
    with open(folder / "message-ix-aluminum" / "aluminum_trade.csv", newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Region"] == "China"]
    flows = {"MANUFACTURING|Outputs|Exports": "exports", "USE|Inputs|Imports": "imports"}
    for row in sorted(rows, key=lambda row: (int(row["Year"]), row["Variable"])):
        value = format((Decimal(row["Value"]) * 1000).normalize(), "f")
        yield "aluminium", "CN", int(row["Year"]), flows[row["Variable"]], value, "iai-message-trade"


def write(name, head, rows):
    with open(OUT / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    FOLDER, COPPER = Path(sys.argv[1]), Path(sys.argv[2])
    write("primary.csv", ["metal", "region", "year", "value", "source"], primary(FOLDER, COPPER))
    write("trade.csv", ["metal", "region", "year", "flow", "value", "source"], trade(FOLDER))
