#!/usr/bin/env python3
"""Provincial electricity mixes and thermal power of 2019 from TianGong v0.2.0.

Reads   process_index.csv and exchanges.csv.gz of the flat conversion (folder in argument 1).
Writes  exchange rows (CSV, standard output): process, id, direction, role, flow, amount, unit, place.

The source gives every process per 3.6 MJ. Electricity inputs of the mixes are divided by 3.6 to kWh; fuels and emissions of thermal
power are already per kWh. Fuel figures of natural gas are read as cubic metres, those of by-product gases as printed. The source's
combustion CO2 stays; no combustion process is linked to these fuels, so that nothing is burnt twice.
"""
import csv
import gzip
import pathlib
import sys

PROVINCES = {n.replace("_", " "): "CN-" + c for c, n in (p.split(":") for p in (
    "BJ:Beijing TJ:Tianjin HE:Hebei SX:Shanxi NM:Inner_Mongolia LN:Liaoning JL:Jilin HL:Heilongjiang SH:Shanghai JS:Jiangsu ZJ:Zhejiang AH:Anhui "
    "FJ:Fujian JX:Jiangxi SD:Shandong HA:Henan HB:Hubei HN:Hunan GD:Guangdong GX:Guangxi HI:Hainan CQ:Chongqing SC:Sichuan GZ:Guizhou YN:Yunnan "
    "SN:Shaanxi GS:Gansu QH:Qinghai NX:Ningxia XJ:Xinjiang").split())} | {"China": "CN"}
POWER = {"b4eb7d84-c7f3-4a55-92f6-256777553b49": "thermal-power-2019", "4f19a2f0-7b3b-11dd-ad8b-0800200c9a66": "hydropower",
         "55c35512-7167-4889-9e37-5199d9646f32": "nuclear-power", "4f19a2f1-7b3b-11dd-ad8b-0800200c9a66": "wind-power",
         "3c8f0942-49e6-4a85-8acd-0c6653d21386": "solar-power"}
FUELS = {  # flow UUID -> (our flow, exchange id, unit)
    "2377d39a-0176-44bd-8ff8-1e2c47c02830": ("hard-coal", "raw-coal", "kg"), "0ba1c6b7-1a4d-46c5-992b-34c7a149294c": ("hard-coal", "other-washed-coal", "kg"),
    "e1b213d0-3e18-470d-845b-8b336dd4950f": ("hard-coal", "briquettes", "kg"), "0d218f74-181d-49b6-978c-8af836611102": ("coal-gangue", "gangue", "kg"),
    "32ab44a2-c912-4c1f-98cf-856a24b3f99a": ("coke-oven-gas", "coke-oven-gas", "kg"), "1fd46644-11db-41ca-95bf-65562dcfdda3": ("blast-furnace-gas", "blast-furnace-gas", "kg"),
    "631f9452-a270-4d64-9103-de9dede592d2": ("converter-gas", "converter-gas", "kg"), "55a4c166-2eb6-43a3-9a13-2e4f2c4fee60": ("diesel", "diesel", "kg"),
    "f673469a-a563-4ffc-9960-fefe67090714": ("heavy-fuel-oil", "fuel-oil", "kg"), "1f11a155-bf25-49bc-b493-4bc6f5c2f177": ("refined-petroleum-product", "refinery-gas", "kg"),
    "444ca42c-1a06-4089-adba-62640255cf25": ("petroleum-coke", "petroleum-coke", "kg"), "4f19ca0d-7b3b-11dd-ad8b-0800200c9a66": ("refined-petroleum-product", "naphtha", "kg"),
    "b9bbfbd4-65fa-4a8b-b19e-37f97ee2bef9": ("metallurgical-coke", "coke", "kg"), "4f19ca0e-7b3b-11dd-ad8b-0800200c9a66": ("natural-gas", "natural-gas", "m3"),
    "1570a766-fe08-427f-94cb-6947995117ec": ("liquefied-natural-gas", "lng", "kg"), "9d447e1a-a41a-43ac-b374-d0fc6dcb61df": ("refined-petroleum-product", "lpg", "kg"),
    "fe0acd60-3ddc-11dd-a6f8-0050c2490048": ("refined-petroleum-product", "crude-oil", "kg")}
EMISSIONS = {"08a91e70-3ddc-11dd-923d-0050c2490048": "co2", "fe0acd60-3ddc-11dd-ac48-0050c2490048": "so2", "f79d0f8f-2b0e-49cb-bed0-b1ea0fbd8625": "nox"}


def main():
    folder = pathlib.Path(sys.argv[1])
    wanted = {}
    with open(folder / "process_index.csv", encoding="utf-8") as handle:
        for r in csv.DictReader(handle):
            parts = [p.strip() for p in r["name_en"].split(";")]
            if parts[0] == "Electricity production" and len(parts) == 3 and parts[2] in PROVINCES:
                kind = {"Electricity mix": "electricity-mix-2019", "Thermal power": "thermal-power"}.get(parts[1])
                if kind:
                    wanted[r["uuid"]] = (kind, PROVINCES[parts[2]])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["process", "id", "direction", "role", "flow", "amount", "unit", "place"])
    for uuid, (kind, region) in sorted(wanted.items(), key=lambda item: item[1]):
        out.writerow([f"{kind}-{region}", "product", "output", "reference", kind if kind.endswith("2019") else "thermal-power-2019", 1, "kWh", uuid])
    with gzip.open(folder / "exchanges.csv.gz", "rt", encoding="utf-8") as handle:
        for r in csv.DictReader(handle):
            if r["process_uuid"] not in wanted or float(r["amount"]) == 0.0:
                continue
            kind, region = wanted[r["process_uuid"]]
            process, flow, amount = f"{kind}-{region}", r["flow_uuid"], float(r["amount"])
            if kind == "electricity-mix-2019" and flow in POWER:
                out.writerow([process, POWER[flow], "input", "", POWER[flow], repr(round(amount / 3.6, 9)), "kWh", r["process_uuid"]])
            elif kind == "thermal-power" and flow in FUELS and r["direction"] == "Input":
                ours, identity, unit = FUELS[flow]
                out.writerow([process, identity, "input", "", ours, repr(amount), unit, r["process_uuid"]])
            elif kind == "thermal-power" and flow in EMISSIONS:
                out.writerow([process, EMISSIONS[flow], "output", "", flow, repr(amount), "kg", r["process_uuid"]])


if __name__ == "__main__":
    main()
