#!/usr/bin/env python3
"""Writes data/library/words.csv, the Chinese words of the metals that a search should take as one.

Reads the names of the packaged network, of recorded items, sectors, process units and measures, and this project's own
terms in data/library/terms.txt. Run from anywhere; it needs nothing but Python.
"""

import csv
import re
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
TABLES = ["network/flows.csv", "activity/items.csv", "activity/sectors.csv", "activity/process_units.csv"]
HAN = re.compile(r"[\u4e00-\u9fff]+")
# Characters at which a name is a phrase, not a word.
JOINS = re.compile(r"[的和与及或、其]")


def words_of(name):
    for run in HAN.findall(name):
        if 2 <= len(run) <= 6 and not JOINS.search(run):
            yield run


def main():
    words = {}
    with open(DATA / "library/terms.txt", encoding="utf-8") as file:
        for line in file:
            for word in line.split("#")[0].split():
                words.setdefault(word, "terms of this project")
    for table in TABLES:
        with open(DATA / table, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                # Of elementary flows only substances' plain names help; phrases of compartments do not.
                for word in words_of(row["name_zh"]):
                    words.setdefault(word, f"data/{table}")
    for name in re.findall(r'zh = "([^"]+)"', (DATA / "measures/measures.toml").read_text(encoding="utf-8")):
        for word in words_of(name):
            words.setdefault(word, "data/measures/measures.toml")
    with open(DATA / "library/words.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["word", "source"])
        writer.writerows(sorted(words.items()))
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
