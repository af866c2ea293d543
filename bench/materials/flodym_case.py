"""The stock case with flodym: KIND PRODUCTS REGIONS METALS LIFETIME FOLDER; prints one line of JSON.

Draws the same means and weights as it writes to FOLDER, so that the other side can work on equal figures.
"""

import json
import logging
import resource
import sys
import time

import numpy as np
from flodym import (
    Dimension,
    DimensionSet,
    InflowDrivenDSM,
    LogNormalLifetime,
    NormalLifetime,
    StockDrivenDSM,
    WeibullLifetime,
)

logging.disable(logging.WARNING)
kind, lifetime, folder = sys.argv[1], sys.argv[5], sys.argv[6]
products, regions, metals = (int(value) for value in sys.argv[2:5])
years = list(range(1900, 2101))
random = np.random.default_rng(1)
means = 5 + 45 * random.random(products)
weights = random.random((regions, products, metals))
np.savetxt(f"{folder}/means.txt", means, fmt="%.17g")
np.savetxt(f"{folder}/weights.txt", weights.ravel(), fmt="%.17g")

start = time.perf_counter()
dims = DimensionSet(
    dim_list=[
        Dimension(name="time", letter="t", items=years, dtype=int),
        Dimension(name="region", letter="r", items=[f"r{k}" for k in range(regions)], dtype=str),
        Dimension(name="product", letter="p", items=[f"p{k}" for k in range(products)], dtype=str),
        Dimension(name="metal", letter="m", items=[f"m{k}" for k in range(metals)], dtype=str),
    ]
)
shape = (len(years), regions, products, metals)
mean = np.broadcast_to(means[None, None, :, None], shape).copy()
if lifetime == "weibull":
    model = WeibullLifetime(dims=dims, time_letter="t")
    model.set_prms(weibull_shape=2.5, weibull_scale=1.0)
    model.weibull_scale = mean
else:
    model = (LogNormalLifetime if lifetime == "lognormal" else NormalLifetime)(dims=dims, time_letter="t")
    model.set_prms(mean=1.0, std=1.0)
    model.mean, model.std = mean, 0.3 * mean
growth = np.exp(0.02 * np.arange(len(years)))[:, None, None, None]
if kind == "inflow":
    stock = InflowDrivenDSM(dims=dims, name="s", lifetime_model=model)
    stock.inflow.values[...] = growth * weights[None]
else:
    stock = StockDrivenDSM(dims=dims, name="s", lifetime_model=model)
    stock.stock.values[...] = 100 * growth * weights[None]
stock.compute()
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "kind": kind,
            "lifetime": lifetime,
            "series": regions * products * metals,
            "seconds": round(seconds, 4),
            "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9,
            "stock_end": float(stock.stock.values[-1].sum()),
            "out_end": float(stock.outflow.values[-1].sum()),
            "in_end": float(stock.inflow.values[-1].sum()),
        }
    )
)
