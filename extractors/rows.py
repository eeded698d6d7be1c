"""Readings as plain rows of one fixed schema, without pandas: what a reading process checks before it hands a reading over."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, get_args

import pyarrow as pa

from extractors.records import Agreement, Blame, How, Report, Severity, State, Status, as_row
from extractors.records import ReadDocument as ReadDocument

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
CLAIM = pa.struct(
    [
        ("items", pa.list_(pa.string())),
        ("measure", pa.string()),
        ("value", MONEY),
        ("unit", pa.string()),
        ("section", pa.int32()),
        ("text", pa.string()),
        ("sentence", pa.string()),
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
        ("parts", pa.string()),
    ]
)
NESTED = {"figures": FIGURE, "sections": SECTION, "claims": CLAIM, "issues": ISSUE, "evidence": EVIDENCE}


def figure_rows(report: Report) -> Iterator[dict[str, Any]]:
    """A report's figures as rows, provenance in four columns."""
    for figure in report.figures:
        row = as_row(figure)
        source = row.pop("source")
        del row["alternatives"]
        row |= {f"source_{part}": getattr(source, part, None) for part in ("page", "table", "row", "column")}
        yield row | {"engines": list(figure.engines), "candidates": list(figure.candidates)}


def report_rows(read: ReadDocument) -> Iterator[dict[str, Any]]:
    """A document's reports as rows, parts counted from 1."""
    for part, report in enumerate(read.reports, start=1):
        row = {f: getattr(report, f) for f in ("status", "title", "agency", "year", "published_on", "published_on_basis")}
        editions = {f"edition_{t}": report.editions.get(t) for t in ("disclosure", "requests", "proceedings")}
        about = {f: getattr(read, f) for f in ("document_id", "name", "format", "fingerprint", "read_at", "parts")}
        yield about | {"part": part} | row | editions


ROWS: dict[str, Callable[[Report], Iterable[dict[str, Any]]]] = {
    "figures": figure_rows,
    "sections": lambda report: (as_row(s) for s in report.sections),
    "claims": lambda report: (as_row(c) | {"items": list(c.items)} for c in report.claims),
    "issues": lambda report: (as_row(i) for i in report.issues),
    "evidence": lambda report: (as_row(e) for e in report.evidence),
}


_AMONG: dict[str, dict[str, frozenset[object]]] = {
    "figures": {"state": frozenset(get_args(State)), "how": frozenset(get_args(How)), "agreement": frozenset(get_args(Agreement))},
    "sections": {},
    "claims": {},
    "issues": {"severity": frozenset(get_args(Severity)), "blame": frozenset((None, *get_args(Blame)))},
    "evidence": {},
}


def stored_size(read: ReadDocument) -> int:
    """Bytes of a reading as it is stored, uncompressed.

    Raises ``ValueError`` (``pyarrow.ArrowInvalid`` is one) or ``pyarrow.ArrowException`` for what the schema does not hold.
    """
    size = int(pa.Table.from_pylist(list(report_rows(read)), schema=pa.schema(list(REPORT))).nbytes)
    for report in read.reports:
        if report.status not in get_args(Status):
            raise ValueError(f"status {report.status!r}")
        for name, struct in NESTED.items():
            found = list(ROWS[name](report))
            for row in found:
                _check(name, row)
            size += int(pa.array(found, type=struct).nbytes)
    return size


def _check(name: str, row: dict[str, Any]) -> None:
    for column, allowed in _AMONG[name].items():
        if row[column] not in allowed:
            raise ValueError(f"{column} {row[column]!r}")
    if name == "figures" and (row["value"] is None) == (row["state"] == "reported"):
        raise ValueError(f"a figure that is {row['state']} with the value {row['value']}")
