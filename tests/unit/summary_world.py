"""A small warehouse with invented organs, made straight from the schema and the views, for the tests of the summaries."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas

from extractors.forms import load_forms
from flows.settings import Settings, forms_folder, shipped

REGION = "990100"
YEARS = (2020, 2021, 2022, 2023, 2024)
PORTAL = "www.shili.example"
LIST = f"https://{PORTAL}/nb/"
BASIS = "国办公开办函〔2021〕30号"
GOVERNMENT = "shili-city"
# agency_id, name, region, level, kind, scope, reports_to, month-day of publication each year (None: never seen)
ORGANS: list[tuple[str, str, str, str, str, str, str | None, str | None]] = [
    (GOVERNMENT, "示例市人民政府", REGION, "prefecture", "government", "consolidated", None, "03-08"),
    ("shili-office", "示例市人民政府办公室", REGION, "prefecture", "government_office", "government_office", GOVERNMENT, "01-25"),
    ("shili-education", "示例市教育局", REGION, "prefecture", "department", "organ", GOVERNMENT, "01-19"),
    ("shili-police", "示例市公安局", REGION, "prefecture", "department", "organ", GOVERNMENT, "02-21"),
    ("shili-finance", "示例市财政局", REGION, "prefecture", "department", "organ", GOVERNMENT, "01-28"),
    ("shili-water", "示例市水利局", REGION, "prefecture", "department", "organ", GOVERNMENT, None),
    ("shili-housing", "示例市住房和城乡建设局", REGION, "prefecture", "department", "organ", GOVERNMENT, None),
    ("shili-culture", "示例市<b>文化</b>和旅游局", REGION, "prefecture", "department", "organ", GOVERNMENT, None),
    ("shili-market", "示例市市场监督管理局", REGION, "prefecture", "department", "organ", GOVERNMENT, "03-02"),
    ("shili-county", "示例县人民政府", "990121", "county", "government", "consolidated", GOVERNMENT, "02-15"),
    ("shili-town", "示例县示例镇人民政府", "990121", "township", "township", "organ", "shili-county", "01-20"),
    ("shili-zone", "示例高新技术产业开发区管理委员会", "990191", "county", "zone", "organ", GOVERNMENT, "01-22"),
    ("shili-weather", "示例市气象局", REGION, "prefecture", "vertical", "organ", None, "01-30"),
]
CHECKS = [
    ("arithmetic.relations", "合计与分项之和", "arithmetic"),
    ("completeness.blank_totals", "合计栏空白", "completeness"),
    ("continuity.carried", "上年结转与上年报告", "continuity"),
    ("timeliness.late", "晚于应发布日", "timeliness"),
    ("coverage.not_seen", "截至时点未见发布", "coverage"),
]


def settings_for(folder: Path) -> Settings:
    """Settings over a folder that holds the warehouse of :func:`build`."""
    build(folder / "gongkai.duckdb")
    return Settings(data=folder)


def build(path: Path, build_id: str = "build-1", years: Sequence[int] = YEARS, decisions: Mapping[int, str] | None = None) -> None:
    """Write the warehouse; ``decisions`` says how persons decided on findings, by their number."""
    with duckdb.connect(str(path)) as connection:
        for folder in ("schema", "views"):
            for file in sorted(shipped("sql", folder).glob("*.sql")):
                if "panel" not in file.name:
                    connection.execute(file.read_text(encoding="utf-8"))
        for table, rows in _tables(build_id, years).items():
            # As text: a frame's decimals get a width from the first of them.
            plain = [{name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()} for row in rows]
            connection.register("rows", pandas.DataFrame(plain).astype(object))
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
            connection.unregister("rows")
        for number, decision in (decisions or {}).items():
            connection.execute(
                "UPDATE findings SET decision = $2, verified = $2 = 'confirmed' WHERE finding_id = $1", [f"f{number:015d}", decision]
            )


def _at(*parts: int) -> datetime:
    """An instant as the warehouse keeps it: UTC without a zone."""
    year, month, day, *rest = parts
    return datetime(year, month, day, *rest, tzinfo=UTC).replace(tzinfo=None)


def _tables(build_id: str, years: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    noon = _at(2025, 6, 1, 4)
    tables: dict[str, list[dict[str, Any]]] = {
        "meta": [
            {
                "contract_version": "1",
                "build_id": build_id,
                "built_at": noon,
                "as_of_on": date(2025, 6, 1),
                "software_version": "0.1.0",
                "inputs_hash": "0",
                "run_id": "r",
            }
        ],
        "regions": [
            {"region_code": REGION, "name": "示例市", "level": "prefecture", "kind": "division"},
            {"region_code": "990121", "name": "示例县", "level": "county", "kind": "division", "parent_code": REGION},
            {"region_code": "990191", "name": "示例高新区", "level": "county", "kind": "zone", "host_region_code": REGION},
        ],
        "portals": [{"host": PORTAL, "name": "示例市人民政府网站", "kind": "static_list", "verified_on": date(2025, 1, 1)}],
        "portal_lists": [{"portal": PORTAL, "list_url": LIST, "expect_min": 1}],
        "checks": [
            {"check_id": i, "title_zh": t, "title_en": i, "severity": "error", "basis": BASIS, "editions": "*", "check_group": g}
            for i, t, g in CHECKS
        ],
        "check_coverage": [
            {
                "check_id": i,
                "region_code": REGION,
                "year": 2024,
                "applicable": 60,
                "assessed": 50,
                "broken": 1,
                "organs_applicable": 8,
                "organs_assessed": 6,
                "organs_broken": 1,
            }
            for i, _, _ in CHECKS
        ],
        "form_items": [_form_item(item) for item in load_forms(forms_folder()).form_items()],
        "agencies": [_agency(position, organ) for position, organ in enumerate(ORGANS, start=1)],
        "obligations": [_obligation(organ, year) for organ in ORGANS for year in years],
        "findings": _findings(),
    }
    for organ in ORGANS:
        for year in years:
            _report(tables, organ, year)
    tables["retrievals"].append(_attempt(f"https://{PORTAL}/wl.html", "refused", "shili-culture", None))
    tables["retrievals"].append({**_attempt(LIST, "new", None, None), "kind": "listing"})
    return tables


def _form_item(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}


def _agency(position: int, organ: tuple[Any, ...]) -> dict[str, Any]:
    names = ("agency_id", "name", "region_code", "level", "kind", "scope", "reports_to")
    return {**dict(zip(names, organ, strict=False)), "portal": PORTAL, "in_roster": True, "position": position}


def _obligation(organ: tuple[Any, ...], year: int) -> dict[str, Any]:
    day = date(year + 1, 3, 31) if organ[4] == "government" else date(year + 1, 1, 31)
    standing = "statutory" if organ[4] in ("government", "department") else "by_reference"
    return {"agency_id": organ[0], "year": year, "due_on": day, "standing": standing, "basis_zh": "条例第四十九条"}


def _attempt(url: str, outcome: str, agency_id: str | None, document_id: str | None) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "url": url,
        "at": _at(2025, 6, 1, 3, 30),
        "outcome": outcome,
        "kind": "document",
        "run_id": "r",
        "portal": PORTAL,
        "listing_url": LIST,
        "agency_id": agency_id,
        "year": 2024,
    }


def _report(tables: dict[str, list[dict[str, Any]]], organ: tuple[Any, ...], year: int) -> None:
    agency_id, name, region, *_, scope, _, published = organ
    if published is None:
        return
    document = hashlib.sha256(f"{agency_id}{year}".encode()).hexdigest()
    report_id, edition = document[:16], "2021" if year >= 2021 else "2019"
    day = date.fromisoformat(f"{year + 1}-{published}")
    url = "javascript:alert(1)" if agency_id == "shili-market" else f"https://{PORTAL}/nb/{agency_id}-{year}.html"
    tables.setdefault("reports", []).append(
        {
            "report_id": report_id,
            "agency_id": agency_id,
            "agency_name": name,
            "region_code": region,
            "scope": scope,
            "year": year,
            "title": f"{name}{year}年政府信息公开工作年度报告",
            "published_on": day,
            "published_on_basis": "meta" if agency_id == "shili-market" else "printed",
            "first_seen_at": _at(2025, 5, 1),
            "version": 1,
            "is_current": True,
            "status": "ok",
            "edition_disclosure": edition,
            "edition_requests": edition,
            "edition_proceedings": "any",
            "document_id": document,
            "part": 1,
            "format": "html",
            "url": url,
            "in_review": False,
            "is_rejected": False,
        }
    )
    basis = "meta" if agency_id == "shili-market" else "printed"
    evidence = {"report_id": report_id, "field": "published_on", "value": str(day)}
    tables.setdefault("evidence", []).extend(
        [evidence | {"basis": basis, "text": f"发布日期：{day}"}, evidence | {"basis": "address", "text": url}]
    )
    sections = tables.setdefault("sections", [])
    sections += [{"report_id": report_id, "number": n, "heading": f"第{n}部分", "text": "示例文字。" * n} for n in range(1, 7)]
    tables.setdefault("retrievals", []).append(_attempt(url, "new", agency_id, document))
    tables.setdefault("figures", []).extend(_figures(report_id, edition, agency_id, year))


def _figures(report_id: str, edition: str, agency_id: str, year: int) -> list[dict[str, Any]]:
    """Figures that keep the form's arithmetic but for the balance; 财政局 leaves one cell blank."""
    seed = int(hashlib.sha256(f"{agency_id}{year}".encode()).hexdigest(), 16)
    form = load_forms(forms_folder()).editions[edition]
    keys = [key for table in form.tables.values() for key in table.addresses()]
    values = {key: Decimal(seed // 7**n % 9) + (Decimal("0.25") if key[1] == "amount" else 0) for n, key in enumerate(keys)}
    for relation in form.relations:
        if len(relation.totals) == 1:
            values[relation.total] = sum((values[t.key] for t in relation.parts), Decimal(0))
    blank = {("requests.received", "research_institution")} if agency_id == "shili-finance" else set()
    return [_figure(report_id, key, None if key in blank else value) for key, value in values.items()]


def _figure(report_id: str, key: tuple[str, str], value: Decimal | None) -> dict[str, Any]:
    state, raw = ("blank", "") if value is None else ("reported", str(value))
    return {
        "report_id": report_id,
        "item": key[0],
        "measure": key[1],
        "value": value,
        "unit": "万元" if key[1] == "amount" else None,
        "state": state,
        "raw": raw,
        "how": "read",
        "agreement": "agreed",
        "source_page": 3,
        "source_table": 2,
        "source_row": 5,
        "source_column": 10,
    }


def _findings() -> list[dict[str, Any]]:
    def finding(number: int, check: str, agency_id: str, verified: bool, message: str, **more: Any) -> dict[str, Any]:
        return {
            "finding_id": f"f{number:015d}",
            "check_id": check,
            "severity": "error",
            "agency_id": agency_id,
            "region_code": REGION,
            "year": 2024,
            "verified": verified,
            "decision": "confirmed" if verified else None,
            "message_zh": message,
            "message_en": "m",
            **more,
        }

    cell = {"item": "requests.received", "measure": "total", "printed": Decimal(21), "computed": Decimal(27), "blame": "printed"}
    report = {"report_id": hashlib.sha256(b"shili-police2024").hexdigest()[:16]}
    other = {"report_id": hashlib.sha256(b"shili-finance2024").hexdigest()[:16]}
    rejected = finding(6, "arithmetic.relations", "shili-education", False, "经核不属实的线索", **cell) | {"decision": "rejected"}
    return [
        finding(1, "arithmetic.relations", "shili-police", True, "总计所印为 21，按分项计算为 27，待核实", **cell, **report),
        finding(2, "arithmetic.relations", "shili-finance", False, '=HYPERLINK("x")财政局的未核线索', **cell, **other),
        finding(3, "coverage.not_seen", "shili-housing", True, "截至2025年6月1日未见发布"),
        finding(4, "coverage.not_seen", "shili-water", False, "水利局的未核线索"),
        finding(5, "timeliness.late", "shili-police", False, "晚于应发布日，尚未核实的线索", **report),
        rejected,
    ]
