"""Consolidated tables, shares of outcomes and comparisons of years, over organs whose figures are there; no gap is ever filled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas

from extractors.forms import Forms, Table
from extractors.records import Key
from flows.summary_charts import bars_by_year, counts_by_line, shares_by_year
from flows.summary_data import TIMELINESS, Record, Region, Tally, ask, count, wording
from flows.summary_layout import Layout, lay_out

_WINDOW = 5
REQUESTS = ("requests.received", "requests.concluded", "requests.carried_out")
_CONCLUDED = "requests.concluded"
DISPUTES = ("proceedings.reconsideration", "proceedings.litigation_direct", "proceedings.litigation_after_reconsideration")


@dataclass(frozen=True)
class Consolidated:
    """One official table with the members' sums beside the government's own figures. ``usual`` is the most frequent number counted."""

    layout: Layout
    sums: dict[Key, Record]
    usual: int
    own: bool


@dataclass(frozen=True)
class Outcomes:
    """Pooled shares of （七）总计 over ``n`` members whose every outcome and total is a number."""

    n: int
    concluded: Decimal
    rows: list[Record]


@dataclass(frozen=True)
class Trend:
    """Sums over the same ``n`` organs in each of ``years``: ``rows`` has year, series, value and position."""

    n: int
    years: list[int]
    rows: pandas.DataFrame


def consolidated(region: Region, forms: Forms) -> list[Consolidated]:
    """The region's tables, each in the edition that most of its counted figures belong to; empty where nothing was counted."""
    rows = {(row["item"], row["measure"]): row for row in region.ask("consolidated")}
    made = []
    for name in wording()["tables"]:
        tables = [(table, _of(table, rows)) for table in reversed(forms.tables(name))]
        table, sums = max(tables, key=lambda pair: sum(row["n_counted"] for row in pair[1].values()))
        if any(row["n_counted"] or row["government_value"] is not None for row in sums.values()):
            made.append(_consolidated(lay_out(table), sums))
    return made


def _of(table: Table, rows: Mapping[Key, Record]) -> dict[Key, Record]:
    return {key: rows[key] for key in table.addresses() if key in rows}


def _consolidated(layout: Layout, sums: dict[Key, Record]) -> Consolidated:
    usual = Counter(row["n_counted"] for row in sums.values()).most_common(1)[0][0]
    marked = {key: {**row, "uncommon": row["n_counted"] != usual} for key, row in sums.items()}
    return Consolidated(layout, marked, usual, any(row["government_value"] is not None for row in sums.values()))


def outcomes(totals: list[Record], year: int, forms: Forms) -> Outcomes:
    """Shares of the printed （七）总计 in one year, pooled over the members for which every part of it is known."""
    known = _wide([row for row in totals if row["year"] == year], _outcome_items(forms) | {_CONCLUDED: [[_CONCLUDED]]})
    rows = [{"label": label, "value": sum(known[label], Decimal(0))} for label in known.columns if label != _CONCLUDED]
    return Outcomes(len(known), sum(known[_CONCLUDED], Decimal(0)), rows)


def charts(region: Region, totals: list[Record], own: list[Record], forms: Forms) -> tuple[dict[str, str], dict[str, Trend]]:
    """The SVG charts of a region by name, and the trends they show. A chart without two comparable years is left out."""
    made = {"timeliness": _timeliness(region.tally)}
    years = _tallies(region)
    if len(years) > 1:
        made["on_time_years"] = _timeliness(years)
    trends = {
        "requests": trend(_wide(totals, _single(REQUESTS)), region.year),
        "outcomes": trend(_wide(totals, _outcome_items(forms)), region.year),
        "disputes": trend(_wide(totals, _single(DISPUTES)), region.year),
        "own": trend(_wide(own, _single(REQUESTS)), region.year),
    }
    found = {name: one for name, one in trends.items() if one is not None}
    for name, one in found.items():
        made[f"{name}_years"] = (shares_by_year if name == "outcomes" else bars_by_year)(one.rows, list(dict.fromkeys(one.rows["series"])))
    return made, found


def agency_chart(own: list[Record], year: int) -> str | None:
    """Requests received, concluded and carried out in an organ's own reports, or None where fewer than two years are known."""
    found = trend(_wide(own, _single(REQUESTS)), year)
    return bars_by_year(found.rows, list(dict.fromkeys(found.rows["series"]))) if found else None


def trend(known: pandas.DataFrame, year: int) -> Trend | None:
    """Sums of the same organs over as many years up to ``year`` (at most five) as at least half of this year's organs span; None below two.

    ``known`` is indexed by (agency_id, year) and has one column a series, without gaps.
    """
    by_year = {one: {agency for agency, y in known.index if y == one} for one in range(year - _WINDOW + 1, year + 1)}
    for first in range(year - _WINDOW + 1, year):
        years = list(range(first, year + 1))
        same = set.intersection(*(by_year[one] for one in years))
        if same and 2 * len(same) >= len(by_year[year]):
            kept = known[[agency in same and y in years for agency, y in known.index]]
            return Trend(len(same), years, _sums(kept))
    return None


def _sums(known: pandas.DataFrame) -> pandas.DataFrame:
    rows = [
        {"year": year, "series": series, "value": sum(part[series], Decimal(0)), "position": position}
        for year, part in known.groupby(level=1)
        for position, series in enumerate(known.columns)
    ]
    return pandas.DataFrame(rows)


def _wide(totals: list[Record], series: Mapping[str, Sequence[Sequence[str]]]) -> pandas.DataFrame:
    """One row an organ and year for which every series is known, one column a series."""
    values: dict[tuple[str, int], dict[str, Decimal]] = {}
    for row in totals:
        values.setdefault((row["agency_id"], row["year"]), {})[row["item"]] = row["value"]
    rows = {key: [_known(items, editions) for editions in series.values()] for key, items in values.items()}
    kept = {key: row for key, row in rows.items() if None not in row}
    index = pandas.MultiIndex.from_tuples(list(kept), names=["agency_id", "year"])
    return pandas.DataFrame(list(kept.values()), index=index, columns=list(series), dtype=object)


def _known(values: Mapping[str, Decimal], editions: Sequence[Sequence[str]]) -> Decimal | None:
    for items in editions:
        if items and all(item in values for item in items):
            return sum((values[item] for item in items), Decimal(0))
    return None


def _single(items: Sequence[str]) -> dict[str, list[list[str]]]:
    return {wording()["items"][item]: [[item]] for item in items}


def _outcome_items(forms: Forms) -> dict[str, list[list[str]]]:
    """For each kind of outcome, the rows of the form below its prefix, edition by edition, newest first."""
    tables = list(reversed(forms.tables("requests")))
    return {
        kind["label"]: [[row.item for row in table.rows if f"{row.item}.".startswith(f"{kind['prefix']}.")] for table in tables]
        for kind in wording()["outcomes"]
    }


def _tallies(region: Region) -> list[Tally]:
    """The tally of this year and of up to four before it, as far as organs had a report due."""
    found = []
    for year in range(region.year - _WINDOW + 1, region.year + 1):
        organs = ask(region.connection, "organs", region_code=region.code, year=year)
        if organs:
            found.append(count(str(year), organs))
    return found


def _timeliness(tallies: list[Tally]) -> str:
    words = wording()["timeliness"]
    rows = [
        {"line": _line(tally), "series": words[key], "value": getattr(tally, key), "position": position}
        for tally in tallies
        for position, key in enumerate(TIMELINESS)
    ]
    return counts_by_line(pandas.DataFrame(rows), [words[key] for key in TIMELINESS])


def _line(tally: Tally) -> str:
    return tally.label + (str(wording()["held_line"]).format(n=tally.pending) if tally.pending else "")
