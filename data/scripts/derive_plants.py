#!/usr/bin/env python3
"""Writes the example plants of data/plants from public figures.

Amounts per tonne are read from the packaged network and factors, so that a figure stands once; the year's amount is
spread over the months by their days. Run from the repository root; it needs nothing but Python.
"""

import calendar
import csv
from decimal import Decimal, ROUND_HALF_EVEN
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
YEAR = 2024
COLUMNS = "process_unit,item,measure,meter,month,value,unit,quality,uncertainty,source,note".split(",")


def table(path, key):
    with open(DATA / path, encoding="utf-8", newline="") as file:
        return {tuple(row[k] for k in key): row for row in csv.DictReader(file)}


EXCHANGES = table("network/exchanges.csv", ("process", "id"))
FUELS = table("factors/fuels.csv", ("id",))
PROCESS = table("factors/process.csv", ("id",))
PARAMETERS = table("network/parameters.csv", ("id",))


def value(row):
    """Amount of an exchange: a number, or a formula of numbers and packaged parameters."""
    text = row["amount"] or row["formula"]
    names = {key[0]: value_of(parameter) for key, parameter in PARAMETERS.items() if key[0] in text}
    return Decimal(str(eval(text, {"__builtins__": {}}, {k: float(v) for k, v in names.items()})))


def value_of(parameter):
    return Decimal(parameter["value"]) if parameter["value"] else Decimal(0)


class Plant:
    def __init__(self, ident, sector, region, name_en, name_zh, **attributes):
        self.head = [("id", ident), ("name_en", name_en), ("name_zh", name_zh), ("sector", sector)]
        self.head += [("region", region), ("year", str(YEAR))]
        # The grid factors of the year are not published; the latest official ones by province are of 2022.
        self.ident, self.attributes, self.rows = ident, {**attributes, "grid_year": "2022"}, []

    def add(self, unit, item, measure, amount, symbol, source, place="", quality="computed", note="", places=3):
        days = [calendar.monthrange(YEAR, month)[1] for month in range(1, 13)]
        step = Decimal(1).scaleb(-places)
        whole = Decimal(amount).quantize(step, ROUND_HALF_EVEN)
        done = Decimal(0)
        spread = f"year {whole.normalize():f} {symbol}, spread over the months by days"
        for month in range(1, 13):
            until = (whole * sum(days[:month]) / sum(days)).quantize(step, ROUND_HALF_EVEN)
            remark = "; ".join(part for part in (place, note, spread) if part)
            self.rows.append([unit, item, measure, "", month, until - done, symbol, quality, "", source, remark])
            done = until

    def per_tonne(self, unit, item, measure, tonnes, process, exchange, symbol, factor=1, note=""):
        """`factor` turns the exchange's amount per 1000 kg (or 1 kg) of product into `symbol` per tonne."""
        row = EXCHANGES[(process, exchange)]
        reference = Decimal(EXCHANGES[(process, "product")]["amount"]) / 1000
        amount = value(row) / reference * Decimal(factor) * tonnes
        self.add(unit, item, measure, amount, symbol, row["source"], row["place"], note="; ".join(p for p in (row["note"], note) if p))

    def assumed(self, unit, item, measure, value, symbol, note):
        """A property of the whole year that no source gives; told as estimated."""
        self.rows.append([unit, item, measure, "", "", value, symbol, "estimated", "", "example-size", note])

    def write(self):
        folder = DATA / "plants"
        folder.mkdir(exist_ok=True)
        with open(folder / f"{self.ident}.csv", "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            line = lambda *cells: [*cells, *[""] * (len(COLUMNS) - len(cells))]
            out.writerow(COLUMNS)
            out.writerow(line("# built from public figures by data/scripts/derive_plants.py; no plant of this name exists"))
            out.writerows(line("#plant", field, text) for field, text in self.head)
            out.writerows(line("#attribute", field.replace("_", "-"), text) for field, text in self.attributes.items())
            out.writerows(self.rows)


KG = Decimal("0.001")
MJ = 1 / Decimal(3600)  # MWh


def heat(fuel):
    """Tonnes (10⁴ Nm3 for gas) that give 1 MJ at the packaged default calorific value."""
    factor = FUELS[(f"cn-ncv-{fuel}",)]
    ncv = Decimal(factor["value"])
    if factor["unit"] == "MJ/kg":
        return 1 / (ncv * 1000)
    assert factor["unit"] == "MJ/m3" or factor["unit"] == "MJ/Nm3", factor["unit"]
    return 1 / (ncv * 10000)


def aluminium():
    plant = Plant("example-aluminium", "aluminium-electrolysis", "CN-SD", "Example aluminium smelter, 500 kt/a",
                  "示例电解铝厂（50万吨/年）", cell_technology="cwpb", cn_code="7601", import_year="2026")
    metal = Decimal(500000)
    ingot = metal / (value(EXCHANGES[("aluminium-ingot-casting", "metal")]) / 1000)
    ac = PROCESS[("iai-al-ac-cn-2021",)]
    dc = PROCESS[("iai-al-dc-cn-2021",)]
    casting = value(EXCHANGES[("aluminium-ingot-casting", "electricity")]) * MJ * ingot
    size = "example-size"
    plant.add("electrolysis", "liquid-aluminium", "produced", metal, "t", size)
    plant.per_tonne("casthouse", "aluminium-ingot", "produced", ingot, "aluminium-ingot-casting", "product", "t", KG,
                    note="metal less the melt loss of casting")
    kwh = lambda row: Decimal(row["value"]) * metal / 1000
    plant.add("electrolysis", "electricity-cells-ac", "used", kwh(ac), "MWh", ac["source"], ac["place"],
              note="smelter total of the survey; it does not part the cells from auxiliaries")
    plant.add("electrolysis", "electricity-cells-dc", "used", kwh(dc), "MWh", dc["source"], dc["place"])
    plant.add("", "electricity-grid", "used", kwh(ac) + casting, "MWh",
              f"{ac['source']}; iai-lci-2019-energy", f"{ac['place']}; Casting, MJ per t", note="electrolysis and casting")
    plant.per_tonne("electrolysis", "alumina", "used", metal, "aluminium-electrolysis", "alumina", "t", KG)
    plant.per_tonne("electrolysis", "aluminium-fluoride", "used", metal, "aluminium-electrolysis", "alf3", "t", KG)
    net = PROCESS[("cets-net-anode",)]
    plant.add("electrolysis", "net-anode", "used", Decimal(net["value"]) * metal, "t", net["source"], net["place"],
              quality="estimated", note="default of the guideline; no measured average was obtained")
    for item, exchange, fuel in [("natural-gas", "gas", "natural-gas"), ("fuel-oil", "oil", "fuel-oil"),
                                 ("diesel", "diesel", "diesel")]:
        plant.per_tonne("casthouse", item, "used", ingot, "aluminium-ingot-casting", exchange,
                        "万Nm3" if item == "natural-gas" else "t", heat(fuel), note="MJ over the default calorific value")
    for item, exchanges in [("so2", ["so2"]), ("nox", ["nox"]), ("particulates", ["pmb", "pm25", "pm10"]),
                            ("fluorides", ["hf"])]:
        rows = [EXCHANGES[("aluminium-electrolysis", exchange)] for exchange in exchanges]
        amount = sum(value(row) for row in rows) * KG * metal
        plant.add("", item, "discharged", amount, "t", rows[0]["source"], rows[0]["place"],
                  note="as hydrogen fluoride" if item == "fluorides" else "")
    plant.write()


def copper():
    plant = Plant("example-copper", "copper-smelting", "CN-JX", "Example copper smelter and refinery, 200 kt/a",
                  "示例铜冶炼厂（20万吨/年）", copper_route="concentrate")
    cathode = Decimal(200000)
    anode = cathode * value(EXCHANGES[("copper-electrorefining", "anode")]) / 1000
    size = "example-size"
    plant.add("electrolysis", "copper-cathode", "produced", cathode, "t", size)
    plant.per_tonne("fire-refining", "copper-anode", "produced", anode, "copper-smelting", "product", "t", KG,
                    note="what the refinery needs")
    plant.per_tonne("electrolysis", "copper-anode", "used", cathode, "copper-electrorefining", "anode", "t", KG)
    plant.per_tonne("smelting", "copper-concentrate", "used", anode, "copper-smelting", "concentrate", "t", KG)
    smelting = value(EXCHANGES[("copper-smelting", "electricity")]) * MJ * anode
    refining = value(EXCHANGES[("copper-electrorefining", "electricity")]) * MJ * cathode
    row, other = EXCHANGES[("copper-smelting", "electricity")], EXCHANGES[("copper-electrorefining", "electricity")]
    plant.add("", "electricity-grid", "used", smelting + refining, "MWh",
              row["source"], f"{row['place']} and {other['place']}", note="smelting and electrorefining")
    plant.per_tonne("smelting", "coke", "used", anode, "copper-smelting", "coke", "t", heat("coke"))
    plant.per_tonne("smelting", "natural-gas", "used", anode, "copper-smelting", "gas", "万Nm3", heat("natural-gas"))
    plant.per_tonne("smelting", "diesel", "used", anode, "copper-smelting", "diesel", "t", heat("diesel"))
    coal = EXCHANGES[("copper-electrorefining", "coal")]
    tonnes = Decimal(coal["formula"].split("*")[0].strip()) * KG * cathode
    plant.add("electrolysis", "bituminous", "used", tonnes, "t", coal["source"], coal["place"],
              note="hard coal of the source, taken as bituminous coal")
    plant.per_tonne("smelting", "caco3", "used", anode, "copper-smelting", "limestone", "t", KG)
    plant.assumed("smelting", "caco3", "purity", 100, "%", "upper bound: as if pure; the source gives no analysis")
    plant.per_tonne("smelting", "silica-flux", "used", anode, "copper-smelting", "silica", "t", KG)
    plant.per_tonne("electrolysis", "sulfuric-acid-used", "used", cathode, "copper-electrorefining", "acid", "t", KG)
    plant.per_tonne("smelting", "smelting-slag", "arising", anode, "copper-smelting", "slag", "t", KG)
    plant.per_tonne("electrolysis", "anode-slime", "arising", cathode, "copper-electrorefining", "slime", "t", KG)
    plant.per_tonne("", "so2", "discharged", anode, "copper-smelting", "so2", "t", KG)
    plant.per_tonne("", "particulates", "discharged", anode, "copper-smelting", "dust", "t", KG)
    plant.write()


def secondary_aluminium():
    plant = Plant("example-secondary-aluminium", "secondary-aluminium", "CN-GD", "Example secondary aluminium plant, 100 kt/a",
                  "示例再生铝厂（10万吨/年）", cn_code="7601")
    ingot = Decimal(100000)
    prepared = ingot * value(EXCHANGES[("secondary-aluminium", "scrap")]) / 1000
    size = "example-size"
    plant.add("melting", "secondary-aluminium", "produced", ingot, "t", size)
    plant.per_tonne("pretreatment", "aluminium-scrap", "used", prepared, "aluminium-scrap-preparation", "scrap", "t", KG,
                    note="as collected")
    rows = [(EXCHANGES[("secondary-aluminium", k)], EXCHANGES[("aluminium-scrap-preparation", k)]) for k in ("electricity", "gas")]
    for (melting, preparing), item, symbol, factor in zip(rows, ("electricity-grid", "natural-gas"), ("MWh", "万Nm3"),
                                                          (MJ, heat("natural-gas"))):
        amount = (value(melting) * ingot + value(preparing) * prepared) * factor
        plant.add("", item, "used", amount, symbol, melting["source"], f"{melting['place']} and {preparing['place']}",
                  note="scrap preparation and melting")
    plant.per_tonne("pretreatment", "lime", "used", prepared, "aluminium-scrap-preparation", "lime", "t", KG)
    plant.per_tonne("pretreatment", "caustic-soda", "used", prepared, "aluminium-scrap-preparation", "caustic", "t", KG)
    plant.per_tonne("melting", "general-waste", "arising", ingot, "secondary-aluminium", "waste", "t", KG)
    plant.per_tonne("", "particulates", "discharged", ingot, "secondary-aluminium", "dust", "t", KG)
    plant.write()


def zinc():
    plant = Plant("example-zinc", "zinc", "CN-YN", "Example zinc smelter, 100 kt/a", "示例锌冶炼厂（10万吨/年）",
                  zinc_route="hydro-without-residue")
    metal = Decimal(100000)
    size = "example-size"
    plant.add("casting", "zinc-ingot", "produced", metal, "t", size)
    plant.add("", "electricity-grid", "used", (3400 + 780) * metal / 1000, "MWh", "gti-zinc", "Energy Use: Metal Casting - Zinc",
              note="3400 kWh for electrolysis and 780 kWh for casting and other steps per ton; the source does not say which ton, read as tonne")
    plant.add("roasting", "zinc-concentrate", "used", metal / Decimal("0.58"), "t", "zincox", "Zinc, Mining",
              note="lower bound by mass balance at 58 % zinc, without loss of zinc; a measured consumption was not obtained")
    acid = Decimal(450000) * Decimal("0.98") / Decimal(230000) * metal
    plant.add("roasting", "sulfuric-acid", "produced", acid, "t", "sun-metals", "By Products; A zinc powerhouse", note="450,000 t/a of 98 % acid for 230,000 t/a of zinc, as 100 % H2SO4")
    plant.write()


if __name__ == "__main__":
    aluminium()
    copper()
    secondary_aluminium()
    zinc()
