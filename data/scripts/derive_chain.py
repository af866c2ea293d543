#!/usr/bin/env python3
"""Writes data/chain/{production,commodities,governance}.csv.

Usage: derive_chain.py FILE, with FILE the table of governance indicators named in data/chain/sources.csv (country,
mean of six estimates brought to 0..1). Production is taken from data/sector, one row for metal, stage and country; names of
countries are matched by data/sector/regions.csv and the list below.
"""

import csv
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
SOURCE = "bgs-2012-2021"
YEARS = [str(year) for year in range(2012, 2022)]
# Names of the governance table that differ from those of data/sector/regions.csv.
NAMES = {
    "Congo, Dem. Rep.": "CD", "Congo, Rep.": "CG", "Côte d'Ivoire": "CI", "Côte d’Ivoire": "CI", "Cote d'Ivoire": "CI",
    "Egypt, Arab Rep.": "EG", "Iran, Islamic Rep.": "IR", "Korea, Dem. Rep.": "KP", "Korea, Rep.": "KR",
    "Kyrgyz Republic": "KG", "Lao PDR": "LA", "Russian Federation": "RU", "Slovak Republic": "SK", "Türkiye": "TR",
    "Turkey": "TR", "Czechia": "CZ", "Czech Republic": "CZ", "Venezuela, RB": "VE", "Viet Nam": "VN",
    "Vietnam": "VN", "Taiwan": "CN-TW", "United States": "US", "United Kingdom": "GB", "United Arab Emirates": "AE",
    "Bosnia and Herzegovina": "BA", "North Macedonia": "MK", "Macedonia, FYR": "MK", "Myanmar": "MM", "Yemen, Rep.": "YE",
    "Bolivia": "BO", "Tanzania": "TZ", "Moldova": "MD", "Eswatini": "SZ", "Swaziland": "SZ", "Syrian Arab Republic": "SY",
}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main():
    series = {row["id"]: row for row in rows(DATA / "sector/series.csv")
              if row["source"] == SOURCE and row["topic"] == "production" and row["region"] != "GLO"}
    values = defaultdict(dict)
    for point in rows(DATA / "sector/points.csv"):
        if point["series"] in series:
            values[point["series"]][point["year"]] = point["value"]
    with open(DATA / "chain/production.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["metal", "stage", "region", *YEARS, "source"])
        for key in sorted(values, key=lambda key: [series[key][c] for c in ("metal", "stage", "region")]):
            row = series[key]
            out.writerow([row["metal"], row["stage"], row["region"], *(values[key].get(y, "") for y in YEARS), SOURCE])
    names_of = {(row["metal"], row["stage"]): (row["name_en"], row["name_zh"]) for row in series.values()}
    with open(DATA / "chain/commodities.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["metal", "stage", "name_en", "name_zh"])
        out.writerows([*key, *names_of[key]] for key in sorted(names_of))
    names = {row["name_en"]: row["id"] for row in rows(DATA / "sector/regions.csv")}
    wanted = {row["region"] for row in series.values()}
    found = {}
    for name, value in list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))[1:]:
        code = NAMES.get(name) or names.get(name)
        if code in wanted:
            # From 0 (good) to 10 (bad), as the supply-risk formula wants it.
            found[code] = (Decimal(1) - Decimal(value)) * 10
    with open(DATA / "chain/governance.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["region", "year", "weight", "source"])
        for code in sorted(found):
            out.writerow([code, "2022", f"{found[code]:.4f}", "wgi-2023"])
    print("without governance:", sorted(wanted - set(found)))


main()
