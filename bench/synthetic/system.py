"""The matrices of a synthetic system: technosphere A, biosphere B, characterisation Q.

Signs are Brightway's: production positive, consumption negative; an activity that treats waste has -1 on the
diagonal. Self loops are part of the diagonal. The sigma arrays hold the standard deviation of ln(amount), 0 when the
amount is certain.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from .activities import Activities, Geography, Products, add_electricity
from .exchanges import Exchanges, Linker

METHODS = 20
METHOD_SIZES = [25, 40, 60, 100, 150, 200, 300, 400, 600, 900]
TRANSFORMING = ["prod", "infra", "waste", "elprod", "trafo"]


@dataclass
class Settings:
    """What shapes the system; the defaults follow published figures of a database of 21,255 processes."""

    n: int = 20000
    seed: int = 42
    flows: int = 2000
    emissions: float = 40.0  # scale of the number of elementary flows an activity has
    inputs: float = 11.5  # mean inputs of a transforming activity
    feedback: float = 0.001  # chance that an input ignores the order of levels
    hub_share: float = 0.8  # share of inputs drawn from hub products
    second_recipe: float = 0.05  # share of producers with the second recipe of their product
    regional_market: float = 0.08  # chance of a regional market, a producer
    hub_exponent: float = 1.0
    popularity_exponent: float = 1.5
    cost_share: float = 0.55  # mean share of inputs in the worth of a product


@dataclass
class System:
    """A, B and Q with their sigma (same pattern) and the kind of every activity."""

    a: sp.csc_matrix
    a_sigma: np.ndarray
    b: sp.csc_matrix
    b_sigma: np.ndarray
    q: sp.csr_matrix
    kind: np.ndarray


def build(settings):
    """Draw a system; the same settings give the same system."""
    rng = np.random.default_rng(settings.seed)
    geography = Geography(settings.n, rng)
    activities = Activities()
    grids = add_electricity(settings.n, geography, activities, rng)
    products = Products(settings.n, geography, activities, settings, rng)
    assert len(activities.kind) == settings.n
    exchanges = Exchanges(activities)
    linker = Linker(geography, grids, products, exchanges, settings, rng)
    linker.link_grids()
    linker.link_generators()
    linker.link_producers()
    linker.link_markets()
    a, a_sigma, kind, value = _technosphere(settings.n, activities, exchanges, rng)
    b, b_sigma, popularity = _biosphere(settings, kind, value, rng)
    return System(a, a_sigma, b, b_sigma, _methods(settings.flows, popularity, rng), kind)


def _technosphere(n, activities, exchanges, rng):
    row, column = np.array(exchanges.row), np.array(exchanges.column)
    amount, sigma = np.array(exchanges.amount), np.array(exchanges.sigma)
    loops = row == column
    diagonal = exchanges.sign.copy()
    for i, x in zip(row[loops], amount[loops]):
        diagonal[i] += x
    key = row[~loops].astype(np.int64) * n + column[~loops]
    unique, inverse = np.unique(key, return_inverse=True)
    merged = np.zeros(len(unique))
    np.add.at(merged, inverse, amount[~loops])
    merged_sigma = np.zeros(len(unique))
    merged_sigma[inverse] = sigma[~loops]
    keep = merged != 0
    row, column = unique[keep] // n, unique[keep] % n

    # A random numbering, so that no solver profits from the order of generation.
    label = rng.permutation(n)
    kind = np.empty(n, dtype=object)
    kind[label] = np.array(activities.kind, dtype=object)
    value, labelled_diagonal = np.empty(n), np.empty(n)
    value[label], labelled_diagonal[label] = exchanges.value, diagonal

    everyone = np.arange(n)
    at = (np.concatenate([label[row], everyone]), np.concatenate([label[column], everyone]))
    a = sp.csc_matrix((np.concatenate([merged[keep], labelled_diagonal]), at), shape=(n, n))
    return a, _sigma_like(a, np.concatenate([merged_sigma[keep], np.zeros(n)]), at), kind, value


def _biosphere(settings, kind, value, rng):
    flows = settings.flows
    popularity = 1.0 / (1 + np.arange(flows)) ** 0.85
    popularity /= popularity.sum()
    cumulative = np.cumsum(popularity)
    magnitude = np.exp(rng.normal(-8, 3.5, flows))
    rows, columns, amounts, sigmas = [], [], [], []
    for activity in np.flatnonzero(np.isin(kind, TRANSFORMING)):
        size = int(min(flows * 0.3, max(1, rng.lognormal(np.log(settings.emissions) - 0.5, 1.0))))
        drawn = np.unique(np.searchsorted(cumulative, rng.random(size)))
        rows.append(drawn)
        columns.append(np.full(len(drawn), activity))
        amounts.append(magnitude[drawn] * value[activity] * np.exp(rng.normal(0, 1.5, len(drawn))))
        sigmas.append(np.clip(rng.gamma(2.5, 0.09, len(drawn)), 0.02, 0.7))
    at = (np.concatenate(rows), np.concatenate(columns))
    amount = np.concatenate(amounts)
    amount = np.where(rng.random(len(amount)) < 0.03, -amount, amount)
    b = sp.csc_matrix((amount, at), shape=(flows, settings.n))
    return b, _sigma_like(b, np.concatenate(sigmas), at), popularity


def _methods(flows, popularity, rng):
    weight = popularity**0.5 / (popularity**0.5).sum()
    rows, columns, factors = [], [], []
    for method in range(METHODS):
        count = int(METHOD_SIZES[method % len(METHOD_SIZES)] * (0.8 + 0.4 * rng.random()))
        columns.append(np.sort(rng.choice(flows, count, replace=False, p=weight)))
        rows.append(np.full(count, method))
        factors.append(np.exp(rng.normal(0, 3, count)))
    at = (np.concatenate(rows), np.concatenate(columns))
    q = sp.csr_matrix((np.concatenate(factors), at), shape=(METHODS, flows))
    q.sort_indices()
    return q


def _sigma_like(matrix, sigma, at):
    """Sigma in the order of the matrix' entries: place the entries' numbers (from 1, a zero would drop out)."""
    matrix.sort_indices()
    number = sp.csc_matrix((np.arange(1, len(sigma) + 1), at), shape=matrix.shape)
    number.sort_indices()
    return sigma[number.data - 1]
