"""The sums of crates/accounts/examples/many_plants.rs in plain Python, for comparison: many_plants.py [PLANTS].

Same plants, same twelve months, totals under the same schemes with the same factors, in exact fractions and in floats;
totals alone, without inputs, sources, quality plan or traces. Decimals are rounded half up where the guideline rounds.
"""

import sys
import time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MONTHLY = [
    ("metal", 20_000_000, 20_000_000), ("anode", 8_000_000, 9_000_000), ("cells", 250_000_000, 300_000_000),
    ("grid", 260_000_000, 300_000_000), ("traded", 10_000_000, 50_000_000), ("gas", 10_000, 90_000),
    ("diesel", 10_000, 90_000), ("heat", 1_000, 9_000),
]


def drawn(plant, row, month):
    x = (plant * 97 + row * 13 + month) % 2_147_483_647 + 1
    for _ in range(3):
        x = x * 16_807 % 2_147_483_647
    return x


def year(plant):
    return {name: sum(least + drawn(plant, row, month) % span for month in range(1, 13))
            for row, (name, least, span) in enumerate(MONTHLY)}


def rounded(value, places, number):
    if number is float:
        return round(value, places)
    scale = 10 ** places
    return Fraction((value * scale * 2 + 1) // 2, scale)


def totals(amounts, number):
    """Totals by scheme; `number` makes numbers of decimal texts."""
    n = number
    y = {name: n(value) / 1000 for name, value in amounts.items()}
    carbon = n(44) / 12
    content = 1 - n("0.021") - n("0.0035")
    cf4 = n("0.143") * n("0.08") * n("2.4")
    pfc = y["metal"] * (cf4 * 6630 + cf4 * n("0.121") * 11100) / 1000
    cets = (rounded(rounded(y["anode"], 2, n) * content * carbon, 2, n)
            + rounded(rounded(y["metal"], 2, n) * (n("0.020") * 6630 + n("0.0011") * 11100) / 1000, 2, n))
    tier1 = y["metal"] * n("1.6") + y["metal"] * (n("0.4") * 6630 + n("0.04") * 11100) / 1000
    tier2 = y["anode"] * content * carbon + pfc
    fuel_eu = y["gas"] * n("389.31") * n("0.0561") + y["diesel"] * 43 * n("0.0741")
    fuel_cn = (y["gas"] * n("389.31") * n("0.01532") * n("0.99") + y["diesel"] * n("42.652") * n("0.0202") * n("0.98")) * carbon
    ghg_pfc = y["metal"] * (cf4 * 7380 + cf4 * n("0.121") * 12400) / 1000
    ghg = (fuel_cn + y["anode"] * content * carbon + ghg_pfc + (y["grid"] + y["traded"]) * n("0.5306")
           + y["heat"] * n("0.11"))
    cbam = fuel_eu + y["heat"] * n("0.11") + y["anode"] * content * n("3.664") + pfc
    return {"cets-ag-04.01": cets, "ipcc-2006-tier1": tier1, "ipcc-2006-tier2": tier2, "cbam": cbam,
            "ghg-protocol": ghg}


def run(plants, number, label):
    start = time.perf_counter()
    sums = {}
    for plant in range(plants):
        for scheme, total in totals(year(plant), number).items():
            sums[scheme] = sums.get(scheme, 0) + total
    seconds = time.perf_counter() - start
    for scheme, total in sums.items():
        shown = Decimal(total.numerator) / Decimal(total.denominator) if isinstance(total, Fraction) else Decimal(total)
        print(f"{scheme}: {shown.quantize(Decimal('0.01'), ROUND_HALF_UP)} t")
    print(f"{plants} plants, totals alone, {label}: {seconds:.2f} s")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    run(count, Fraction, "exact fractions")
    run(count, float, "floats")
