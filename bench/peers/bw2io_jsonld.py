"""Import an unpacked openLCA JSON-LD folder with bw2io: `python peers/bw2io_jsonld.py FOLDER`; prints one JSON object.

The documented steps: the importer's strategies, elementary flows merged, inputs without a provider dropped (the
database cannot be written with them), the database written. `cpu` leaves out the interpreter's start, the imports and
the creation of the project; unpacking the archive is not counted either. bw2io reads version 2 of the schema: an older
folder is rewritten first (category paths, `isInput`), uncounted too. Allocation factors are replaced by even shares: those
of the USLCI archive name too few products for bw2io, which ends with an error. Parameters are dropped.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path


def part_evenly(process):
    """Allocation bw2io accepts: an even share for each co-product, none where there is one product."""
    process.pop("allocationFactors", None)
    process.pop("parameters", None)  # a list, where bw2io expects a mapping
    products = [e for e in process["exchanges"] if e["flow"]["flowType"] == "PRODUCT_FLOW" and not e["input"]]
    if len(products) > 1:
        kind, share = "PHYSICAL_ALLOCATION", 1 / len(products)
        process["defaultAllocationMethod"] = kind
        process["allocationFactors"] = [
            {"allocationType": kind, "product": {"@id": e["flow"]["@id"]}, "value": share} for e in products
        ]


def to_version_2(source, target):
    """Rewrite what bw2io does not read of the first schema."""
    categories = {}
    for file in (source / "categories").glob("*.json"):
        item = json.loads(file.read_text(encoding="utf-8"))
        categories[item["@id"]] = (item["name"], item.get("category", {}).get("@id"))

    def path_of(category):
        parts, at = [], category.get("@id")
        while at in categories:
            name, at = categories[at]
            parts.append(name)
        return "/".join(reversed(parts)) or category.get("name", "Unknown")

    for folder in (f for f in source.iterdir() if f.is_dir()):
        (target / folder.name).mkdir(parents=True)
        for file in folder.glob("*.json"):
            item = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(item.get("category"), dict) and folder.name != "categories":
                item["category"] = path_of(item["category"])
            for exchange in item.get("exchanges", []):
                exchange["input"] = exchange["isInput"] = exchange.get("isInput", exchange.get("input", False))
            if folder.name == "processes":
                part_evenly(item)
            (target / folder.name / file.name).write_text(json.dumps(item), encoding="utf-8")


def main():
    """Import in a throw-away project."""
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(sys.stderr):
        projects, folder = Path(scratch) / "projects", Path(scratch) / "olca"
        projects.mkdir()
        to_version_2(Path(sys.argv[1]), folder)
        os.environ["BRIGHTWAY2_DIR"] = str(projects)
        import bw2data
        import bw2io
        from bw2io.importers.json_ld import JSONLDImporter

        bw2data.projects.set_current("bench")
        start = time.process_time()
        importer = JSONLDImporter(folder, "bench")
        importer.apply_strategies(no_warning=True)
        importer.merge_biosphere_flows()
        read = time.process_time() - start
        unlinked = sum(1 for _ in importer.unlinked)
        importer.drop_unlinked(i_am_reckless=True)
        importer.write_database()
        total = time.process_time() - start
        result = {
            "cpu": total,
            "cpu_read": read,
            "datasets": len(importer.data),
            "unlinked": unlinked,
            "version": ".".join(map(str, bw2io.__version__)) if isinstance(bw2io.__version__, tuple) else bw2io.__version__,
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
