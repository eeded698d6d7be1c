"""Readings as pandas frames of one fixed schema, validated, and nested into one arrow table: one row a report.

The schemas are explicit because pandas infers a width of Decimal columns from their content and turns integers with blanks into floats.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, get_args

import pandas as pd
import pandera.pandas as pa_check
import pyarrow as pa

from extractors.records import Agreement, Blame, How, Report, Severity, State, Status

MONEY = pa.decimal128(18, 6)
FIGURE = pa.struct(
    [
        ("item", pa.string()),
        ("measure", pa.string()),
        ("value", MONEY),
        ("unit", pa.string()),
        ("state", pa.string()),
        ("raw", pa.string()),
        ("how", pa.string()),
        ("engines", pa.list_(pa.string())),
        ("agreement", pa.string()),
        ("candidates", pa.list_(pa.string())),
        ("source_page", pa.int32()),
        ("source_table", pa.int32()),
        ("source_row", pa.int32()),
        ("source_column", pa.int32()),
    ]
)
SECTION = pa.struct([("number", pa.int32()), ("heading", pa.string()), ("text", pa.string())])
ISSUE = pa.struct(
    [
        ("code", pa.string()),
        ("severity", pa.string()),
        ("message", pa.string()),
        ("item", pa.string()),
        ("measure", pa.string()),
        ("relation", pa.string()),
        ("printed", MONEY),
        ("computed", MONEY),
        ("blame", pa.string()),
    ]
)
EVIDENCE = pa.struct([("field", pa.string()), ("value", pa.string()), ("basis", pa.string()), ("text", pa.string())])
REPORT = pa.struct(
    [
        ("document_id", pa.string()),
        ("part", pa.int32()),
        ("fingerprint", pa.string()),
        ("name", pa.string()),
        ("format", pa.string()),
        ("status", pa.string()),
        ("title", pa.string()),
        ("agency", pa.string()),
        ("year", pa.int32()),
        ("published_on", pa.date32()),
        ("published_on_basis", pa.string()),
        ("edition_disclosure", pa.string()),
        ("edition_requests", pa.string()),
        ("edition_proceedings", pa.string()),
        ("read_at", pa.timestamp("us", tz="UTC")),
    ]
)
NESTED = {"figures": FIGURE, "sections": SECTION, "issues": ISSUE, "evidence": EVIDENCE}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document and the reports read from it, in order; ``format`` as sniffed from its bytes."""

    document_id: str
    name: str
    format: str
    fingerprint: str
    read_at: datetime
    reports: list[Report]


def _column(dtype: pa.DataType, *, nullable: bool = True, among: object = None) -> pa_check.Column:
    checks = [pa_check.Check.isin(get_args(among))] if among is not None else []
    return pa_check.Column(pd.ArrowDtype(dtype), checks=checks, nullable=nullable)


def _schema(struct: pa.StructType, required: Iterable[str], among: dict[str, Any], *whole: pa_check.Check) -> pa_check.DataFrameSchema:
    columns = {f.name: _column(f.type, nullable=f.name not in set(required), among=among.get(f.name)) for f in struct}
    return pa_check.DataFrameSchema(columns, checks=list(whole), strict=True, ordered=True)


def _value_only_if_reported(frame: pd.DataFrame) -> "pd.Series[bool]":
    return frame["value"].notna() == (frame["state"] == "reported")


MODELS: dict[str, pa_check.DataFrameSchema] = {
    "reports": _schema(REPORT, ("document_id", "part", "fingerprint", "name", "format", "status", "read_at"), {"status": Status}),
    "figures": _schema(
        FIGURE,
        ("item", "measure", "state", "how", "engines", "agreement", "candidates"),
        {"state": State, "how": How, "agreement": Agreement},
        pa_check.Check(_value_only_if_reported, name="a value stands beside the state reported and no other"),
    ),
    "sections": _schema(SECTION, ("heading", "text"), {}),
    "issues": _schema(ISSUE, ("code", "severity", "message"), {"severity": Severity, "blame": Blame}),
    "evidence": _schema(EVIDENCE, ("field", "value", "basis", "text"), {}),
}


def frame(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A validated frame of one kind (``reports``, ``figures``, ``sections``, ``issues``, ``evidence``).

    Raises ``pandera.errors.SchemaError`` where a row breaks the schema and ``pyarrow.ArrowInvalid`` where a value does not fit its type.
    """
    struct = REPORT if name == "reports" else NESTED[name]
    table = pa.Table.from_pylist(list(rows), schema=pa.schema(list(struct)))
    return MODELS[name].validate(table.to_pandas(types_mapper=pd.ArrowDtype))


def figure_rows(report: Report) -> Iterator[dict[str, Any]]:
    """A report's figures as rows, provenance in four columns."""
    for figure in report.figures:
        row = asdict(figure)
        source = row.pop("source") or {}
        del row["alternatives"]
        row |= {f"source_{part}": source.get(part) for part in ("page", "table", "row", "column")}
        yield row | {"engines": list(figure.engines), "candidates": list(figure.candidates)}


def report_rows(read: ReadDocument) -> Iterator[dict[str, Any]]:
    """A document's reports as rows, parts counted from 1."""
    for part, report in enumerate(read.reports, start=1):
        row = {f: getattr(report, f) for f in ("status", "title", "agency", "year", "published_on", "published_on_basis")}
        editions = {f"edition_{t}": report.editions.get(t) for t in ("disclosure", "requests", "proceedings")}
        about = {f: getattr(read, f) for f in ("document_id", "name", "format", "fingerprint", "read_at")}
        yield about | {"part": part} | row | editions


_ROWS: dict[str, Callable[[Report], Iterable[dict[str, Any]]]] = {
    "figures": figure_rows,
    "sections": lambda report: (asdict(s) for s in report.sections),
    "issues": lambda report: (asdict(i) for i in report.issues),
    "evidence": lambda report: (asdict(e) for e in report.evidence),
}


def nested(documents: list[ReadDocument]) -> pa.Table:
    """All readings of a batch as one arrow table, one row a report, from validated frames."""
    reports = [report for read in documents for report in read.reports]
    table = pa.Table.from_pandas(frame("reports", (row for read in documents for row in report_rows(read))), preserve_index=False)
    table = table.cast(pa.schema(list(REPORT)))
    for name, struct in NESTED.items():
        groups = [list(_ROWS[name](report)) for report in reports]
        flat = pa.Table.from_pandas(frame(name, (row for group in groups for row in group)), preserve_index=False)
        table = table.append_column(name, _as_lists(flat, struct, [len(group) for group in groups]))
    return table


def _as_lists(flat: pa.Table, struct: pa.StructType, lengths: list[int]) -> pa.Array:
    offsets = [0]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    columns = flat.cast(pa.schema(list(struct))).combine_chunks()
    arrays = [columns[f.name].combine_chunks() if columns.num_rows else pa.array([], f.type) for f in struct]
    values = pa.StructArray.from_arrays(arrays, fields=list(struct))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)
