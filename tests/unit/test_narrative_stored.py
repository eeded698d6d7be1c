"""What the prose says on its way: out of a document, into JSON, into a file of readings, into the warehouse."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from warehouse_data import World, report

from extractors.document import Document
from extractors.frames import ReadDocument, nested
from extractors.knowledge import load_knowledge
from extractors.pipeline import read_document
from extractors.records import Claim
from flows.present import reading_json
from flows.settings import forms_folder

TEXT = """示例市水务局2023年政府信息公开工作年度报告
一、总体情况
（二）依申请公开情况。2023年我局收到政府信息公开申请12件，办结12件，无结转下年度办理的申请。
二、主动公开政府信息情况
全年收取行政事业性收费35000.5元。
六、其他需要报告的事项
2023年未收取信息处理费。
"""
RECEIVED = Claim(("requests.received",), "total", Decimal(12), "件", 1, "12件", "我局收到政府信息公开申请12件。")
SUM = ("requests.received", "requests.carried_in")
WITH_CARRIED = Claim(SUM, "total", Decimal(14), "件", None, "十四件", "共收到十四件，含上年结转2件。")
CHARGED = Claim(("disclosure.administrative_charges",), "amount", Decimal("3.50005"), "万元", 2, "35000.5元", "收费35000.5元。")


def test_a_document_is_read_with_its_claims() -> None:
    (found,) = read_document(Document(TEXT.encode(), "report.txt"), load_knowledge(forms_folder()))
    told = [(claim.items, claim.value, claim.section) for claim in found.claims]
    names = ("requests.received", "requests.concluded", "requests.carried_out")
    assert told == [((name,), value, 1) for name, value in zip(names, (12, 12, 0), strict=True)]


def test_json_and_file_hold_the_claims() -> None:
    made = report("示例市水务局", 2023, claims=[RECEIVED, WITH_CARRIED, CHARGED])
    read = ReadDocument("ab" * 32, "a.html", "html", "f", datetime(2024, 1, 1, tzinfo=UTC), [made, report("示例市财政局", 2023)])
    line = json.loads(reading_json("a.html", read))
    assert line["claims"][1] == {
        "items": list(SUM), "measure": "total", "value": 14, "unit": "件", "section": None,
        "text": "十四件", "sentence": "共收到十四件，含上年结转2件。",
    }  # fmt: skip
    assert '"value": 3.50005,' in reading_json("a.html", read)
    assert line["more"][0]["claims"] == []
    stored = nested([read])["claims"].to_pylist()
    assert [claim["value"] for claim in stored[0]] == [Decimal(12), Decimal(14), Decimal("3.50005")]
    assert stored[0][1]["items"] == list(SUM)
    assert stored[1] == []


def test_the_warehouse_holds_them_and_readings_of_before_have_none(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.document("old", report("示例市财政局", 2022, claims=[RECEIVED]))
    (path,) = world.settings.readings.rglob("*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["claims"]), path)
    assert world.ask("SELECT count(*) FROM claims") == [(0,)]
    world.document("new", report("示例市水务局", 2023, claims=[RECEIVED, WITH_CARRIED, CHARGED]))
    rows = world.ask("SELECT ordinal, items, measure, value, unit, section, text FROM claims ORDER BY ordinal")
    assert rows == [
        (1, ["requests.received"], "total", Decimal(12), "件", 1, "12件"),
        (2, list(SUM), "total", Decimal(14), "件", None, "十四件"),
        (3, ["disclosure.administrative_charges"], "amount", Decimal("3.50005"), "万元", 2, "35000.5元"),
    ]
    assert world.ask("SELECT count(*) FROM claims JOIN reports USING (report_id) WHERE year = 2023") == [(3,)]
    comments = "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'claims' AND comment IS NULL"
    assert world.ask(comments) == [(0,)]
