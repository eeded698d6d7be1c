"""The statutory form as data: tables, rows, columns, units and relations of each edition, read from ``data/forms/*.toml``.

Everything that knows the form (reading, warehouse, summaries, samples) takes it from here.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from extractors.records import Key

MeasureKind = Literal["count", "change", "money"]


# Compared by identity: a form is loaded once, and what is found out about its rows and columns is remembered by them.
@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A column of a table. ``change`` is a count that may be negative; ``unit`` is what a bare number of money means."""

    name: str
    label: str
    label_en: str
    kind: MeasureKind
    variants: tuple[str, ...] = ()
    unit: str | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a table: its official label, the group labels above it, and wordings that mean the same."""

    item: str
    label: str
    label_en: str
    path: tuple[str, ...]
    variants: tuple[str, ...]
    measures: tuple[str, ...]
    position: int
    comparable_as: str | None
    is_total: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One figure in a relation: positive for a part, negative for a printed total."""

    item: str
    measure: str
    coefficient: Decimal

    @property
    def key(self) -> Key:
        """The figure's address."""
        return self.item, self.measure


@dataclass(frozen=True)
class Relation:
    """Arithmetic of the form: the coefficients times the figures sum to zero."""

    relation_id: str
    edition: str
    kind: str
    terms: tuple[Term, ...]

    @cached_property
    def parts(self) -> tuple[Term, ...]:
        """The figures that are added up."""
        return tuple(t for t in self.terms if t.coefficient > 0)

    @cached_property
    def totals(self) -> tuple[Term, ...]:
        """The figures printed as the total."""
        return tuple(t for t in self.terms if t.coefficient < 0)

    @property
    def total(self) -> Key:
        """The cell at which a mismatch is reported."""
        return self.totals[0].key


@dataclass(frozen=True, eq=False)
class Table:
    """One table of one edition. ``headings`` are labels that carry no figures; ``across`` tables print their rows side by side."""

    name: str
    edition: str
    label: str
    label_en: str
    section: int
    headings: tuple[str, ...]
    across: bool
    rows: tuple[Row, ...]
    measures: dict[str, Measure]
    relations: tuple[Relation, ...]

    def addresses(self) -> Iterator[Key]:
        """Every figure of the table, in form order."""
        return ((row.item, measure) for row in self.rows for measure in row.measures)

    @cached_property
    def by_item(self) -> dict[str, Row]:
        """The rows by item."""
        return {row.item: row for row in self.rows}


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition of the form."""

    name: str
    notice: str
    tables: dict[str, Table]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """All relations of all tables: 40 in edition 2019, 42 in edition 2021."""
        return tuple(r for table in self.tables.values() for r in table.relations)


@dataclass(frozen=True, slots=True)
class FormItem:
    """A line of the dictionary: one figure of one edition."""

    item: str
    measure: str
    edition: str
    position: int
    label_zh: str
    label_en: str
    is_total: bool
    kind: str
    comparable_as: str | None


@dataclass(frozen=True, eq=False)
class Forms:
    """All editions in force so far, oldest first."""

    editions: dict[str, Edition]

    def tables(self, name: str) -> list[Table]:
        """A table in every edition."""
        return [edition.tables[name] for edition in self.editions.values()]

    def form_items(self) -> list[FormItem]:
        """The dictionary of figures, one line a figure and edition, in form order."""
        return [item for edition in self.editions.values() for item in _form_items(edition)]

    def columns(self) -> list[Key]:
        """The union of all figures of all editions: the newest edition's order, then what only older ones have."""
        seen: dict[Key, None] = {}
        for edition in reversed(self.editions.values()):
            seen.update(dict.fromkeys(key for table in edition.tables.values() for key in table.addresses()))
        return list(seen)


def load_forms(folder: Path) -> Forms:
    """Read every edition (``<year>.toml``) in a folder. Raises ``ValueError`` naming the file when one is malformed."""
    editions = {}
    for path in sorted(folder.glob("[0-9]*.toml")):
        try:
            edition = _edition(tomllib.loads(path.read_text(encoding="utf-8")))
        except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
            raise ValueError(f"{path.name}: not a form edition: {error!r}") from error
        editions[edition.name] = edition
    if not editions:
        raise ValueError(f"no form editions in {folder}")
    return Forms(editions)


def _edition(data: dict[str, Any]) -> Edition:
    name = data["edition"]
    return Edition(name, data["notice"], {key: _table(key, name, value) for key, value in data["tables"].items()})


def _table(name: str, edition: str, data: dict[str, Any]) -> Table:
    measures = {m["name"]: _measure(m) for m in data["measures"]}
    rows = tuple(_row(position, row, tuple(measures)) for position, row in enumerate(data["rows"], start=1))
    relations = tuple(r for rule in data.get("relations", ()) for r in _relations(edition, name, rule, rows, measures))
    headings = tuple(data["headings"])
    return Table(
        name, edition, data["label"], data["label_en"], data["section"], headings, data.get("across", False), rows, measures, relations
    )


def _measure(data: dict[str, Any]) -> Measure:
    variants = tuple(data.get("variants", ()))
    total = data.get("is_total", False)
    return Measure(data["name"], data["label"], data["label_en"], data["kind"], variants, data.get("unit"), total)


def _row(position: int, data: dict[str, Any], measures: tuple[str, ...]) -> Row:
    return Row(
        item=data["item"],
        label=data["label"],
        label_en=data["label_en"],
        path=tuple(data.get("path", ())),
        variants=tuple(data.get("variants", ())),
        measures=tuple(data.get("measures", measures)),
        position=position,
        comparable_as=data.get("comparable_as"),
        is_total=data.get("is_total", False),
    )


def _relations(edition: str, table: str, rule: dict[str, Any], rows: tuple[Row, ...], measures: dict[str, Measure]) -> Iterator[Relation]:
    kind, stem = rule["kind"], f"{table}.{rule.get('id', rule['kind'])}"
    if kind == "row_total":
        total = next(m.name for m in measures.values() if m.is_total)
        for row in rows:
            parts = [(row.item, m) for m in row.measures if m != total]
            yield _relation(f"{stem}.{row.item.removeprefix(table + '.')}", edition, kind, parts, [(row.item, total)])
        return
    for measure in measures:
        parts = [(item, measure) for item in rule["parts"]]
        yield _relation(f"{stem}.{measure}", edition, kind, parts, [(item, measure) for item in rule["totals"]])


def _relation(relation_id: str, edition: str, kind: str, parts: list[Key], totals: list[Key]) -> Relation:
    terms = [Term(*key, Decimal(1)) for key in parts] + [Term(*key, Decimal(-1)) for key in totals]
    return Relation(relation_id, edition, kind, tuple(terms))


def _form_items(edition: Edition) -> Iterator[FormItem]:
    position = 0
    for table in edition.tables.values():
        for row in table.rows:
            for name in row.measures:
                position += 1
                measure = table.measures[name]
                label = " / ".join((*row.path, row.label, measure.label))
                label_en = f"{row.label_en} / {measure.label_en}"
                total = row.is_total or measure.is_total
                yield FormItem(row.item, name, edition.name, position, label, label_en, total, measure.kind, row.comparable_as)
