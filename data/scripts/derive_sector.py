#!/usr/bin/env python3
"""Writes data/sector/{facilities,series,points}.csv from collections of public data.

Usage: derive_sector.py FOLDER, with FOLDER holding icmm-facilities/, bgs-premise/, owid-minerals/, iai-pvice/ and
message-ix-aluminum/ as described in data/sector/sources.csv. Names of countries are read from data/sector/regions.csv.
Values are carried as read; only thousand tonnes become tonnes, and world totals of the BGS table are summed from its rows.
"""

import csv
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "sector"

# Commodity of the BGS table → metal, id of the stage, English, Chinese.
BGS = {
    "Aluminium, primary": ("aluminium", "primary", "primary aluminium", "原铝"),
    "Alumina (Al2O3)": ("alumina", "refined", "alumina", "氧化铝"),
    "Bauxite": ("bauxite", "mine", "bauxite", "铝土矿"),
    "Copper, mine": ("copper", "mine", "copper, mine", "铜（矿山）"),
    "Copper, smelter": ("copper", "smelter", "copper, smelter", "铜（粗炼）"),
    "Copper, refined": ("copper", "refined", "copper, refined", "精炼铜"),
    "Lead, mine": ("lead", "mine", "lead, mine", "铅（矿山）"),
    "Lead, refined": ("lead", "refined", "lead, refined", "精炼铅"),
    "Zinc, mine": ("zinc", "mine", "zinc, mine", "锌（矿山）"),
    "Zinc, slab": ("zinc", "refined", "zinc, slab", "锌锭"),
    "Nickel, mine": ("nickel", "mine", "nickel, mine", "镍（矿山）"),
    "Nickel, smelter-refiner": ("nickel", "refined", "nickel, smelter and refinery", "镍（冶炼）"),
    "Tin, mine": ("tin", "mine", "tin, mine", "锡（矿山）"),
    "Tin, smelter": ("tin", "smelter", "tin, smelter", "锡（冶炼）"),
    "Cobalt, mine": ("cobalt", "mine", "cobalt, mine", "钴（矿山）"),
    "Cobalt, refined": ("cobalt", "refined", "cobalt, refined", "精炼钴"),
    "Tungsten, mine": ("tungsten", "mine", "tungsten, mine", "钨（矿山）"),
    "Molybdenum, mine": ("molybdenum", "mine", "molybdenum, mine", "钼（矿山）"),
    "Magnesium metal, ore": ("magnesium", "primary", "magnesium metal", "金属镁"),
    "Silicon metal": ("silicon", "primary", "silicon metal", "金属硅"),
    "REE oxides": ("rare-earths", "refined", "rare-earth oxides", "稀土氧化物"),
    "Gallium": ("gallium", "primary", "gallium", "镓"),
    "Germanium metal": ("germanium", "primary", "germanium metal", "金属锗"),
    "Indium production": ("indium", "refined", "indium", "铟"),
    "Cadmium": ("cadmium", "refined", "cadmium", "镉"),
}
# Column of the long table → metal, stage, English, Chinese. All in thousand tonnes.
LONG = {
    "Aluminium": ("aluminium", "primary", "aluminium, primary", "原铝"),
    "Bauxite": ("bauxite", "mine", "bauxite, mine", "铝土矿（矿山）"),
    "Copper": ("copper", "mine", "copper, mine", "铜（矿山）"),
    "Lead": ("lead", "mine", "lead, mine", "铅（矿山）"),
    "Zinc": ("zinc", "mine", "zinc, mine", "锌（矿山）"),
    "Nickel": ("nickel", "mine", "nickel, mine", "镍（矿山）"),
    "Tin": ("tin", "mine", "tin, mine", "锡（矿山）"),
    "Tungsten": ("tungsten", "mine", "tungsten, mine", "钨（矿山）"),
}
LONG_FROM = 1950
LONG_REGIONS = {"World", "China", "United States", "Australia", "Chile", "Peru", "Canada", "Russia", "India", "Indonesia",
                "Philippines", "Brazil", "Mexico", "Kazakhstan", "Guinea", "Democratic Republic of Congo", "Japan", "Norway"}

IAI = {"Africa": "IAI-AFR", "North America": "IAI-NAM", "South America": "IAI-SAM", "Asia (ex China)": "IAI-ASIA",
       "Europe": "IAI-EUR", "Oceania": "IAI-OCE", "Gulf Cooperation Council": "IAI-GCC", "China": "CN", "World": "GLO",
       "Africa & Asia (ex China)": "IAI-AFRASIA"}

# Commodity of the facilities → metal; what is not here (precious metals) is not carried.
COMMODITY = {"copper": "copper", "zinc": "zinc", "lead": "lead", "nickel": "nickel", "ferronickel": "nickel", "tin": "tin",
             "tungsten": "tungsten", "aluminium": "aluminium", "alumina": "alumina", "bauxite": "bauxite",
             "lithium": "lithium", "cobalt": "cobalt", "antimony": "antimony", "molybdenum": "molybdenum",
             "lanthanides": "rare-earths", "titanium": "titanium"}
PRECIOUS = {"gold": "gold", "silver": "silver"}


def rows(path, **options):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, **options)


def number(text):
    """The value as read, without a decimal part that says nothing."""
    value = Decimal(text)
    return f"{value.normalize():f}"


class Tables:
    def __init__(self):
        self.region = {}
        for row in rows(OUT / "regions.csv"):
            for name in [row["name_en"], *filter(None, row["also"].split(";"))]:
                self.region[name] = row["id"]
        self.region["Democratic Republic of Congo"] = "CD"
        # The BGS table and the list of facilities mean the two Congos by different words.
        self.region["Congo"] = "CG"
        self.series, self.points = {}, []

    def add(self, ident, metal, topic, stage, region, unit, en, zh, source, points):
        points = sorted((year, value) for year, value in points if value != "")
        if not points:
            return
        if ident in self.series:
            raise SystemExit(f"{ident} stands twice")
        self.series[ident] = [ident, metal, topic, stage, region, unit, en, zh, source]
        self.points += [[ident, year, value] for year, value in points]


def bgs(tables, folder):
    years = range(2012, 2022)
    world = defaultdict(lambda: defaultdict(Decimal))
    seen = defaultdict(list)
    for row in rows(folder / "bgs-premise/bgs_world_mineral_production_2012_2021.csv"):
        seen[row["commodity"].strip(), row["country"].strip()].append(row)
    for (commodity, country), same in sorted(seen.items()):
        if commodity not in BGS:
            continue
        metal, stage, en, zh = BGS[commodity]
        # Two rows of one country are kinds of one commodity that the table does not name: their sum is the country's.
        values = {year: [row[str(year)] for row in same if row[str(year)] != ""] for year in years}
        points = [(year, number(sum(map(Decimal, found)))) for year, found in values.items() if found]
        for year, value in points:
            world[commodity][year] += Decimal(value)
        region = tables.region[country]
        tables.add(f"bgs-{metal}-{stage}-{region}", metal, "production", stage, region, "t/a", en, zh, "bgs-2012-2021", points)
    for commodity, sums in world.items():
        metal, stage, en, zh = BGS[commodity]
        points = [(year, number(value)) for year, value in sums.items()]
        tables.add(f"bgs-{metal}-{stage}-GLO", metal, "production", stage, "GLO", "t/a", en, zh, "bgs-world-sum", points)


def long(tables, folder):
    found = defaultdict(list)
    for row in rows(folder / "owid-minerals/Metal production - Clio Infra & USGS.csv"):
        if int(row["Year"]) < LONG_FROM or row["Entity"] not in LONG_REGIONS:
            continue
        for name in LONG:
            value = row[f"{name} Production (Clio-Infra & USGS)"]
            if value:
                found[name, row["Entity"]].append((int(row["Year"]), number(Decimal(value) * 1000)))
    for (name, entity), points in found.items():
        metal, stage, en, zh = LONG[name]
        region = tables.region[entity]
        tables.add(f"owid-{metal}-{stage}-{region}", metal, "production", stage, region, "t/a", en, zh, "owid-clio-usgs", points)


def smelting(tables, folder):
    name = "InternationalAluminumInst-1995-2021-PrimaryAlSmeltEnergy-kWhpTonne.csv"
    found = defaultdict(list)
    for row in rows(folder / "iai-pvice" / name):
        for column, region in IAI.items():
            if row.get(column):
                found[row["Type"], region].append((int(row["year"]), number(row[column])))
    words = {"Total Energy_ac": ("ac", "aluminium smelting, electricity with auxiliaries (AC)", "铝电解综合交流电耗"),
             "Process Energy_dc": ("dc", "aluminium electrolysis, process electricity (DC)", "铝电解直流电耗")}
    for (kind, region), points in found.items():
        stage, en, zh = words[kind]
        tables.add(f"iai-smelting-{stage}-{region}", "aluminium", "intensity", stage, region, "kWh/t", en, zh,
                   "iai-smelting-energy", points)


def refining(tables, folder):
    older = "iai-pvice/InternationalAluminumInst-1995-2021-PrimaryAluminaRefineEnergy-MJpTonne.csv"
    # The later edition, as shipped, has lost zeros at the end of values (1258 for 12580): only the years that the older
    # one has not are taken, and they stay a series of their own, since that edition also revised older years.
    later = "message-ix-aluminum/alu_ref_int_1985_2023.csv"
    for path, key, delimiter, source, years in [
        (older, "year", ",", "iai-refining-energy", None),
        (later, "Period", ";", "iai-refining-energy-2024", ("2022", "2023")),
    ]:
        found = defaultdict(list)
        for row in rows(folder / path, delimiter=delimiter):
            for column, region in IAI.items():
                if (row.get(column) or "-") != "-" and (years is None or row[key] in years):
                    found[region].append((int(row[key]), number(row[column])))
        for region, points in found.items():
            tables.add(f"{source}-{region}", "alumina", "intensity", "energy", region, "MJ/t", "alumina refining, energy",
                       "氧化铝综合能耗", source, points)


def grid(tables, folder):
    found = defaultdict(list)
    for row in rows(folder / "iai-pvice/input-ember-countries-gco2pkwh.csv"):
        region = tables.region.get(row["country_or_region"])
        value = row["emissions_intensity_gco2_per_kwh"]
        if region and value:
            found[region].append((int(row["year"]), number(value)))
    for region, points in found.items():
        tables.add(f"ember-grid-{region}", "electricity", "grid", "generation", region, "g/kWh",
                   "emission intensity of electricity generation", "发电碳强度", "ember-grid", points)


def facilities(tables, folder):
    out = []
    for row in rows(folder / "icmm-facilities/icmm_nonferrous.csv"):
        primary = COMMODITY.get(row["Primary Commodity"].strip())
        if not primary:
            continue
        others = [*row["Secondary Commodity"].split(";"), *row["Other Commodities"].split(";")]
        known = {**COMMODITY, **PRECIOUS}
        metals = [primary, *(known[name] for name in map(str.strip, others) if name in known)]
        kinds = [kind.strip().lower() for kind in row["Asset Type"].split(";")]
        out.append([row["ICMMID"], row["Mine Name"].strip(), ";".join(kinds), ";".join(dict.fromkeys(metals)),
                    tables.region[row["Country"]], number(row["Latitude"]), number(row["Longitude"]),
                    row["Confidence Factor"].strip().lower().replace(" ", "-"), "icmm-2025"])
    return sorted(out)


def write(name, head, table):
    with open(OUT / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(table)
    print(f"{name}: {len(table)} rows")


def main():
    folder = Path(sys.argv[1])
    tables = Tables()
    for derive in (bgs, long, smelting, refining, grid):
        derive(tables, folder)
    write("facilities.csv", "id,name,kinds,metals,country,lat,lon,confidence,source".split(","), facilities(tables, folder))
    order = sorted(tables.series)
    write("series.csv", "id,metal,topic,stage,region,unit,name_en,name_zh,source".split(","), [tables.series[i] for i in order])
    write("points.csv", "series,year,value".split(","), sorted(tables.points))


if __name__ == "__main__":
    main()
