#!/usr/bin/env python3
"""Environmental Footprint 3.1 characterisation factors as method tables.

Reads   ef31_lciamethods_ilcd.zip (argument 1; ILCD LCIA methods) and flows.csv.gz of TianGong v0.2.0 (argument 2; name, CAS,
        compartment of every EF flow UUID).
Writes  the rows of ef-3.1 into methods.csv, indicators.csv and factors.csv of the folder in argument 3, leaving other methods.

Kept: flow UUID, name, CAS, our compartment, region, value, for every compartment of our list, so that data sets which use these UUIDs
meet their factor by id. Dropped: zero factors; indoor, long-term and stack-height variants, for which our list has no compartment; a
regional factor equal to the global one of its flow. The CAS number is left out where one number serves several flows of different
meaning (fossil and biogenic carbon dioxide, kinds of water), so that nothing is matched by it alone.
"""
import collections
import csv
import gzip
import pathlib
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

from derive_gwp import replace

SOURCE = "ef-3.1"
INDICATORS = {  # LCIA method name in the package -> (id, English, Chinese, unit)
    "Climate change": ("climate-change", "Climate change", "气候变化", "kg CO2-eq"),
    "Climate change-Fossil": ("climate-change-fossil", "Climate change, fossil", "气候变化-化石源", "kg CO2-eq"),
    "Climate change-Biogenic": ("climate-change-biogenic", "Climate change, biogenic", "气候变化-生物源", "kg CO2-eq"),
    "Climate change-Land use and land use change": ("climate-change-luluc", "Climate change, land use and land use change", "气候变化-土地利用和土地利用变化", "kg CO2-eq"),
    "Ozone depletion": ("ozone-depletion", "Ozone depletion", "臭氧层消耗", "kg CFC-11-eq"),
    "Acidification": ("acidification", "Acidification", "酸化", "mol H+-eq"),
    "Eutrophication, terrestrial": ("eutrophication-terrestrial", "Eutrophication, terrestrial", "陆地富营养化", "mol N-eq"),
    "Eutrophication marine": ("eutrophication-marine", "Eutrophication, marine", "海洋富营养化", "kg N-eq"),
    "Eutrophication, freshwater": ("eutrophication-freshwater", "Eutrophication, freshwater", "淡水富营养化", "kg P-eq"),
    "Photochemical ozone formation - human health": ("photochemical-ozone", "Photochemical ozone formation, human health", "光化学臭氧生成-人体健康", "kg NMVOC-eq"),
    "EF-particulate Matter": ("particulate-matter", "Particulate matter", "颗粒物", "disease incidence"),
    "Ionising radiation, human health": ("ionising-radiation", "Ionising radiation, human health", "电离辐射-人体健康", "kBq U-235-eq"),
    "Human toxicity, cancer_inorganics": ("human-toxicity-cancer-inorganics", "Human toxicity, cancer, inorganics", "人体毒性-致癌（无机物）", "CTUh"),
    "Human toxicity, non-cancer_inorganics": ("human-toxicity-noncancer-inorganics", "Human toxicity, non-cancer, inorganics", "人体毒性-非致癌（无机物）", "CTUh"),
    "Ecotoxicity, freshwater_inorganics": ("ecotoxicity-freshwater-inorganics", "Ecotoxicity, freshwater, inorganics", "淡水生态毒性（无机物）", "CTUe"),
    "Resource use, minerals and metals": ("resource-minerals-metals", "Resource use, minerals and metals", "资源消耗-矿物和金属", "kg Sb-eq"),
    "Resource use, fossils": ("resource-fossils", "Resource use, fossils", "资源消耗-化石能源", "MJ"),
    "Water use": ("water-use", "Water use", "水资源消耗", "m3 world-eq"),
}
COMPARTMENTS = {  # last part of the flow's category in the package -> our compartment
    "Emissions to air, unspecified": "air",
    "Emissions to urban air close to ground": "air/urban",
    "Emissions to non-urban air or from high stacks": "air/rural",
    "Emissions to lower stratosphere and upper troposphere": "air/stratosphere",
    "Emissions to water, unspecified": "water",
    "Emissions to fresh water": "water/fresh",
    "Emissions to sea water": "water/sea",
    "Emissions to soil, unspecified": "soil",
    "Emissions to agricultural soil": "soil/agricultural",
    "Emissions to non-agricultural soil": "soil/industrial",
    "Non-renewable element resources from ground": "resource/ground",
    "Non-renewable energy resources from ground": "resource/ground",
    "Renewable material resources from water": "resource/water",
    "Renewable material resources from air": "resource/air",
}
UNITS = {"93a60a56-a3c8-11da-a746-0800200b9a66": "kg", "93a60a56-a3c8-22da-a746-0800200c9a66": "m3",
         "93a60a56-a3c8-17da-a746-0800200c9a66": "kBq", "93a60a56-a3c8-11da-a746-0800200c9a66": "MJ"}


def local(tag):
    """Tag name without its namespace."""
    return tag.rsplit("}", 1)[-1]


def factors_of(text):
    """Yield (flow UUID, location, value) of one method file."""
    for element in ET.fromstring(text).iter():
        if local(element.tag) != "factor":
            continue
        uuid, location, value = "", "", 0.0
        for child in element:
            name = local(child.tag)
            if name == "referenceToFlowDataSet":
                uuid = child.attrib["refObjectId"]
            elif name == "location":
                location = (child.text or "").strip()
            elif name == "meanValue":
                value = float(child.text)
        yield uuid, location, value


def method_name(text):
    """Name of the LCIA method, as the package prints it."""
    return re.search(r"<(?:\w+:)?name[^>]*>\s*([^<]+?)\s*<", text).group(1)


def main():
    flows = {}
    with gzip.open(sys.argv[2], "rt", encoding="utf-8") as handle:
        for r in csv.DictReader(handle):
            if r["type"] == "Elementary flow":
                flows[r["uuid"]] = r
    names = collections.defaultdict(set)
    for r in flows.values():
        if not r["name_en"].startswith("Correction flow"):
            names[r["cas"]].add(r["name_en"].lower())
    shared = {cas for cas, found in names.items() if len(found) > 1}
    folder = pathlib.Path(sys.argv[3])
    indicators, rows, skipped = [], [], collections.Counter()
    with zipfile.ZipFile(sys.argv[1]) as archive:
        texts = [archive.read(n).decode("utf-8") for n in sorted(archive.namelist()) if n.endswith(".xml")]
    for text in texts:
        iid, en, zh, unit = INDICATORS[method_name(text)]
        indicators.append({"method": SOURCE, "id": iid, "name_en": en, "name_zh": zh, "unit": unit,
                           "note": "inorganic substances only: the organic part was not in the snapshot" if "inorganics" in iid else ""})
        found = {}
        for uuid, location, value in factors_of(text):
            flow = flows.get(uuid)
            compartment = COMPARTMENTS.get(flow["category"].split("/")[-1]) if flow else None
            if value == 0.0 or compartment is None or flow["name_en"].startswith("Correction flow"):
                skipped["zero, unknown flow or compartment"] += 1
                continue
            found[(uuid, location)] = (flow, compartment, value)
        for (uuid, location), (flow, compartment, value) in sorted(found.items()):
            if location and found.get((uuid, ""), (0, 0, None))[2] == value:
                skipped["equal to the global factor"] += 1
                continue
            rows.append({"method": SOURCE, "indicator": iid, "flow": uuid, "name_en": flow["name_en"], "cas": "" if flow["cas"] in shared else flow["cas"], "compartment": compartment,
                         "region": location, "value": f"{value:.12g}", "unit": UNITS[flow["flow_property_uuid"]], "source": SOURCE})
    method = [{"id": SOURCE, "name_en": "Environmental Footprint 3.1", "name_zh": "欧盟环境足迹3.1", "version": "3.1", "source": SOURCE,
               "note": "18 of 25 indicators: total and organic toxicity and land use were not in the snapshot"}]
    replace(folder / "methods.csv", ["id", "name_en", "name_zh", "version", "source", "note"], method, lambda r: r["id"] != SOURCE)
    replace(folder / "indicators.csv", ["method", "id", "name_en", "name_zh", "unit", "note"], indicators, lambda r: r["method"] != SOURCE)
    replace(folder / "factors.csv", ["method", "indicator", "flow", "name_en", "cas", "compartment", "region", "value", "unit", "source", "place", "note"],
            rows, lambda r: r["method"] != SOURCE)
    print(len(rows), dict(skipped), file=sys.stderr)


if __name__ == "__main__":
    main()
