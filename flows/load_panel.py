"""What is generated from the form: the wide table ``panel`` and the views ``disclosure``, ``requests`` and ``proceedings``."""

import duckdb

from extractors.forms import FormItem, Forms
from extractors.records import Key
from flows.load_tables import literal

_IDS = {
    "report_id": "报告标识 | Report",
    "agency_id": "机关标识 | Organ",
    "region_code": "地区代码 | Region",
    "scope": "口径；各口径不得相加 | Scope; never add different scopes",
    "year": "报告年度 | Reporting year",
    "edition_disclosure": "表二版本 | Edition of table 2",
    "edition_requests": "表三版本 | Edition of table 3",
    "edition_proceedings": "表四版本 | Edition of table 4",
}
_NAME = "concat(replace(item, '.', '_'), '__', measure)"
_PANEL = "宽表：每份现行报告一行，每个数字一列；各口径不得相加 | Wide: one row per current report, one column per figure; never add scopes"


def column_name(key: Key) -> str:
    """A figure's column in ``panel``: ``requests_received__total``."""
    item, measure = key
    return f"{item.replace('.', '_')}__{measure}"


def _described(forms: Forms) -> dict[Key, FormItem]:
    """Each figure as its newest edition describes it."""
    return {(item.item, item.measure): item for item in forms.form_items()}


def _note(item: FormItem) -> str:
    if item.kind != "money":
        return ""
    return "；单位见 figures.unit | ; its unit stands in figures.unit"


def _comment(item: FormItem) -> str:
    zh, _, en = _note(item).partition(" | ")
    return f"{item.label_zh}{zh} | {item.label_en}{en}"


def create_panel(connection: duckdb.DuckDBPyConnection, forms: Forms) -> None:
    """Create ``panel``: one row per current report, one column per figure of any edition.

    A count that is no integer is NULL here and stays in ``figures``.
    """
    items = _described(forms)
    names = {key: column_name(key) for key in forms.columns()}
    wanted = ", ".join(literal(name) for name in names.values())
    columns = ", ".join(_column(f'w."{name}"', items[key].kind, name) for key, name in names.items())
    ids = ", ".join(f"r.{name}" for name in _IDS)
    long = f"""
        FROM figures JOIN reports USING (report_id) SELECT report_id, {_NAME} AS name, value WHERE is_current AND value IS NOT NULL"""
    connection.execute(f"CREATE TEMP TABLE wide AS PIVOT ({long}) ON name IN ({wanted}) USING first(value) GROUP BY report_id")
    connection.execute(f"""
        CREATE TABLE panel AS FROM reports AS r LEFT JOIN wide AS w USING (report_id) SELECT {ids}, {columns}
        WHERE r.is_current ORDER BY r.year, r.region_code, r.agency_id""")
    connection.execute("DROP TABLE wide")
    _describe(connection, "TABLE", "panel", _PANEL)
    for name, comment in _IDS.items():
        _describe(connection, "COLUMN", f"panel.{name}", comment)
    for key, name in names.items():
        _describe(connection, "COLUMN", f'panel."{name}"', _comment(items[key]))


def create_table_views(connection: duckdb.DuckDBPyConnection, forms: Forms) -> None:
    """Create a view for each table of the form: one row per current report and item, a column per measure of any edition."""
    items = _described(forms)
    for table in dict.fromkeys(name for edition in forms.editions.values() for name in edition.tables):
        measures = list(dict.fromkeys(measure for item, measure in forms.columns() if item.split(".")[0] == table))
        columns = ", ".join(_column(f"max(f.value) FILTER (f.measure = '{m}')", _kind(items, table, m), m) for m in measures)
        connection.execute(f"""
            CREATE VIEW "{table}" AS FROM reports AS r JOIN figures AS f USING (report_id)
            SELECT r.report_id, r.agency_id, r.region_code, r.scope, r.year, r.edition_{table} AS edition, f.item, {columns}
            WHERE r.is_current AND starts_with(f.item, '{table}.') GROUP BY ALL""")
        _describe_view(connection, forms, table, measures)


def _describe_view(connection: duckdb.DuckDBPyConnection, forms: Forms, table: str, measures: list[str]) -> None:
    newest = forms.tables(table)[-1]
    zh = f"{newest.label}：每份现行报告每事项一行；各口径、各版本不得相加"
    en = f"{newest.label_en}, one row per current report and item; never add scopes or editions"
    _describe(connection, "VIEW", f'"{table}"', f"{zh} | {en}")
    ids = {name: text for name, text in _IDS.items() if not name.startswith("edition")}
    for name, comment in (ids | {"edition": "本表版本 | Edition of this table", "item": "事项 | Item"}).items():
        _describe(connection, "COLUMN", f'"{table}".{name}', comment)
    for measure in measures:
        _describe(connection, "COLUMN", f'"{table}"."{measure}"', _measure_comment(forms, table, measure))


def _column(value: str, kind: str, name: str) -> str:
    # A cast alone would round 12.7 to 13.
    whole = f"CASE WHEN {value} = trunc({value}) THEN {value}::BIGINT END"
    return f'{value if kind == "money" else whole} AS "{name}"'


def _kind(items: dict[Key, FormItem], table: str, measure: str) -> str:
    return next(item.kind for key, item in items.items() if key[1] == measure and key[0].startswith(f"{table}."))


def _measure_comment(forms: Forms, table: str, measure: str) -> str:
    found = [one.measures[measure] for one in forms.tables(table) if measure in one.measures]
    zh, en = (dict.fromkeys(labels) for labels in zip(*((m.label, m.label_en) for m in reversed(found)), strict=True))
    return f"{'；'.join(zh)} | {'; '.join(en)}"


def _describe(connection: duckdb.DuckDBPyConnection, what: str, name: str, comment: str) -> None:
    connection.execute(f"COMMENT ON {what} {name} IS {literal(comment)}")
