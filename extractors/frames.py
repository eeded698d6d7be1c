"""Readings as pandas frames of one fixed schema, validated, and nested into one arrow table: one row a report.

The schemas are explicit because pandas infers a width of Decimal columns from their content and turns integers with blanks into floats.
"""

from collections.abc import Iterable
from typing import Any, get_args

import pandas as pd
import pandera.pandas as pa_check
import pyarrow as pa

from extractors.records import Agreement, Blame, How, Severity, State, Status
from extractors.rows import CLAIM, EVIDENCE, ISSUE, ROWS, SECTION, report_rows
from extractors.rows import FIGURE as FIGURE
from extractors.rows import NESTED as NESTED
from extractors.rows import REPORT as REPORT
from extractors.rows import ReadDocument as ReadDocument


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
    "claims": _schema(CLAIM, ("items", "measure", "value", "text", "sentence"), {}),
    "issues": _schema(ISSUE, ("code", "severity", "message"), {"severity": Severity, "blame": Blame}),
    "evidence": _schema(EVIDENCE, ("field", "value", "basis", "text"), {}),
}


def frame(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A validated frame of one kind (``reports``, ``figures``, ``sections``, ``claims``, ``issues``, ``evidence``).

    Raises ``pandera.errors.SchemaError`` where a row breaks the schema and ``pyarrow.ArrowInvalid`` where a value does not fit its type.
    """
    struct = REPORT if name == "reports" else NESTED[name]
    table = pa.Table.from_pylist(list(rows), schema=pa.schema(list(struct)))
    return MODELS[name].validate(table.to_pandas(types_mapper=pd.ArrowDtype))


def nested(documents: list[ReadDocument]) -> pa.Table:
    """All readings of a batch as one arrow table, one row a report, from validated frames."""
    reports = [report for read in documents for report in read.reports]
    table = pa.Table.from_pandas(frame("reports", (row for read in documents for row in report_rows(read))), preserve_index=False)
    table = table.cast(pa.schema(list(REPORT)))
    for name, struct in NESTED.items():
        groups = [list(ROWS[name](report)) for report in reports]
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
