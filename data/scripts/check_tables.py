#!/usr/bin/env python3
"""Check the CSV tables of the pack against docs/formats/tables.md: columns, required cells, ids, references, small grammars.

Reads   data/network, data/methods and data/factors (argument 1: the data folder, default the one beside this script).
Writes  one line per fault; exit code 1 if there is any.
"""
import csv
import pathlib
import re
import sys

DATA = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
COLUMNS = {  # table -> columns; a star marks a required one
    "network": "id* name_en name_zh version licence note",
    "sources": "id* title* publisher year url licence* trust* note",
    "regions": "id* name_en name_zh parent",
    "flows": "id* kind* name_en* name_zh unit* cas formula compartment category synonyms note",
    "properties": "flow* property* value* unit* source note",
    "processes": "id* name_en* name_zh regions* kind year valid_from valid_to technology_en technology_zh allocation category source trust licence note",
    "exchanges": "process* id* direction* role flow* amount formula unit* regions provider location distribution pedigree group allocation_factor source* place trust note",
    "parameters": "process id* name_en name_zh unit value formula distribution pedigree group source place note",
    "methods": "id* name_en* name_zh version source* note",
    "indicators": "method* id* name_en* name_zh unit* note",
    "factors": "method* indicator* flow name_en cas compartment region value* unit source place note",
}
FACTOR_TABLES = ("grid", "fuels", "carbonates", "gwp", "process", "energy_limits")
FACTOR_COLUMNS = "id* name_en* name_zh* value* unit* region year valid_from valid_to supersedes superseded_by standard clause source* place trust* note"
COMPARTMENTS = {"air", "air/urban", "air/rural", "air/stratosphere", "water", "water/fresh", "water/ground", "water/sea", "soil", "soil/agricultural",
                "soil/industrial", "resource/ground", "resource/water", "resource/air", "resource/biotic", "resource/land"}
DISTRIBUTION = re.compile(r"(lognormal\((gsd|gsd2|sigma)=[\d.]+\)|normal\((sd|cv)=[\d.]+\)|uniform\(min=[\d.-]+,max=[\d.-]+\)|(triangular|pert)\(min=[\d.-]+,mode=[\d.-]+,max=[\d.-]+\))")
PEDIGREE = re.compile(r"[1-5];[1-5];[1-5];[1-5];[1-5](@[\d.e-]+)?")
PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.I)
FAULTS = []


def fault(table, line, text):
    """Remember one fault."""
    FAULTS.append(f"{table}:{line}: {text}")


def rows(folder, table, columns):
    """Numbered rows of a table, its columns and required cells checked."""
    path = DATA / folder / f"{table}.csv"
    if not path.exists():
        return []
    required = [c[:-1] for c in columns.split() if c.endswith("*")]
    allowed = {c.rstrip("*") for c in columns.split()}
    with open(path, encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        for column in set(reader.fieldnames) - allowed:
            fault(path.name, 1, f"unknown column {column}")
        found = []
        for number, row in enumerate(reader, 2):
            found.append((number, row))
            for column in required:
                if not row.get(column):
                    fault(path.name, number, f"{column} is empty")
            for column, cell in row.items():
                if cell is None or PRIVATE.search(cell or ""):
                    fault(path.name, number, f"{column}: personal data or a short row")
        return found


def number(table, line, cell, name):
    """A cell that must be a number when it is not empty."""
    if cell:
        try:
            float(cell)
        except ValueError:
            fault(table, line, f"{name} is not a number: {cell}")


def unique(table, found, key):
    """Ids must not repeat; returns them."""
    ids = set()
    for line, row in found:
        identity = key(row)
        if identity in ids:
            fault(table, line, f"defined twice: {identity}")
        ids.add(identity)
    return ids


def check_network():
    """The network's own tables."""
    tables = {name: rows("network", name, COLUMNS[name]) for name in COLUMNS if name not in ("methods", "indicators", "factors")}
    sources = unique("sources", tables["sources"], lambda r: r["id"])
    regions = unique("regions", tables["regions"], lambda r: r["id"])
    flows = unique("flows", tables["flows"], lambda r: r["id"])
    processes = unique("processes", tables["processes"], lambda r: r["id"])
    unique("exchanges", tables["exchanges"], lambda r: (r["process"], r["id"]))
    parameters = unique("parameters", tables["parameters"], lambda r: (r.get("process") or "", r["id"]))
    names = {identity for _, identity in parameters}
    for line, r in tables["sources"]:
        if r["trust"] not in "PTNDC":
            fault("sources", line, f"trust {r['trust']}")
    for line, r in tables["regions"]:
        if r.get("parent") and r["parent"] not in regions:
            fault("regions", line, f"parent {r['parent']}")
    for line, r in tables["flows"]:
        if r["kind"] not in ("product", "waste", "elementary") or not r["name_zh"]:
            fault("flows", line, "kind or Chinese name")
        if (r["kind"] == "elementary") != bool(r.get("compartment")) or r.get("compartment") and r["compartment"] not in COMPARTMENTS:
            fault("flows", line, f"compartment {r.get('compartment')}")
    used = {r["flow"] for _, r in tables["exchanges"]}
    for line, r in tables["processes"]:
        if r.get("kind") not in ("", "unit", "market", "aggregated", "treatment") or not r["name_zh"] or r["source"] not in sources:
            fault("processes", line, "kind, Chinese name or source")
        for region in r["regions"].split(";"):
            if "*" not in region and region not in regions:
                fault("processes", line, f"region {region}")
    references = {}
    for line, r in tables["exchanges"]:
        for column, known in (("process", processes), ("flow", flows), ("source", sources)):
            if r[column] not in known:
                fault("exchanges", line, f"{column} {r[column]} is not defined")
        if r["direction"] not in ("input", "output") or r.get("role") not in ("", None, "reference", "coproduct", "avoided"):
            fault("exchanges", line, "direction or role")
        number("exchanges", line, r.get("amount"), "amount")
        if bool(r.get("amount")) == bool(r.get("formula")):
            fault("exchanges", line, "needs either an amount or a formula")
        for word in re.findall(r"[a-z_]\w*", r.get("formula") or ""):
            if word not in names:
                fault("exchanges", line, f"parameter {word} is not defined")
        if r.get("distribution") and not DISTRIBUTION.fullmatch(r["distribution"]):
            fault("exchanges", line, f"distribution {r['distribution']}")
        if r.get("pedigree") and not PEDIGREE.fullmatch(r["pedigree"]):
            fault("exchanges", line, f"pedigree {r['pedigree']}")
        if not r.get("place"):
            fault("exchanges", line, "place is empty")
        references[r["process"]] = references.get(r["process"], 0) + (r.get("role") == "reference")
    for process in processes:
        if references.get(process) != 1:
            fault("processes", 0, f"{process} has {references.get(process)} reference rows")
    for line, r in tables["parameters"]:
        number("parameters", line, r.get("value"), "value")
        if bool(r.get("value")) == bool(r.get("formula")) or r["source"] not in sources or not r.get("place"):
            fault("parameters", line, "value or formula, source, place")
        if r.get("distribution") and not DISTRIBUTION.fullmatch(r["distribution"]):
            fault("parameters", line, f"distribution {r['distribution']}")
    for line, r in tables["properties"]:
        number("properties", line, r["value"], "value")
        if r["flow"] not in flows or r.get("source") and r["source"] not in sources:
            fault("properties", line, "flow or source")
    for flow in flows - used:
        fault("flows", 0, f"{flow} is not used")
    return len(tables["processes"]), len(tables["exchanges"])


def check_methods():
    """Methods, indicators and characterisation factors."""
    sources = {r["id"] for _, r in rows("methods", "sources", COLUMNS["sources"])}
    methods = unique("methods", rows("methods", "methods", COLUMNS["methods"]), lambda r: r["id"])
    indicators = unique("indicators", rows("methods", "indicators", COLUMNS["indicators"]), lambda r: (r["method"], r["id"]))
    factors = rows("methods", "factors", COLUMNS["factors"])
    unique("factors", factors, lambda r: (r["method"], r["indicator"], r["flow"] or (r["name_en"], r["cas"]), r["compartment"], r.get("region")))
    for line, r in factors:
        number("factors", line, r["value"], "value")
        if (r["method"], r["indicator"]) not in indicators or r["method"] not in methods or r.get("source") not in sources:
            fault("factors", line, "method, indicator or source")
        if r["compartment"] not in COMPARTMENTS or not (r["flow"] or r["cas"] or r["name_en"]):
            fault("factors", line, "compartment or substance")
    return len(factors)


def check_factor_tables():
    """Guideline and benchmark factors."""
    sources = {r["id"] for _, r in rows("factors", "sources", COLUMNS["sources"])}
    count, ids, links = 0, set(), []
    for table in FACTOR_TABLES:
        found = rows("factors", table, FACTOR_COLUMNS)
        ids |= unique(table, found, lambda r: r["id"])
        for line, r in found:
            number(table, line, r["value"], "value")
            if r["source"] not in sources or r["trust"] not in "PTNDC" or not r["place"]:
                fault(table, line, "source, trust or place")
            links += [(table, line, r[c]) for c in ("supersedes", "superseded_by") if r[c]]
        count += len(found)
    for table, line, target in links:
        if target not in ids:
            fault(table, line, f"{target} is not defined")
    standards = rows("factors", "standards", "id* title_en* title_zh* issued in_force withdrawn superseded_by source* trust* note")
    known = unique("standards", standards, lambda r: r["id"])
    for line, r in standards:
        if r["superseded_by"] and r["superseded_by"] not in known or r["source"] not in sources:
            fault("standards", line, "superseded_by or source")
    return count, len(standards)


def main():
    processes, exchanges = check_network()
    factors = check_methods()
    values, standards = check_factor_tables()
    print(f"{processes} processes, {exchanges} exchanges, {factors} characterisation factors, {values} guideline factors, {standards} standards")
    for line in FAULTS:
        print(line)
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
