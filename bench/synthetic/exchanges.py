"""Exchanges between activities: recipes of inputs, electricity, markets.

Every transforming activity spends a share below one of the worth of its product on inputs, so the system is
productive (the demand of one unit needs a finite amount of everything). Producers of one product in different places
share a recipe, as copies of a data set for another region do.
"""

import numpy as np

from .activities import SECTORS


class Exchanges:
    """Consumption of products by activities, with the sigma of the lognormal distribution."""

    def __init__(self, activities):
        self.place = np.array(activities.place)
        self.sign = np.array(activities.sign)
        self.value = np.array(activities.value)
        self.technology = activities.technology
        self.row, self.column, self.amount, self.sigma = [], [], [], []

    def put(self, row, column, amount, sigma):
        """Activity `column` consumes `amount` of product `row` (or hands over that much waste)."""
        self.row.append(row)
        self.column.append(column)
        self.amount.append(-amount if self.sign[row] > 0 else amount)
        self.sigma.append(sigma)


class Linker:
    """Draws recipes and links them to the market that serves the place."""

    def __init__(self, geography, grids, products, exchanges, settings, rng):
        self.geography, self.grids, self.products = geography, grids, products
        self.exchanges, self.settings, self.rng = exchanges, settings, rng
        self.recipes = {}
        self.infrastructure = np.flatnonzero(products.infrastructure)
        self.waste = np.flatnonzero(products.waste)
        goods = ~products.infrastructure & ~products.waste
        self.by_sector = [np.flatnonzero((products.sector == s) & goods) for s in range(SECTORS)]

    def market_for(self, product, place):
        """Market of a product that serves a place: its own, else its continent's, else the world's."""
        markets = self.products.market_ids[product]
        at = self.exchanges.place
        own = [i for i in markets if at[i] == place]
        if own:
            return own[0]
        continent = self.geography.continent
        near = [i for i in markets if continent[at[i]] == continent[place] and at[i] != 0]
        if near:
            return near[self.rng.integers(len(near))]
        return markets[0]

    def recipe(self, key, product, level, size):
        """Inputs of a technology as (kind, index) and their shares in its costs."""
        if key not in self.recipes:
            self.recipes[key] = self._draw_recipe(product, level, size)
        return self.recipes[key]

    def _draw_recipe(self, product, level, size):
        rng, hubs = self.rng, self.products.hubs
        inputs = []
        from_hubs = rng.binomial(size, self.settings.hub_share)
        if rng.random() < 0.8:
            inputs.append(("electricity", 1 + int(rng.random() < 0.35)))
        for k in rng.choice(hubs, min(from_hubs, hubs), replace=False, p=self.products.hub_popularity):
            if k != product:
                inputs.append(("product", int(k)))
        if size > from_hubs:
            inputs += self._draw_other_products(product, level, size - from_hubs)
        if rng.random() < 0.75 and len(self.infrastructure):
            at = int(len(self.infrastructure) * rng.random() ** 2.0)
            inputs.append(("infrastructure", int(self.infrastructure[at])))
        for _ in range(rng.binomial(2, 0.5)):
            inputs.append(("waste", int(self.waste[int(len(self.waste) * rng.random() ** 3.0)])))
        inputs = list(dict.fromkeys(inputs))
        bought = sum(kind in ("electricity", "product") for kind, _ in inputs)
        return inputs, rng.dirichlet(np.full(max(1, bought), 0.35))

    def _draw_other_products(self, product, level, size):
        """Mostly the own sector and always a lower level, but for a rare feedback."""
        rng, products = self.rng, self.products
        sector = self.by_sector[products.sector[product]] if product >= 0 else np.arange(products.hubs)
        lower = sector[products.level[sector] < level] if len(sector) else sector
        inputs = []
        local = rng.binomial(size, 0.6)
        if len(lower) and local:
            weight = products.popularity[lower]
            weight = weight / weight.sum() if weight.sum() else None
            for k in np.unique(rng.choice(lower, local, p=weight)):
                if k != product:
                    inputs.append(("product", int(k)))
        for _ in range(size - local):
            if rng.random() < self.settings.feedback:
                k = int(rng.integers(0, products.count))
            else:
                above = np.searchsorted(products.level[products.hubs :], level * rng.random())
                k = int(above + products.hubs - 1)
            k = min(max(k, 0), products.count - 1)
            if k != product and not products.waste[k] and not products.infrastructure[k]:
                inputs.append(("product", k))
        return inputs

    def add_inputs(self, activity, product, level, cost_share, size, key):
        """Inputs of a transforming activity that cost `cost_share` of the worth of its product."""
        rng, exchanges = self.rng, self.exchanges
        place, worth = int(exchanges.place[activity]), exchanges.value[activity]
        inputs, shares = self.recipe(key, product, level, size)
        bought = 0
        for kind, index in inputs:
            if kind in ("electricity", "product"):
                share = shares[bought] * cost_share * np.exp(rng.normal(0, 0.15))
                bought += 1
                row = self.grids[place].market(index) if kind == "electricity" else self.market_for(index, place)
                if row != activity:
                    sigma = float(np.clip(rng.gamma(2.5, 0.07), 0.02, 0.6))
                    exchanges.put(row, activity, max(share, 1e-9) * worth / exchanges.value[row], sigma)
            else:
                row = self.market_for(index, place)
                if row != activity:
                    amount = 10 ** rng.uniform(-4, -1.7) * worth / exchanges.value[row]
                    exchanges.put(row, activity, amount, 0.5 if kind == "infrastructure" else 0.25)

    def link_grids(self):
        """Generation mixes, imports, transformation and losses (a loss is a self loop)."""
        rng, put = self.rng, self.exchanges.put
        for place, grid in enumerate(self.grids):
            mix = rng.dirichlet(np.full(len(grid.generators), 0.5))
            imported = 0.0
            neighbours = self.geography.neighbours(place)
            count = min(len(neighbours), int(rng.poisson(2.5)))
            if count:
                imported = rng.uniform(0.02, 0.25)
                parts = rng.dirichlet(np.ones(count))
                for exporter, part in zip(rng.choice(neighbours, count, replace=False), parts):
                    put(self.grids[int(exporter)].high, grid.high, imported * part, 0.03)
            for generator, share in zip(grid.generators, mix):
                put(generator, grid.high, (1 - imported) * share, 0.03)
            put(grid.high, grid.high, 0.02, 0.03)
            put(grid.high, grid.high_to_medium, 1.005, 0.03)
            put(grid.high_to_medium, grid.medium, 1.0, 0.01)
            put(grid.medium, grid.medium, 0.004, 0.03)
            put(grid.medium, grid.medium_to_low, 1.003, 0.03)
            put(grid.medium_to_low, grid.low, 1.0, 0.01)
            put(grid.low, grid.low, 0.03, 0.03)

    def link_generators(self):
        """Inputs of electricity production, and the infrastructure of transformation."""
        rng, values = self.rng, self.exchanges.value
        line = self.products.market_ids[int(self.infrastructure[0])][0]
        for grid in self.grids:
            for activity in grid.generators:
                cost_share = rng.uniform(0.1, 0.6)
                size = max(1, int(rng.poisson(self.settings.inputs * 0.6)))
                key = ("electricity", self.exchanges.technology[activity])
                self.add_inputs(activity, -1, 0.6, cost_share, size, key)
            for transformation in (grid.high_to_medium, grid.medium_to_low):
                self.exchanges.put(line, transformation, 1e-8 / max(values[line], 1) * 1e3, 0.5)

    def link_producers(self):
        """Inputs of every producer of every product."""
        rng, products, settings = self.rng, self.products, self.settings
        for k in range(products.count):
            level = products.level[k] if k >= products.hubs else 0.9 * rng.random() + 0.1
            if products.infrastructure[k]:
                level = max(level, 0.3)
            for activity in products.producer_ids[k]:
                size = max(1, int(rng.lognormal(np.log(settings.inputs) - 0.18, 0.6)))
                if products.infrastructure[k]:
                    size = int(size * 1.6)
                cost_share = float(np.clip(rng.normal(settings.cost_share, 0.18), 0.05, 0.93))
                key = ("product", k, int(rng.random() < settings.second_recipe))
                self.add_inputs(activity, k, level, cost_share, size, key)

    def link_markets(self):
        """Shares of producers in each market, and the transport services of goods."""
        rng, exchanges, products = self.rng, self.exchanges, self.products
        transport = list(range(12))
        for k in range(products.count):
            producers = products.producer_ids[k]
            for market in products.market_ids[k]:
                place = int(exchanges.place[market])
                suppliers = [p for p in producers if self.geography.covers(place, int(exchanges.place[p]))]
                if not suppliers:
                    suppliers = [producers[rng.integers(len(producers))]]
                for producer, share in zip(suppliers, rng.dirichlet(np.ones(len(suppliers)))):
                    exchanges.put(producer, market, share, 0.03)
                if k >= len(transport) and not products.waste[k]:
                    for service in rng.choice(transport, rng.integers(2, 6), replace=False):
                        row = self.market_for(int(service), place)
                        amount = 10 ** rng.uniform(-4, -2.0) * exchanges.value[market] / exchanges.value[row]
                        exchanges.put(row, market, amount, 0.3)
