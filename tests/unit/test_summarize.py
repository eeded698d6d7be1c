"""The summaries: what they count, whom they name, the words they use, and that no text of others becomes code."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import duckdb
import openpyxl
import pytest
import summary_world
from docx import Document
from docx.shared import Pt

from extractors.forms import load_forms
from flows import summarize
from flows.query import NoWarehouse
from flows.settings import Settings, forms_folder
from flows.summarize import write, write_stale
from flows.summary_data import Region, Tally
from flows.summary_html import environment, held, number, percent, reasons, show_organs, tally_rate
from flows.summary_layout import lay_out
from flows.summary_ranking import ranking, rate

YEAR = 2024
FORBIDDEN = ("违反", "虚报", "瞒报", "拒不公开", "应为", "错误", "弄虚作假")
INTERNAL = ("待核实清单.xlsx", "待核实清单（内部）.html")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return summary_world.settings_for(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def folder(settings: Settings) -> Path:
    paths = write(settings, summary_world.REGION, YEAR)
    assert all(path.is_file() for path in paths)
    return settings.summaries / f"{summary_world.REGION}-{YEAR}"


def text_of(path: Path) -> str:
    """Everything a reader may see in a file."""
    if path.suffix == ".html":
        return re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))
    with ZipFile(path) as archive:
        return "".join(re.sub(r"<[^>]+>", "", archive.read(name).decode()) for name in archive.namelist() if name.endswith(".xml"))


def outputs(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".html", ".xlsx", ".docx")]


def test_all_files_of_a_summary_are_written(folder: Path) -> None:
    names = {str(path.relative_to(folder)) for path in outputs(folder)}
    assert {"index.html", "汇总表.xlsx", "通报（代拟稿）.docx", *INTERNAL} <= names
    assert {f"agencies/{organ[0]}.html" for organ in summary_world.ORGANS if organ[0] != "shili-town"} <= names
    assert not list(folder.rglob("*.part"))


def test_due_is_the_sum_of_its_four_parts_in_every_class(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        region = Region(connection, summary_world.REGION, YEAR)
        total = region.total
        assert (total.due, total.on_time, total.late, total.not_seen, total.not_verified) == (12, 7, 1, 2, 2)
        assert sum(tally.due for tally in region.tally) == len(region.organs)
        assert [(t.label, t.due) for t in region.tally] == [
            ("本级政府（汇总）", 1),
            ("县（市、区）", 1),
            ("市直部门", 8),
            ("功能区", 1),
            ("垂直管理单位", 1),
        ]


def test_the_organs_of_a_county_belong_to_the_county_s_own_summary(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        assert "shili-town" not in {o["agency_id"] for o in Region(connection, summary_world.REGION, YEAR).organs}
        assert {o["agency_id"] for o in Region(connection, "990121", YEAR).organs} == {"shili-county", "shili-town"}


def test_a_date_that_is_only_metadata_never_makes_a_report_late(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        organs = {o["agency_id"]: o for o in Region(connection, summary_world.REGION, YEAR).organs}
    assert organs["shili-market"]["timeliness"] == "not_verified"
    assert organs["shili-police"]["timeliness"] == "late"
    assert organs["shili-culture"]["timeliness"] == "not_verified"


def test_no_forbidden_word_stands_in_any_output(folder: Path) -> None:
    for path in outputs(folder):
        text = text_of(path)
        assert [word for word in FORBIDDEN if word in text] == [], path
        assert "未发布" not in text, path
        assert re.findall(r"(?:个别|部分)单位", text) == [], path


def test_unconfirmed_findings_stand_in_the_internal_list_only(folder: Path) -> None:
    for path in outputs(folder):
        text = text_of(path)
        is_internal = path.name in INTERNAL
        for pending in ("财政局的未核线索", "水利局的未核线索", "尚未核实的线索"):
            assert (pending in text) is is_internal, (path, pending)
        assert "经核不属实的线索" not in text, path


def test_an_organ_not_seen_is_said_so_only_once_a_person_confirmed_it(folder: Path) -> None:
    rows = {row[1]: row for row in openpyxl.load_workbook(folder / "汇总表.xlsx")["发布情况表"].iter_rows(min_row=4, values_only=True)}
    assert rows["示例市教育局"][4:6] == ("2025-01-19", "页面标注：发布日期：2025-01-19")
    assert rows["示例市水利局"][4] == "待核实"
    assert rows["示例市住房和城乡建设局"][4] == "截至2025年6月1日未见发布"


def test_confirmed_findings_are_shown_with_their_place(folder: Path) -> None:
    page = text_of(folder / "index.html")
    assert "总计所印为 21，按分项计算为 27" in page
    assert "按分项计算为 27，待核实" not in page
    assert "一、本年新收政府信息公开申请数量 / 总计（第3页第2张表第5行第10列）" in page
    assert "经核实涉及 1 家，已核查 9 家，不足10家，不计算占比" in page


def test_what_was_not_checked_is_said(folder: Path) -> None:
    page = text_of(folder / "index.html")
    assert page.count("本期未核查") >= 4
    assert "本期不作排名" in page


def test_pages_need_no_network_and_no_scripts(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page
        assert re.findall(r'(?:src|@import|url\()\s*=?\s*["\']?https?:', page) == []
        assert "javascript:" not in re.findall(r'href="([^"]*)"', page)
        assert 'href="javascript' not in page
        assert "<b>文化</b>" not in page


def test_no_text_becomes_a_formula_or_a_link(folder: Path) -> None:
    for name in ("汇总表.xlsx", "待核实清单.xlsx"):
        with ZipFile(folder / name) as archive:
            for sheet in (n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")):
                content = archive.read(sheet).decode()
                assert "<f>" not in content
                assert "<hyperlink" not in content
    values = [c.value for row in openpyxl.load_workbook(folder / "待核实清单.xlsx").active.iter_rows() for c in row]
    assert '=HYPERLINK("x")财政局的未核线索' in values


def test_the_workbook_has_the_consolidated_tables_in_the_official_layout(folder: Path, settings: Settings) -> None:
    book = openpyxl.load_workbook(folder / "汇总表.xlsx")
    assert book.sheetnames == ["发布情况表", "经核实问题清单", "表二汇总", "表三汇总", "表四汇总", "口径说明"]
    sheet = book["表三汇总"]
    layout = lay_out(load_forms(forms_folder()).editions["2021"].tables["requests"])
    slot = next(s for s in layout.slots if s.key == ("requests.received", "total"))
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        expected = connection.execute(
            "SELECT sum_members, government_value, n_counted FROM region_year"
            " WHERE region_code = ? AND year = ? AND item = 'requests.received' AND measure = 'total'",
            [summary_world.REGION, YEAR],
        ).fetchone()
    block = layout.height + 2
    column = [sheet.cell(3 + slot.row + block * n, slot.column).value for n in range(4)]
    assert expected is not None
    assert [column[0], column[1], column[3]] == [float(value) for value in expected]
    assert column[2] == float(expected[1] - expected[0])
    spans = {(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges}
    merged = [s for s in layout.slots if s.rowspan * s.colspan > 1]
    assert all((3 + s.row, s.column, 2 + s.row + s.rowspan, s.column + s.colspan - 1) in spans for s in merged)


def test_a_blank_is_not_counted_as_zero(folder: Path) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "计入6家" in page
    assert "空白" in text_of(folder / "agencies" / "shili-finance.html")


def test_the_draft_circular_is_set_as_an_official_document(folder: Path) -> None:
    document = Document(str(folder / "通报（代拟稿）.docx"))
    section = document.sections[0]
    assert [round(m.mm) for m in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    normal = document.styles["Normal"]
    assert (normal.font.size, normal.paragraph_format.line_spacing) == (Pt(16), Pt(28))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert [h[:2] for h in headings[:7]] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    assert document.styles["Title"].font.size == Pt(22)
    body = "".join(p.text for p in document.paragraphs)
    assert len(body.split("附件1")[0]) < 4000
    assert "好的做法〔待填写" in body


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("name", ["disclosure", "requests", "proceedings"])
def test_a_layout_covers_its_rectangle_once_and_holds_every_figure(edition: str, name: str) -> None:
    table = load_forms(forms_folder()).editions[edition].tables[name]
    layout = lay_out(table)
    places = [(r, c) for s in layout.slots for r in range(s.row, s.row + s.rowspan) for c in range(s.column, s.column + s.colspan)]
    assert len(places) == len(set(places)) == layout.width * layout.height
    assert sorted(s.key for s in layout.slots if s.key) == sorted(table.addresses())


def test_only_classes_of_ten_are_ranked_and_ties_share_a_rank() -> None:
    words = {"title": "按时率", "rate": "按时率"}
    rates = [(f"示例{n}县", min(n, 9), 9) for n in range(1, 11)]
    assert ranking(words, "县", rates[:9], high_is_first=True) is None
    found = ranking(words, "县", [*rates, ("未核查县", 0, 0)], high_is_first=True)
    assert found is not None
    assert [row.rank for row in found.rows] == [1, 1, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [row.name for row in found.rows[:2]] == ["示例9县", "示例10县"]
    assert found.unassessed == ["未核查县"]


def test_fresh_summaries_are_left_and_a_new_build_rewrites_them(tmp_path: Path) -> None:
    settings, years = Settings(data=tmp_path), (YEAR,)
    summary_world.build(settings.warehouse, years=years)
    first = write_stale(settings)
    assert {p.parent.name for p in first if p.name == "index.html"} == {
        f"{region}-{year}" for region in (summary_world.REGION, "990121", "990191") for year in years
    }
    assert write_stale(settings) == []
    settings.warehouse.unlink()
    summary_world.build(settings.warehouse, build_id="build-2", years=years)
    assert len(write_stale(settings)) == len(first)
    record = json.loads((settings.summaries / f"{summary_world.REGION}-{YEAR}" / "summary.json").read_text(encoding="utf-8"))
    assert record["build_id"] == "build-2"
    gone = settings.summaries / f"990191-{YEAR}" / "index.html"
    gone.unlink()
    assert gone in write_stale(settings)


def test_the_same_build_writes_the_same_pages(folder: Path, settings: Settings) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.html")}
    write(settings, summary_world.REGION, YEAR)
    assert {path: path.read_bytes() for path in folder.rglob("*.html")} == before


def test_an_unknown_region_or_year_or_no_warehouse_is_said(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="no region 123456"):
        write(settings, "123456", YEAR)
    with pytest.raises(NoWarehouse, match="1999"):
        write(settings, summary_world.REGION, 1999)
    for ask in (lambda: write(Settings(data=tmp_path), summary_world.REGION, YEAR), lambda: write_stale(Settings(data=tmp_path))):
        with pytest.raises(NoWarehouse, match="does not exist yet"):
            ask()
    Settings(data=tmp_path).warehouse.write_bytes(b"no database" * 1000)
    with pytest.raises(NoWarehouse, match=r"gongkai\.duckdb"):
        write_stale(Settings(data=tmp_path))


def test_a_region_nobody_asked_has_no_summary(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    summary_world.build(settings.warehouse, years=(YEAR,))
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("DELETE FROM reports; DELETE FROM retrievals")
        assert {row[0] for row in connection.execute("SELECT status FROM coverage").fetchall()} == {"not_checked"}
    assert write_stale(settings) == []
    with pytest.raises(NoWarehouse, match="was asked"):
        write(settings, summary_world.REGION, YEAR)
    assert not settings.summaries.exists()


HELD_ON = "2025-02-21"


def test_unconfirmed_lateness_is_never_stated_as_a_fact(folder: Path) -> None:
    for path in outputs(folder):
        text = text_of(path)
        assert (HELD_ON in text) is False or path.name in INTERNAL, path
        assert "2024-02-21" not in text, path
    rows = {row[1]: row for row in openpyxl.load_workbook(folder / "汇总表.xlsx")["发布情况表"].iter_rows(min_row=4, values_only=True)}
    assert rows["示例市公安局"][3:6] == ("2025-01-31", "待核实", "核实前不列日期和证据")
    assert rows["示例市市场监督管理局"][4] == "待核实"
    for name in ("index.html", "通报（代拟稿）.docx", "汇总表.xlsx"):
        text = re.sub(r"\s", "", text_of(folder / name))
        assert "逾期1家（其中待核实1家）" in text, name
        assert "截至时点未见发布2家（其中待核实1家）" in text, name
    assert "按时率为" not in text_of(folder / "index.html")
    assert "有待核实，不计算" in text_of(folder / "通报（代拟稿）.docx")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """The region after a person rejected what was held against 水利局 and 公安局."""
    path = tmp_path_factory.mktemp("decided") / "gongkai.duckdb"
    summary_world.build(path, years=(YEAR,), decisions={4: "rejected", 5: "rejected"})
    with duckdb.connect(str(path), read_only=True) as connection:
        region = Region(connection, summary_world.REGION, YEAR)
        show_organs(region)
        yield region


def test_what_a_person_rejected_is_neither_late_nor_unseen(decided: Region) -> None:
    total = decided.total
    assert (total.due, total.on_time, total.late, total.not_seen, total.not_verified, total.pending) == (12, 7, 0, 1, 4, 0)
    assert {"label": "原有线索经人工核实排除，不作认定", "n": 2} in reasons(decided)
    organs = {organ["agency_id"]: organ for organ in decided.organs}
    for agency_id in ("shili-water", "shili-police"):
        assert (organs[agency_id]["shown_date"], organs[agency_id]["verdict"]) == ("不作认定", "rejected")
    assert "shili-water" not in {finding["agency_id"] for finding in decided.waiting}


def test_on_time_by_a_day_that_no_law_sets_is_told_apart(decided: Region, folder: Path) -> None:
    assert decided.total.on_time_other == 3
    assert "按时的 7 家中，3 家没有法定期限" in text_of(folder / "index.html")


def test_confirmed_lateness_shows_the_day(tmp_path: Path) -> None:
    summary_world.build(tmp_path / "gongkai.duckdb", years=(YEAR,), decisions={5: "confirmed"})
    with duckdb.connect(str(tmp_path / "gongkai.duckdb"), read_only=True) as connection:
        region = Region(connection, summary_world.REGION, YEAR)
        show_organs(region)
        organs = {organ["agency_id"]: organ for organ in region.organs}
        assert (region.total.late, region.total.late_pending) == (1, 0)
        assert organs["shili-police"]["shown_date"] == HELD_ON
        withheld = [row["is_withheld"] for row in region.ask("agency_versions", agency_id="shili-police")]
        assert withheld == [False]


def test_rates_need_ten_organs_and_nothing_pending() -> None:
    assert tally_rate(Tally("a", on_time=9)) == "不足10家，不计算"
    assert tally_rate(Tally("a", on_time=10, late=10)) == "50.0%"
    assert tally_rate(Tally("a", on_time=10, late=10, late_pending=1)) == "有待核实，不计算"
    assert tally_rate(Tally("a", not_verified=3)) == "—"
    assert held(2, 1) == "2（其中待核实 1 家）"
    assert rate({"name": "县", "on_time": 3, "assessed": 4, "pending": 1}, "on_time", "assessed", "pending") == ("县", 3, 0)


def test_a_government_with_pending_organs_is_not_ranked(decided: Region) -> None:
    rows = decided.ask("subordinates", government_id=summary_world.GOVERNMENT)
    assert [(row["agency_id"], row["due"], row["on_time"], row["assessed"], row["pending"], row["is_read"]) for row in rows] == [
        ("shili-county", 1, 1, 1, 0, 1)
    ]


def test_files_are_put_in_place_whole_with_the_permissions_of_any_file(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("old", encoding="utf-8")
    (tmp_path / ".index.html.part").write_text("left by a kill, and longer", encoding="utf-8")
    summarize._put(tmp_path / "index.html", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "new"
    (tmp_path / "other").touch()
    assert (tmp_path / "index.html").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_numbers_are_written_exactly() -> None:
    written = [number(Decimal(v)) for v in ("24252.311082", "75.9260", "10.000000", "0", "-1942")]
    assert written == ["24252.311082", "75.926", "10", "0", "-1942"]
    assert number(None) == "—"
    assert [percent(1, 3), percent(1, 8), percent(0, 5), percent(1, 0)] == ["33.3%", "12.5%", "0.0%", "—"]


def test_templates_escape_by_default() -> None:
    made = environment()
    assert made.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
