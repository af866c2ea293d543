"""Activities of a synthetic database: places, electricity, products, their producers and markets.

The sizes follow how large background databases are built: about a fifth of the activities belong to electricity
(production, three voltage levels, two transformations a place), the rest are product types with a few producers and
one or more markets each. The first product types are hubs (transport, heat, steel, ...) that nearly everyone buys.
"""

from dataclasses import dataclass, field

import numpy as np

CONTINENTS = 7
SECTORS = 25


class Geography:
    """Place 0 is the world, 1 to 7 are continents, the others countries and provinces."""

    def __init__(self, n, rng):
        # Small systems have fewer places, or electricity alone would exceed them.
        self.count = 120 if n >= 5000 else max(12, round(n * 0.024))
        self.continent = np.zeros(self.count, int)
        self.continent[1 : 1 + CONTINENTS] = np.arange(1, 1 + CONTINENTS)
        rest = self.count - 1 - CONTINENTS
        self.continent[1 + CONTINENTS :] = rng.integers(1, 1 + CONTINENTS, rest)
        weight = 1.0 / (1 + np.arange(self.count)) ** 0.9
        self.weight = weight / weight.sum()

    def neighbours(self, place):
        """Places that may export electricity to `place`."""
        if place == 0:
            return list(range(1, self.count))
        same = self.continent[place]
        return [x for x in range(1, self.count) if x != place and self.continent[x] == same]

    def covers(self, market_place, place):
        """Whether a market at `market_place` is supplied from `place`."""
        if place == market_place or market_place == 0:
            return True
        return market_place <= CONTINENTS and self.continent[place] == market_place


@dataclass
class Activities:
    """One row an activity; the product of activity i has index i."""

    kind: list = field(default_factory=list)
    place: list = field(default_factory=list)
    technology: list = field(default_factory=list)
    value: list = field(default_factory=list)  # worth of one unit, in money
    sign: list = field(default_factory=list)  # -1: the reference flow is a treated waste

    def add(self, kind, place, technology, value, sign=1.0):
        """Append an activity and return its index."""
        self.kind.append(kind)
        self.place.append(place)
        self.technology.append(technology)
        self.value.append(value)
        self.sign.append(sign)
        return len(self.kind) - 1


@dataclass
class Grid:
    """Electricity of one place: markets and transformations from high to low voltage, and the generators."""

    high: int
    medium: int
    low: int
    high_to_medium: int
    medium_to_low: int
    generators: list = field(default_factory=list)

    def market(self, level):
        """Level 1 is medium voltage, 2 is low voltage."""
        return (self.high, self.medium, self.low)[level]


def add_electricity(n, geography, activities, rng):
    """Electricity of every place; the share of about 18 % is that of large databases."""
    target = int(0.18 * n)
    a_place = max(6, int(target / geography.count) - 5)
    grids = []
    for place in range(geography.count):
        grid = Grid(
            activities.add("market", place, -1, 0.08),
            activities.add("market", place, -2, 0.085),
            activities.add("market", place, -3, 0.10),
            activities.add("trafo", place, -4, 0.085),
            activities.add("trafo", place, -5, 0.10),
        )
        count = max(2, rng.poisson(a_place))
        grid.generators = [activities.add("elprod", place, -10 - (j % 40), 0.08) for j in range(count)]
        grids.append(grid)
    return grids


class Products:
    """Product types other than electricity, with their producers and markets."""

    def __init__(self, n, geography, activities, settings, rng):
        remaining = n - len(activities.kind)
        self.count = int(remaining / 4.75)
        self.hubs = 60 if n >= 5000 else max(12, round(n * 0.012))
        self._draw_properties(settings, rng)
        producers, markets = self._draw_numbers(remaining, settings, rng)
        self._add_activities(producers, markets, geography, activities, rng)

    def _draw_properties(self, settings, rng):
        count, hubs = self.count, self.hubs
        self.level = np.sort(rng.random(count))  # 0 basic ... 1 final: inputs come from lower levels
        self.level[:hubs] *= 0.5
        self.infrastructure = rng.random(count) < 0.08
        self.infrastructure[:hubs] = False
        self.waste = (rng.random(count) < 0.09) & ~self.infrastructure
        self.waste[: hubs // 6] = False
        self.value = np.exp(rng.normal(0.0, 1.5, count))
        self.value[self.infrastructure] = np.exp(rng.normal(15, 2.5, self.infrastructure.sum()))
        self.sector = rng.integers(0, SECTORS, count)
        popularity = 1.0 / (1 + rng.permutation(count)) ** settings.popularity_exponent
        self.popularity = np.where(self.infrastructure | self.waste, 0, popularity)
        hub_popularity = 1.0 / (1 + np.arange(hubs)) ** settings.hub_exponent
        self.hub_popularity = hub_popularity / hub_popularity.sum()

    def _draw_numbers(self, remaining, settings, rng):
        """Producers and markets a product, trimmed so that the system has exactly n activities."""
        count, hubs = self.count, self.hubs
        producers = 1 + rng.geometric(0.40, count)
        producers[:hubs] = rng.integers(4, 14, hubs)
        regional = rng.binomial(producers, settings.regional_market)
        markets = np.maximum(1, regional + (rng.random(count) < 0.35))
        markets[:hubs] = rng.integers(3, 9, hubs)
        markets[self.infrastructure] = 1
        total = int((producers + markets).sum())
        while total > remaining:
            k = rng.integers(hubs, count)
            if producers[k] > 1:
                producers[k] -= 1
                total -= 1
        while total < remaining:
            producers[rng.integers(hubs, count)] += 1
            total += 1
        return producers, markets

    def _add_activities(self, producers, markets, geography, activities, rng):
        self.producer_ids, self.market_ids = [], []
        for k in range(self.count):
            repeat = bool(producers[k] > geography.count)
            at = rng.choice(geography.count, producers[k], replace=repeat, p=geography.weight)
            if markets[k] > 1:
                drawn = rng.choice(geography.count, markets[k] - 1, p=geography.weight)
                market_at = np.unique(np.concatenate([[0], drawn]))
            else:
                market_at = np.array([0])
            missing = markets[k] - len(market_at)
            extra = [int(rng.integers(1, geography.count)) for _ in range(missing)]
            market_at = np.concatenate([market_at, extra]).astype(int)
            sign = -1.0 if self.waste[k] else 1.0
            kind = "waste" if self.waste[k] else ("infra" if self.infrastructure[k] else "prod")
            market_kind = "wmarket" if self.waste[k] else "market"
            self.producer_ids.append([activities.add(kind, int(x), k, self.value[k], sign) for x in at])
            self.market_ids.append(
                [activities.add(market_kind, int(x), k, self.value[k] * 1.04, sign) for x in market_at]
            )
