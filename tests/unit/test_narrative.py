"""Figures said in prose: whose they are, what they are about, and what is kept of them."""

import time
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.narrative_rules import load_narrative
from extractors.records import Claim
from tests.unit.prose import COUNTY, FOLDER, FORMS, NARRATIVE, OLD, brief, read


def test_the_report_of_a_government_speaks_of_all_its_organs() -> None:
    assert brief(read("全县共收到政府信息公开申请300件。", agency=COUNTY)) == "received 300"
    assert brief(read("2023年，全县各部门、乡镇共办结政府信息公开申请299件。", agency=COUNTY)) == "concluded 299"
    assert brief(read("全县各职能部门、镇街共收到政府信息公开申请300件。", agency=COUNTY)) == "received 300"
    for part in ("县政府办公室", "县本级", "县政府", "各乡镇", "县财政局", "全市", "全县20个部门", "全县12个乡（镇）", "全县教育领域"):
        assert read(f"{part}共收到政府信息公开申请30件。", agency=COUNTY) == []


def test_an_area_named_alone_is_the_whole_report_of_its_government() -> None:
    assert brief(read("新区共收到政府信息公开申请30件。", agency="示例市江北新区管理委员会")) == "received 30"
    assert brief(read("示例街道收到政府信息公开申请一件。", agency="示例区示例街道办事处")) == "received 1"
    assert read("老城区共收到政府信息公开申请30件。", agency="示例市江北新区管理委员会") == []


def test_an_organ_may_answer_for_its_government() -> None:
    assert brief(read("市政府办公厅代表市政府共受理政府信息公开申请30件。", agency="示例市人民政府办公厅")) == "received 30"


def test_proceedings_that_an_organ_decides_on_are_not_those_against_it() -> None:
    text = "共收到行政复议申请50件，其中涉及政府信息公开6件。"
    assert brief(read(text)) == "reconsideration 6"
    assert read(text, agency="示例县司法局") == read(text, agency=COUNTY) == []
    for verb in ("办理", "审结", "受理"):
        assert brief(read(f"收到政府信息公开申请9件，全年{verb}行政复议28件，行政诉讼5件。")) == "received 9"
    assert brief(read("收到政府信息公开申请9件。全年发生行政复议28件。", agency="示例县司法局")) == "received 9"
    assert brief(read("（二）收到政府信息公开申请9件。\n（三）全年发生行政复议28件。")) == "received 9"


def test_procurement_and_documents_of_the_first_edition() -> None:
    text = "制作规范性文件18件，新公开17件，对外公开总数量246件。政府集中采购项目35个，采购总金额1286.5万元。"
    expected = "normative_documents.produced 18, normative_documents.newly_disclosed 17, normative_documents.total_disclosed 246, "
    assert brief(read(text, editions=OLD)) == expected + "procurement.projects 35, procurement.amount 12865000"


def test_without_a_name_or_a_year_only_what_needs_none() -> None:
    assert brief(read("全年收到政府信息公开申请3件。", agency=None, year=None)) == "received 3"
    assert read("2023年收到政府信息公开申请3件。", agency=None, year=None) == []
    assert read("市水务局收到政府信息公开申请3件。", agency=None) == []


def test_the_section_tells_what_bare_words_are_about() -> None:
    assert brief(read("共收到申请9件，予以公开4件。", section=3)) == "received 9, granted 4"
    assert brief(read("行政复议3件，维持2件。", section=4)) == "reconsideration 3, reconsideration.upheld 2"
    assert read("行政复议3件，维持2件。", section=1) == []


def test_a_heading_tells_it_too_until_the_next() -> None:
    text = "（二）依申请公开情况\n共收到申请9件。\n（三）政府信息管理情况\n共收到申请7件。"
    assert brief(read(text)) == "received 9"


def test_an_edition_has_figures_of_its_own() -> None:
    text = "全年制发行政规范性文件5件，依申请公开中，其他处理2件。"
    assert brief(read(text)) == "normative_documents.issued 5, other 2"
    old = read(text, editions=OLD)
    assert [(c.items, c.measure) for c in old] == [(("disclosure.normative_documents",), "produced"), (("requests.other",), "total")]
    assert read(text, editions={"requests": "unknown"}) == []


def test_a_claim_keeps_its_sentence_and_what_was_printed() -> None:
    text = "（二）依申请公开情况。2023年度 ，我局收到政府信息公开\n申请 12 件。其他工作正常。"
    (claim,) = read(text)
    assert claim == Claim(("requests.received",), "total", Decimal(12), "件", 1, "12件", "2023年度 ，我局收到政府信息公开申请 12 件。")


def test_every_figure_named_in_the_file_is_one_of_the_form() -> None:
    known = set(FORMS.columns())
    for saids in NARRATIVE.by_name.values():
        for said in saids:
            assert {(item, said.measure) for item in said.items} <= known


def test_a_file_that_names_an_unknown_figure_is_refused(tmp_path: Path) -> None:
    text = (
        (FOLDER / "narrative.toml").read_text(encoding="utf-8").replace('items = ["requests.granted"]', 'items = ["requests.granted_all"]')
    )
    (tmp_path / "narrative.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="granted_all"):
        load_narrative(tmp_path, FORMS)


def test_text_that_is_no_prose_costs_no_time() -> None:
    started = time.process_time()
    for text in (
        "的" * 50 + "行政复议1件。",
        "信息公开" * 14 + "收到申请1件。",
        "未" * 40 + "行政复议。",
        "1件" * 300 + "。",
        "因被提起申请的" * 8 + "行政诉讼1件。",
    ):
        read(text * (100_000 // len(text)), section=4)
    assert time.process_time() - started < 20


def test_units_are_kept_as_printed() -> None:
    found = read("收到政府信息公开申请3宗，未发生行政复议；行政事业性收费100元。")
    assert [(claim.value, claim.unit) for claim in found] == [(3, "宗"), (0, None), (Decimal("0.01"), "万元")]
