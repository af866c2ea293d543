#!/usr/bin/env python3
"""Factor tables of data/factors from the transcribed Chinese tables and the hand-made rows below.

Reads   the folder of argument 1: grid_ef_province.csv, grid_ef_region.csv, fuel_defaults_cn.csv, carbonate_ef.csv,
        gb_energy_limits_nonferrous.csv (transcriptions of official tables); globalwarmingpotentials.csv (argument 2).
Writes  grid, fuels, carbonates, gwp and energy_limits .csv into the folder of argument 3.
        process.csv, standards.csv and sources.csv are made by hand.
"""
import csv
import pathlib
import re
import sys

COLUMNS = ["id", "name_en", "name_zh", "value", "unit", "region", "year", "valid_from", "valid_to", "supersedes", "superseded_by",
           "standard", "clause", "source", "place", "trust", "note"]
PROVINCES = dict(zip(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 陕西 甘肃 青海 宁夏 新疆".split(),
    [("CN-" + c, n) for c, n in (p.split(":") for p in (
        "BJ:Beijing TJ:Tianjin HE:Hebei SX:Shanxi NM:Inner_Mongolia LN:Liaoning JL:Jilin HL:Heilongjiang SH:Shanghai JS:Jiangsu ZJ:Zhejiang AH:Anhui "
        "FJ:Fujian JX:Jiangxi SD:Shandong HA:Henan HB:Hubei HN:Hunan GD:Guangdong GX:Guangxi HI:Hainan CQ:Chongqing SC:Sichuan GZ:Guizhou YN:Yunnan "
        "SN:Shaanxi GS:Gansu QH:Qinghai NX:Ningxia XJ:Xinjiang").split())]))
GRIDS = {"华北": ("GRID-NORTH", "North China grid"), "东北": ("GRID-NORTHEAST", "Northeast China grid"), "华东": ("GRID-EAST", "East China grid"),
         "华中": ("GRID-CENTRAL", "Central China grid"), "西北": ("GRID-NORTHWEST", "Northwest China grid"), "南方": ("GRID-SOUTH", "South China grid"),
         "西南": ("GRID-SOUTHWEST", "Southwest China grid")}
GRIDS_2023 = {"华北": "0.6361", "东北": "0.5122", "华东": "0.5500", "华中": "0.5271", "西北": "0.5543"}
FUELS = {"anthracite": "anthracite", "bituminous": "bituminous coal", "lignite": "lignite", "coal_gangue": "coal gangue", "coal_slime": "coal slime",
         "coke": "coke", "petroleum_coke": "petroleum coke", "crude_oil": "crude oil", "fuel_oil": "fuel oil", "gasoline": "gasoline", "diesel": "diesel",
         "kerosene": "kerosene", "lng": "liquefied natural gas", "lpg": "liquefied petroleum gas", "coal_tar": "coal tar", "refinery_gas": "refinery gas",
         "natural_gas": "natural gas", "blast_furnace_gas": "blast furnace gas", "converter_gas": "converter gas", "coke_oven_gas": "coke oven gas"}
CARBONATES = {"CaCO3": "calcium carbonate (limestone)", "MgCO3": "magnesium carbonate (magnesite)", "Na2CO3": "sodium carbonate (soda ash)",
              "NaHCO3": "sodium bicarbonate", "FeCO3": "iron carbonate (siderite)", "MnCO3": "manganese carbonate (rhodochrosite)", "BaCO3": "barium carbonate",
              "Li2CO3": "lithium carbonate", "K2CO3": "potassium carbonate", "SrCO3": "strontium carbonate", "CaMg(CO3)2": "dolomite"}
GASES = [("CO2", "carbon dioxide", "二氧化碳"), ("CH4", "methane", "甲烷"), ("N2O", "nitrous oxide", "氧化亚氮"), ("CF4", "tetrafluoromethane", "四氟化碳"),
         ("C2F6", "hexafluoroethane", "六氟乙烷"), ("SF6", "sulfur hexafluoride", "六氟化硫"), ("NF3", "nitrogen trifluoride", "三氟化氮")]
PRODUCTS = {"电解铝": "electrolytic aluminium", "拜耳法氧化铝": "alumina, Bayer process", "其他工艺氧化铝": "alumina, other processes", "铜": "copper",
            "再生铜": "secondary copper", "锌": "zinc", "再生锌": "secondary zinc", "铅": "lead", "再生铅": "secondary lead", "镍": "nickel", "锡": "tin", "锑": "antimony",
            "铅锑": "lead-antimony", "表11(疑为钴)": "table 11 (probably cobalt)", "表12(疑为铋)": "table 12 (probably bismuth)",
            "冶炼烟气制酸 铜、镍冶炼烟气": "acid from copper and nickel smelter gas", "冶炼烟气制酸 铅冶炼烟气": "acid from lead smelter gas",
            "冶炼烟气制酸 锌冶炼烟气": "acid from zinc smelter gas", "冶炼烟气制酸 其他有色金属冶炼烟气": "acid from other smelter gas",
            "电工用铜线坯 上引连铸/阴极铜": "copper wire rod, upcast from cathode", "电工用铜线坯 连铸连轧/阴极铜": "copper wire rod, cast and rolled from cathode",
            "电工用铜线坯 连铸连轧/再生铜": "copper wire rod, cast and rolled from scrap"}
TERMS = [("铝液综合交流电耗", "overall AC electricity, liquid metal"), ("铝锭综合交流电耗", "overall AC electricity, ingot"), ("铝液交流电耗", "AC electricity, liquid metal"),
         ("铝锭综合单耗", "overall energy, ingot"), ("工艺能耗", "process energy"), ("单位产品综合能耗", "overall energy per unit of product"), ("综合能耗", "overall energy"),
         ("吨酸电耗", "electricity per tonne of acid"), ("铜精矿-粗铜", "concentrate to blister"), ("铜精矿-阳极铜", "concentrate to anode"),
         ("铜精矿-阴极铜", "concentrate to cathode"), ("阳极铜-阴极铜", "anode to cathode, electrorefining"), ("粗铜-阳极铜", "blister to anode"),
         ("粗铜-阴极铜", "blister to cathode"), ("杂铜-粗铜", "scrap to blister"), ("杂铜-阳极铜", "scrap to anode"), ("杂铜-阴极铜", "scrap to cathode"),
         ("精矿-粗锌锭", "pyrometallurgical crude zinc"), ("粗锌锭-精锌锭", "pyrometallurgical rectification"), ("精矿-精锌锭", "pyrometallurgical zinc, concentrate to ingot"),
         ("含渣处理）（精矿-电锌锭", "hydrometallurgical zinc with residue treatment"), ("无渣处理）（精矿-电锌锭", "hydrometallurgical zinc without residue treatment"),
         ("富集氧化锌工序（含锌12%", "zinc oxide enrichment, 12 % Zn"), ("富集氧化锌工序（含锌8%", "zinc oxide enrichment, 8 % Zn"), ("富集氧化锌工序（含锌5%", "zinc oxide enrichment, 5 % Zn"),
         ("脱氟氯", "zinc calcine, fluorine and chlorine removal"), ("富集锌焙砂（含锌12%", "zinc calcine enrichment, 12 % Zn"), ("富集锌焙砂（含锌8%", "zinc calcine enrichment, 8 % Zn"),
         ("富集锌焙砂（含锌5%", "zinc calcine enrichment, 5 % Zn"), ("不含渣处理", "hydrometallurgical, without residue treatment"), ("含渣处理", "hydrometallurgical, with residue treatment"),
         ("铅精矿-粗铅", "concentrate to crude lead"), ("粗铅-铅锭", "crude lead to ingot, electrorefining"), ("铅精矿-铅锭", "concentrate to ingot"),
         ("废电池预处理", "battery breaking"), ("铅膏-再生粗铅", "paste smelting"), ("铅屑", "lead grid melting"), ("再生粗铅-再生铅", "fire refining"), ("废电池-再生铅", "battery to lead"),
         ("金属态铅废料", "metallic lead scrap to lead"), ("镍精矿-高镍锍", "concentrate to high-grade matte"), ("高镍锍-电解镍", "matte to electrolytic nickel"),
         ("阳极镍-电解镍", "electrolysis"), ("镍精矿-电解镍", "concentrate to electrolytic nickel"), ("熔前处理工序 沸腾炉", "pretreatment, fluid bed"), ("熔前处理工序 回转窑", "pretreatment, rotary kiln"),
         ("还原熔炼", "reduction smelting"), ("炼渣", "slag treatment"), ("锡精矿-锡锭", "concentrate to ingot"), ("锑低品位矿-锑氧", "low-grade ore to crude oxide"),
         ("锑精矿-锑氧", "concentrate to crude oxide"), ("锑氧-锑锭", "refining"), ("锑低品位矿-锑锭", "low-grade ore to ingot"), ("锑精矿-锑锭", "concentrate to ingot"),
         ("粗炼、吹炼", "jamesonite, smelting and converting"), ("脆硫铅锑矿冶炼", "jamesonite smelting, total"), ("精炼工序", "refining"),
         ("氯化锆溶液", "chloride solution"), ("电积锆工艺", "electrowinning"), ("锆原料-电积锆", "raw material to electrowon metal"), ("四氧化二锆", "oxide"),
         ("氯化锆晶体", "chloride crystals"), ("硫酸锆晶体", "sulfate crystals"), ("硫化钛精矿-钛锭", "sulfide concentrate to ingot"), ("氧化钛原料-钛锭", "oxide raw material to ingot")]
LEVELS = [("level_1_advanced", "1", "grade 1, advanced", "1级（先进值）"), ("level_2_access", "2", "grade 2, access", "2级（准入值）"), ("level_3_limit", "3", "grade 3, limit", "3级（限定值）")]
VERSIONS = {"GB 21346": "GB 21346-2022"}
MORE_LIMITS = [  # standard, product en, zh, item en, zh, unit, three grades
    ("GB 21347-2023", "magnesium", "镁", "overall energy", "综合能耗", "kgce/t", "3500/4000/5000"),
    ("GB 21347-2023", "industrial silicon", "工业硅", "charcoal as reductant", "木炭", "kgce/t", "2500/2800/3300"),
    ("GB 21347-2023", "industrial silicon", "工业硅", "petroleum coke and coal as reductant", "油焦+煤", "kgce/t", "2700/3000/3500"),
    ("GB 21347-2023", "industrial silicon", "工业硅", "coal as reductant", "煤", "kgce/t", "2800/3100/3600"),
    ("GB 25324-2022", "prebaked anode", "预焙阳极", "calcining", "煅烧", "kgce/t", "190/210/250"),
    ("GB 25324-2022", "prebaked anode", "预焙阳极", "forming", "成型", "kgce/t", "7/10/20"),
    ("GB 25324-2022", "prebaked anode", "预焙阳极", "baking", "焙烧", "kgce/t", "170/180/230"),
    ("GB 25324-2022", "prebaked anode", "预焙阳极", "rodding", "组装", "kgce/t", "9/11/15"),
    ("GB 29448-2022", "titanium sponge", "海绵钛", "full process", "全流程", "kgce/t", "4400/4820/5080"),
    ("GB 29448-2022", "titanium sponge", "海绵钛", "half process", "半流程", "kgce/t", "1000/1100/1230"),
    ("GB 21351-2023", "aluminium slab ingot, class I", "铝扁铸锭I类", "overall energy", "综合能耗", "kgce/t", "70/85/100"),
]
CBAM_FUELS = [("natural-gas", "natural gas", "天然气", "56.1", "48.0"), ("petroleum-coke", "petroleum coke", "石油焦", "97.5", "32.5"), ("residual-fuel-oil", "residual fuel oil", "残渣燃料油", "77.4", "40.4"),
              ("diesel", "gas and diesel oil", "柴油", "74.1", "43.0"), ("anthracite", "anthracite", "无烟煤", "98.3", "26.7"), ("other-bituminous", "other bituminous coal", "其他烟煤", "94.6", "25.8"), ("coke", "coke oven coke", "焦炭", "107", "28.2")]


def read(path):
    """Rows of a CSV file."""
    with open(path, encoding="utf-8-sig") as handle:
        return list(csv.DictReader(r for r in handle if not r.startswith("#")))


def write(path, rows):
    """Rows to a CSV file with our columns; ids must be unique."""
    ids = [r["id"] for r in rows]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    with open(path, "w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, COLUMNS, restval="", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def grid(raw):
    """Average grid CO2 factors by area and year, each chained to its successor."""
    series = {}
    for r in read(raw / "grid_ef_province.csv"):
        region, name = PROVINCES[r["province"]]
        for year in ("2021", "2022"):
            series.setdefault((region, name.replace("_", " "), r["province"]), {})[year] = (r[f"ef_{year}_tCO2_per_MWh"], "T", "mee-grid-ef")
    for r in read(raw / "grid_ef_region.csv"):
        region, name = GRIDS[r["region"]]
        for year in ("2021", "2022"):
            series.setdefault((region, name, r["region"] + "电网"), {})[year] = (r[f"ef_{year}_tCO2_per_MWh"], "T", "mee-grid-ef")
        if r["region"] in GRIDS_2023:
            series[(region, name, r["region"] + "电网")]["2023"] = (GRIDS_2023[r["region"]], "N", "mee-grid-ef-2023")
    series[("CN", "China", "全国")] = {"2015": ("0.6101", "T", "mee-grid-ef"), "2022": ("0.5366", "T", "mee-grid-ef"), "2023": ("0.5306", "N", "mee-grid-ef-2023")}
    rows = []
    for (region, name, zh), years in series.items():
        order = sorted(years)
        for k, year in enumerate(order):
            value, trust, source = years[year]
            rows.append({"id": f"grid-{region.lower()}-{year}", "name_en": f"average grid CO2 factor, {name}, {year}", "name_zh": f"{zh}{year}年电力平均二氧化碳排放因子",
                         "value": value, "unit": "kg/kWh", "region": region, "year": year, "supersedes": f"grid-{region.lower()}-{order[k - 1]}" if k else "",
                         "superseded_by": f"grid-{region.lower()}-{order[k + 1]}" if k + 1 < len(order) else "", "source": source, "place": f"{year}, {zh}", "trust": trust,
                         "note": "average series: CO2 of generation only; not the series without traded non-fossil power, not the fossil-only series, not the footprint factor"})
    return rows


def fuels(raw):
    """NCV, carbon content and oxidation of fuels, Chinese defaults and CBAM's, with the factor per unit of energy."""
    rows = []
    for r in read(raw / "fuel_defaults_cn.csv"):
        fid, en, zh = r["fuel_id"].replace("_", "-"), FUELS[r["fuel_id"]], r["fuel_zh"]
        doubtful = "printed carbon content is above that of methane or butane: doubtful" if fid in ("lng", "lpg") else ""
        if fid == "bituminous":
            doubtful = "another transcription has 0.02308: doubtful"
        common = {"region": "CN", "source": "cn-fuel-defaults", "place": zh, "trust": "T"}
        unit = "MJ/kg" if r["ncv_unit"] == "GJ/t" else "MJ/Nm3"
        value = r["ncv"] if unit == "MJ/kg" else f"{float(r['ncv']) / 10:.4f}"
        rows.append({"id": f"cn-ncv-{fid}", "name_en": f"net calorific value, {en}", "name_zh": f"低位发热量，{zh}", "value": value, "unit": unit,
                     "note": "printed as GJ per 10^4 Nm3" if unit == "MJ/Nm3" else "", **common})
        rows.append({"id": f"cn-carbon-{fid}", "name_en": f"carbon content per energy, {en}", "name_zh": f"单位热值含碳量，{zh}", "value": r["carbon_content_tC_per_GJ"], "unit": "t/GJ",
                     "note": ("carbon; " + doubtful).strip("; "), **common})
        if r["oxidation_pct"]:
            rows.append({"id": f"cn-oxidation-{fid}", "name_en": f"oxidation rate, {en}", "name_zh": f"氧化率，{zh}", "value": f"{float(r['oxidation_pct']) / 100:g}", "unit": "1", **common})
    for fid, en, zh, factor, ncv in CBAM_FUELS:
        common = {"region": "", "standard": "IR (EU) 2025/2547", "source": "cbam-2025-2547", "place": "Annex II, standard factors of fuels", "trust": "P"}
        rows.append({"id": f"cbam-ef-{fid}", "name_en": f"CO2 factor per energy, {en}", "name_zh": f"单位热值二氧化碳排放因子，{zh}", "value": factor, "unit": "t/TJ", **common})
        rows.append({"id": f"cbam-ncv-{fid}", "name_en": f"net calorific value, {en}", "name_zh": f"低位发热量，{zh}", "value": ncv, "unit": "GJ/t", **common})
    for fid, en, zh, value, unit, note in [
            ("semi-coke", "semi-coke as reductant", "蓝炭（还原剂）", "2.853", "t/t", ""), ("coke", "coke as reductant", "焦炭（还原剂）", "2.862", "t/t", ""),
            ("anthracite", "anthracite as reductant", "无烟煤（还原剂）", "1.924", "t/t", "from an older NCV, 20.304 GJ/t"),
            ("natural-gas", "natural gas as reductant", "天然气（还原剂）", "0.0021622", "t/Nm3", "printed 21.622 t per 10^4 Nm3, from carbon content 0.0153")]:
        rows.append({"id": f"cn-reductant-{fid}", "name_en": f"CO2 factor, {en}", "name_zh": f"二氧化碳排放因子，{zh}", "value": value, "unit": unit, "region": "CN",
                     "source": "cn-other-nonferrous", "place": "energy as reductant", "trust": "T", "note": note})
    return rows


def carbonates(raw):
    """Process CO2 of carbonates, the transcription's and the printed guideline values where they differ."""
    rows = []
    for r in read(raw / "carbonate_ef.csv"):
        key = re.sub(r"[^a-z0-9]+", "", r["formula"].lower())
        rows.append({"id": f"carbonate-{key}", "name_en": f"process CO2, {CARBONATES[r['formula']]}", "name_zh": f"{r['carbonate']}分解二氧化碳排放因子", "value": r["tCO2_per_t"], "unit": "t/t",
                     "region": "CN", "source": "cn-fuel-defaults", "place": r["formula"], "trust": "T", "note": "per tonne of pure carbonate; multiply by purity"})
    rows.append({"id": "carbonate-caco3-2013", "name_en": "process CO2, limestone, 2013 guideline", "name_zh": "石灰石分解二氧化碳排放因子（2013年指南）", "value": "0.405", "unit": "t/t", "region": "CN",
                 "superseded_by": "carbonate-caco3", "source": "cn-al-2013", "place": "limestone", "trust": "T", "note": "for legacy accounts"})
    next(r for r in rows if r["id"] == "carbonate-caco3")["supersedes"] = "carbonate-caco3-2013"
    return rows


def gwp(path):
    """GWP100 of the gases the accounts need, by assessment report, with the fixed values of guidelines."""
    table = {r["Species"]: r for r in read(path)}
    rows = []
    for formula, en, zh in GASES:
        for report, column, newer, older in (("ar4", "AR4GWP100", "ar5", ""), ("ar5", "AR5GWP100", "ar6", "ar4"), ("ar6", "AR6GWP100", "", "ar5")):
            value = "1" if formula == "CO2" else table[formula][column]
            rows.append({"id": f"gwp100-{report}-{formula.lower()}", "name_en": f"GWP100, {en}, {report.upper()}", "name_zh": f"全球增温潜势（100年），{zh}，{report.upper()}",
                         "value": value, "unit": "kg/kg", "supersedes": f"gwp100-{older}-{formula.lower()}" if older else "", "superseded_by": f"gwp100-{newer}-{formula.lower()}" if newer else "",
                         "source": f"ipcc-{report}-wg1", "place": column, "trust": "T", "note": "a guideline fixes its own report: do not replace by the newest"})
    for gas, value, place in (("fossil", "29.8", "CH4-fossil"), ("non-fossil", "27.0", "CH4-non fossil")):
        rows.append({"id": f"gwp100-ar6-ch4-{gas}", "name_en": f"GWP100, methane, {gas}, AR6", "name_zh": f"全球增温潜势（100年），甲烷（{'化石源' if gas == 'fossil' else '非化石源'}），AR6", "value": value,
                     "unit": "kg/kg", "source": "ipcc-ar6-wg1", "place": f"{place}; also in EF 3.1", "trust": "T", "note": "also the EF 3.1 factor"})
    for fid, standard, source, cf4, c2f6, trust in (("cets", "CETS-AG-04.01-V01-2024", "cets-ag-04.01", "6630", "11100", "T"), ("cn-2013", "", "cn-al-2013", "6500", "9200", "T"),
                                                    ("cbam", "IR (EU) 2025/2547", "cbam-2025-2547", "6630", "11100", "P")):
        for gas, value in (("cf4", cf4), ("c2f6", c2f6)):
            rows.append({"id": f"gwp100-{fid}-{gas}", "name_en": f"GWP100 fixed by the guideline, {gas.upper()}", "name_zh": f"指南规定的全球增温潜势，{gas.upper()}", "value": value, "unit": "kg/kg",
                         "region": "CN" if fid != "cbam" else "", "standard": standard, "source": source, "place": "GWP of PFC", "trust": trust,
                         "supersedes": f"gwp100-cn-2013-{gas}" if fid == "cets" else "", "superseded_by": f"gwp100-cets-{gas}" if fid == "cn-2013" else ""})
    return rows


def english(indicator):
    """English of an indicator: the longest known term inside it."""
    found = [en for zh, en in TERMS if zh in indicator]
    if not found:
        raise KeyError(indicator)
    return max(((zh, en) for zh, en in TERMS if zh in indicator), key=lambda t: len(t[0]))[1]


def energy_limits(raw):
    """Energy consumption limits, one row a grade; never an inventory."""
    rows, seen = [], {}
    entries = [(VERSIONS.get(r["standard"], r["standard"]), PRODUCTS[r["product"]], r["product"], english(r["indicator"]), r["indicator"], r["unit"], [r[c] for c, *_ in LEVELS], r["flag"])
               for r in read(raw / "gb_energy_limits_nonferrous.csv")]
    entries += [(s, pe, pz, ie, iz, u, g.split("/"), "") for s, pe, pz, ie, iz, u, g in MORE_LIMITS]
    for standard, product, product_zh, item, item_zh, unit, grades, flag in entries:
        slug = re.sub(r"[^a-z0-9]+", "-", f"{standard} {product} {item}".lower()).strip("-")
        seen[slug] = seen.get(slug, 0) + 1
        if seen[slug] > 1:
            slug = f"{slug}-{seen[slug]}"
        for value, (_, grade, en, zh) in zip(grades, LEVELS):
            rows.append({"id": f"{slug}-{grade}", "name_en": f"{product}, {item}, {en}", "name_zh": f"{product_zh} {item_zh}，{zh}", "value": value, "unit": unit, "region": "CN",
                         "standard": standard, "clause": "limit table", "source": "gb-energy-limits", "place": f"{product_zh}: {item_zh}", "trust": "T",
                         "note": ("limit value, never an inventory; " + flag).strip("; ")})
    return rows


def main():
    raw, gwps, out = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    write(out / "grid.csv", grid(raw))
    write(out / "fuels.csv", fuels(raw))
    write(out / "carbonates.csv", carbonates(raw))
    write(out / "gwp.csv", gwp(gwps))
    write(out / "energy_limits.csv", energy_limits(raw))


if __name__ == "__main__":
    main()
