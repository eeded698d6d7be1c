"""Figures at random, as offices have them: many zeros, small counts, now and then a large one; all relations hold."""

import random
from decimal import Decimal

from extractors.forms import Edition, Table
from extractors.records import Key
from tests.bench.corpus.model import Printed

PROFILES = {"none": 0.0, "tiny": 1.2, "small": 6, "middle": 40, "large": 400, "huge": 4000}
LEVELS = {
    "town": ("none", "tiny", "tiny", "small"),
    "office": ("none", "tiny", "small", "small", "middle"),
    "government": ("small", "middle", "large", "large", "huge"),
}
SHARES = (0.9, 0.07, 0.004, 0.01, 0.02, 0.03)


def draw(rng: random.Random, level: str, editions: dict[str, str], forms: dict[str, Edition]) -> dict[Key, Printed]:
    """All figures of a report whose tables follow the editions named."""
    size = PROFILES[rng.choice(LEVELS[level])]
    tables = {name: forms["2021" if edition == "any" else edition].tables[name] for name, edition in editions.items()}
    figures: dict[Key, Decimal] = {}
    figures.update(_disclosure(rng, tables["disclosure"], level))
    figures.update(_requests(rng, tables["requests"], size))
    figures.update(_proceedings(rng, tables["proceedings"], size))
    order = [key for table in tables.values() for key in table.addresses()]
    return {key: _printed(figures[key], key, editions) for key in order}


def _printed(value: Decimal, key: Key, editions: dict[str, str]) -> Printed:
    unit = "万元" if key == ("disclosure.administrative_charges", "amount") else None
    return Printed(f"{value:f}", "reported", value, unit)


def count(rng: random.Random, mean: float) -> int:
    """A count whose mean is roughly the one given, skewed as counts of offices are."""
    return int(rng.expovariate(1 / mean)) if mean > 0 else 0


def _disclosure(rng: random.Random, table: Table, level: str) -> dict[Key, Decimal]:
    scale = {"town": 3, "office": 60, "government": 3000}[level]
    out: dict[Key, Decimal] = {}
    for row in table.rows:
        quiet = rng.random() < (0.75 if row.item.endswith(("rules", "other_services")) else 0.3)
        for measure in row.measures:
            kind = table.measures[measure].kind
            out[row.item, measure] = Decimal(0) if quiet else _value(rng, kind, scale, row.item)
    return out


def _value(rng: random.Random, kind: str, scale: int, item: str) -> Decimal:
    if kind == "money":
        return money(rng, scale)
    if item.endswith(("rules", "normative_documents")):
        return Decimal(count(rng, min(scale, 40)))
    number = count(rng, scale * rng.choice((0.1, 1, 1, 20)))
    return Decimal(number if kind == "count" or rng.random() < 0.6 else -number)


def money(rng: random.Random, scale: int) -> Decimal:
    """An amount with no, one, two, four or six decimals."""
    return Decimal(rng.randrange(1, 10**7) * scale // 60 + 1).scaleb(-rng.choice((0, 1, 2, 2, 2, 4, 6)))


def _requests(rng: random.Random, table: Table, size: float) -> dict[Key, Decimal]:
    results = [r.item for r in table.rows if not r.item.endswith(("received", "carried_in", "carried_out", "concluded"))]
    weights = [30 if i.endswith("granted") else 20 if i.endswith("not_held") else rng.choice((0.2, 1, 4)) for i in results]
    measures = [m for m in table.measures if m != "total"]
    out: dict[Key, Decimal] = {(row.item, m): Decimal(0) for row in table.rows for m in row.measures}
    for measure, share in zip(measures, SHARES, strict=True):
        received = count(rng, size * share) if share > 0.05 or rng.random() < 0.6 else 0
        carried_in = count(rng, received * 0.08)
        carried_out = min(count(rng, received * 0.06), received + carried_in)
        concluded = received + carried_in - carried_out
        for item in rng.choices(results, weights, k=concluded):
            out[item, measure] += 1
        tops = {"received": received, "carried_in": carried_in, "carried_out": carried_out, "concluded": concluded}
        out |= {(f"requests.{name}", measure): Decimal(value) for name, value in tops.items()}
    for row in table.rows:
        out[row.item, "total"] = sum((out[row.item, m] for m in measures), Decimal(0))
    return out


def _proceedings(rng: random.Random, table: Table, size: float) -> dict[Key, Decimal]:
    out: dict[Key, Decimal] = {}
    for row in table.rows:
        parts = {m: Decimal(count(rng, size * rng.choice((0, 0, 0.02, 0.1)))) for m in row.measures if m != "total"}
        out |= {(row.item, m): v for m, v in parts.items()} | {(row.item, "total"): sum(parts.values(), Decimal(0))}
    return out
