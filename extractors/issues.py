"""Making issues: one function a kind of trouble, so that codes, severities and wording stand in one place."""

from decimal import Decimal

from extractors.labels import squeeze
from extractors.records import Blame, Figure, Issue, Key, Severity

_CELL: dict[str, tuple[Severity, str]] = {
    "unreadable_cell": ("error", "the cell prints {raw!r}, which is no number: look at the source"),
    "number_with_gap": ("error", "the cell prints {raw!r}: blanks stand inside the number, so it may be two figures; look at the source"),
    "unknown_unit": ("error", "the cell prints {raw!r}, whose unit is not known for this figure; look at the source"),
    "unit_assumed": ("warning", "neither header nor cell prints a unit; {raw!r} was read in the form's own"),
    "not_an_integer": ("error", "the cell prints {raw!r}, but a count must be a whole number"),
    "negative_count": ("warning", "the cell prints {raw!r}, but a count cannot be negative"),
    "not_representable": (
        "error",
        "the cell prints {raw!r}, which needs more than 12 digits before or 6 after the point; look at the source",
    ),
    "merged_value": ("error", "one merged cell ({raw!r}) covers several figures of the form, so it cannot be told whose it is"),
    "shared_cell": ("error", "the cell ({raw!r}) does not stand under one column only; look at the source"),
    "beside_unclaimed": ("error", "the cell is blank, but a figure that belongs to no row stands beside it; look at the source"),
    "may_run_on": (
        "error",
        "the cell prints {raw!r} above a page break, and below it figures without a label may be the rest of it; look at the source",
    ),
    "sum_broken": (
        "error",
        "the columns of this table have no rules between them and its sums do not hold, so it cannot be told "
        "whether {raw!r} stands in this one: look at the source",
    ),
    "cell_missing": ("warning", "the row has no cell for this column"),
    "engines_disagree": (
        "error",
        "two readings of the cell differ ({candidates}) and the form's arithmetic does not settle which is right",
    ),
    "reading_unsure": (
        "error",
        "the cell can be read as {candidates}, and the form's arithmetic does not settle which is right",
    ),
    "reading_repaired": ("info", "recognised as {raw!r}; of the candidates ({candidates}) the form's arithmetic allows one only"),
}


def about_cell(code: str, figure: Figure) -> Issue:
    """Trouble with one cell."""
    severity, text = _CELL[code]
    # As printed, blanks and raised digits included: without them 113① and 1 255 look like numbers.
    message = text.format(raw=" ".join((figure.raw or "").split()), candidates=", ".join(figure.candidates))
    return Issue(code, severity, message, figure.item, figure.measure)


def unknown_row(table: str, label: str, missing: bool) -> Issue:
    """A printed row that is no row of the form: an error where the form then lacks one, a warning where the organ added it."""
    why = "a row of the form may be meant" if missing else "the form has no such row"
    message = f"row {label!r} could not be matched with the form ({why}); its figures were not read"
    return Issue("unknown_row_label", "error" if missing else "warning", message, table)


def row_missing(item: str, label: str) -> Issue:
    """A row of the form that the report's table does not have."""
    return Issue("row_missing", "warning", f"the table has no row {label!r}", item)


def row_unreadable(item: str, label: str) -> Issue:
    """A row of the form that may be one of the rows that could not be matched."""
    return Issue("row_unreadable", "error", f"row {label!r} was not found beyond doubt; its figures count as unread", item)


def row_without_label(table: str, figures: str) -> Issue:
    """A row of figures that no label claims."""
    message = f"a row of figures without a label ({figures}) was not read; it may be part of a row cut in two: look at the source"
    return Issue("row_without_label", "error", message, table)


def split_ambiguous(item: str, raw: str) -> Issue:
    """A row whose figures ran together."""
    message = f"the figures of the row ran together ({squeeze(raw)!r}), and no sum of the form settles how to part them; look at the source"
    return Issue("split_ambiguous", "error", message, item)


def label_damaged(item: str, label: str, printed: str, recognised: bool = False) -> Issue:
    """A row matched although its label is not quite the form's; where it was recognised from a picture, that says nothing of the source."""
    severity: Severity = "info" if recognised else "warning"
    return Issue("label_damaged", severity, f"label printed as {printed!r}, read as {label!r}", item)


def label_by_gap(item: str, label: str, printed: str) -> Issue:
    """A row matched because it is the only one left between two sure rows."""
    message = f"label printed as {printed!r}, read as {label!r} because no other row can stand there and the sums hold"
    return Issue("label_by_gap", "warning", message, item)


def columns_unknown(item: str, label: str) -> Issue:
    """A row whose cells could not be told apart by header or position."""
    message = f"the columns of row {label!r} could not be told (its cells fit neither the header nor the form's number of columns)"
    return Issue("columns_unknown", "error", message, item)


def column_damaged(table: str, measure: str, printed: str, recognised: bool = False) -> Issue:
    """A column matched although its header is not quite the form's; where it was recognised from a picture, as ``label_damaged``."""
    severity: Severity = "info" if recognised else "warning"
    return Issue("column_label_damaged", severity, f"column header printed as {squeeze(printed)!r}", table, measure)


def duplicate_row(item: str, label: str) -> Issue:
    """A row that stands twice with different figures."""
    message = f"row {label!r} stands more than once with different figures; it cannot be told which is the report's"
    return Issue("ambiguous_row", "error", message, item)


def table_missing(table: str, label: str) -> Issue:
    """A table of the form that was not found."""
    message = f"table {label!r} was not found; it may be a picture, a form of the organ's own, or missing: look at the source"
    return Issue("table_missing", "error", message, table)


def no_tables() -> Issue:
    """Nothing of the form was found."""
    message = "none of the form's three tables was found: this is not such a report, or its tables are pictures; look at the source"
    return Issue("no_tables", "error", message)


def empty_form(year: int | None) -> Issue:
    """A form beside the report in which nothing is filled in."""
    of = f" for the year {year}" if year else ""
    return Issue("empty_form", "info", f"the file also holds the form{of} with nothing filled in; it is no report and was left out")


def edition_unknown(table: str, label: str) -> Issue:
    """A table that fits two editions equally well."""
    message = f"table {label!r} fits two editions of the form equally well; only figures common to both were read"
    return Issue("edition_unknown", "warning", message, table)


def printed_mismatch(relation: str, total: Key, printed: Decimal, computed: Decimal, blame: Blame, empty: int) -> Issue:
    """A relation of the form that the figures do not satisfy; ``empty`` cells were counted as 0."""
    counted = f" ({empty} empty cells counted as 0)" if empty else ""
    message = f"printed total {printed:f}, sum of the parts {computed:f}{counted}"
    return Issue("printed_mismatch", "warning", message, *total, relation, printed, computed, blame)


def total_blank(relation: str, total: Key, computed: Decimal) -> Issue:
    """A total left blank beside parts that are not all zero."""
    return Issue("total_blank", "warning", f"the total is blank, the parts add up to {computed:f}", *total, relation, None, computed)


def sum_unsettled(relation: str, total: Key, printed: Decimal, computed: Decimal) -> Issue:
    """A relation that no candidates of its doubtful cells satisfy beyond doubt: one of its other figures may be misread as well."""
    message = f"total read as {printed:f}, sum of the parts {computed:f}; some of these figures are in doubt: look at the source"
    return Issue("sum_unsettled", "warning", message, *total, relation, printed, computed, "reading")
