"""What could not be decided goes to a person as a workbook, comes back as decisions, and stays decided."""

import copy
import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner
from warehouse_data import World, report

from extractors.records import Evidence
from flows.archive import object_path
from flows.cli import app
from flows.decisions import read_decisions
from flows.publish import warehouse_hash
from flows.reference import ReferenceFileError
from flows.review import awaiting
from flows.review_xlsx import append, export, take_in
from flows.roster import load_roster
from flows.settings import Settings
from flows.workbook import WorkbookFaults, words

SAID = words()["review"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A page of no organ, one of no year, one that may be no report, one whose organ's name is misspelt, and one that is clear."""
    world = World(tmp_path_factory.mktemp("review") / "data")
    world.lists()
    world.document("clear", report("示例市人民政府", 2024))
    world.document("nobody", report(None, 2024, evidence=[Evidence("agency", "示例市财政局", "meta", "来源：示例市财政局")]))
    years = [Evidence("year", "2023", "period", ""), Evidence("year", "2024", "title", "")]
    world.document("when", report("示例市教育局", None, evidence=years, title="示例市教育局年度报告"))
    made = report("示例街道办事处", 2024, figures=[], editions={}, status="partial")
    world.document("perhaps", made, note="in_review: no table", link="示例街道办事处2024年政府信息公开工作年度报告")
    world.document("other", report("示例市教肓局", 2023))
    world.lists()
    for name in ("nobody", "when", "perhaps", "other"):
        archived(world, name)
    published(world)
    return world


@pytest.fixture
def world(made: World, tmp_path: Path) -> World:
    """A copy of that data folder."""
    shutil.copytree(made.folder, tmp_path / "data")
    world = copy.copy(made)
    world.folder = tmp_path / "data"
    world.settings = Settings(data=world.folder)
    return world


def archived(world: World, name: str) -> None:
    """Put something into the archive under a document's id."""
    path = object_path(world.settings, document(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"<p>x</p>")


def document(name: str) -> str:
    """The id of a document of the world."""
    return name.encode().hex().ljust(64, "0")


def published(world: World) -> str:
    """Build and publish; a hash of all rows."""
    world.ask("SELECT 1")
    shutil.copyfile(world.settings.state / "asked.duckdb", world.settings.warehouse)
    return warehouse_hash(world.settings.warehouse)


def coverage(world: World) -> dict[str, str]:
    """Status by organ, of 2024."""
    return dict(world.ask("SELECT agency_id, status FROM coverage WHERE year = 2024"))


def filled(world: World, answers: dict[str, str]) -> bytes:
    """The workbook of what awaits a person, filled in: answer by document."""
    book = openpyxl.load_workbook(BytesIO(export(awaiting(world.settings, load_roster(world.settings)))))
    sheet = book[SAID["sheet"]]
    places = {str(one.value): one.column for one in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        name = next((name for name in answers if sheet.cell(row, places[SAID["document_id"]]).value == document(name)), None)
        if name is not None:
            sheet.cell(row, places[SAID["verdict"]]).value = answers[name]
            sheet.cell(row, places[SAID["by"]]).value = "张三"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def imported(world: World, content: bytes) -> tuple[int, str]:
    """Exit status and output of taking a workbook in."""
    file = world.folder / "filled.xlsx"
    file.write_bytes(content)
    done = CliRunner().invoke(app, ["review", "--import", str(file), "--data", str(world.folder)])
    return done.exit_code, done.output


def test_everything_undecided_is_listed_with_its_candidates(world: World) -> None:
    found = {bytes.fromhex(case.document_id).rstrip(b"\0").decode(): case for case in awaiting(world.settings, load_roster(world.settings))}
    assert {name: case.reasons for name, case in found.items()} == {
        "when": ("year",),
        "perhaps": ("report",),
        "other": ("agency",),
    }
    assert [str(one) for one in found["when"].years] == ["2024（标题）", "2023（数据期间）"]
    assert found["when"].proposals() == [("示例市教育局", "2024"), ("示例市教育局", "2023")]
    assert found["perhaps"].proposals() == [("示例街道办事处", "2024")]
    assert [str(one) for one in found["other"].agencies] == ["示例市教育局（名称相近）"]


def test_an_organ_named_only_by_the_page_s_data_is_taken_where_it_is_no_parent(world: World) -> None:
    assert world.ask(f"SELECT agency_id, agency_basis FROM reports WHERE document_id = '{document('nobody')}'") == [("finance", "meta")]
    parent = [Evidence("agency", "示例市人民政府", "meta", ""), Evidence("agency", "示例市政府", "label", "")]
    world.document("of parent", report(None, 2023, evidence=parent))
    rows = world.ask(f"SELECT left(agency_id, 2), agency_basis FROM reports WHERE document_id = '{document('of parent')}'")
    assert rows == [("d-", "none")]


def test_the_whole_loop(world: World) -> None:
    assert {key: coverage(world)[key] for key in ("education", "street", "weather")} == {
        "education": "in_review",
        "street": "in_review",
        "weather": "not_checked",
    }
    answers = {"when": "是｜示例市教育局｜2024", "perhaps": SAID["rejected"], "other": "weather 2024年度"}
    status, said = imported(world, filled(world, answers))
    assert (status, "认定 3 份" in said) == (0, True), said
    decided = read_decisions(world.settings, load_roster(world.settings))
    assert [(row.decision, row.value, row.by) for row in decided if row.subject == document("when")] == [
        ("accepted", None, "张三"), ("agency", "education", "张三"), ("year", "2024", "张三"),
    ]  # fmt: skip
    first = published(world)
    found = coverage(world)
    assert (found["education"], found["weather"]) == ("published", "published")
    assert found["street"] not in ("in_review", "published")
    assert awaiting(world.settings, load_roster(world.settings)) == []
    assert published(world) == first
    # Other readers may say something else: what a person decided stands.
    wrong = report("示例市财政局", 2019)
    world.document("when", wrong, fingerprint="readers-1", log=False)
    assert world.ask(f"SELECT agency_id, year, agency_basis FROM reports WHERE document_id = '{document('when')}'") == [
        ("education", 2024, "decision")
    ]


def test_a_workbook_taken_in_twice_adds_nothing(world: World) -> None:
    content = filled(world, {"when": "是｜示例市教育局｜2024"})
    assert imported(world, content)[0] == 0
    before = (world.folder / "decisions.csv").read_bytes()
    assert imported(world, content) == (0, SAID["nothing"] + "\n")
    assert (world.folder / "decisions.csv").read_bytes() == before
    assert imported(world, filled(world, {"when": "是｜示例市教育局｜2023"}))[0] == 0
    assert world.ask(f"SELECT year FROM reports WHERE document_id = '{document('when')}'") == [(2023,)]


def test_an_organ_outside_the_roster_is_asked_about_once(world: World) -> None:
    assert imported(world, filled(world, {"other": SAID["outside"]}))[0] == 0
    published(world)
    assert document("other") not in {case.document_id for case in awaiting(world.settings, load_roster(world.settings))}
    assert world.ask(f"SELECT left(agency_id, 2), in_review FROM reports WHERE document_id = '{document('other')}'") == [("x-", False)]


def test_one_report_of_several_is_decided_by_itself(world: World) -> None:
    world.document("two", report("示例市教育局", 2022), report("某镇政府", 2022))
    archived(world, "two")
    published(world)
    assert imported(world, filled(world, {"two": "示例市财政局 2022"}))[0] == 0
    rows = world.ask(f"SELECT part, agency_id, agency_basis FROM reports WHERE document_id = '{document('two')}' ORDER BY part")
    assert rows == [(1, "education", "printed"), (2, "finance", "decision")]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("示例市民政局 2024", "名录中没有“示例市民政局”"),
        ("示例市财政局", "没有写明年度"),
        ("示例市财政局 1999", "没有写明年度"),
        ("示例市财政局 2099", "不在 2007 至"),
        ("2024", "无法识别"),
        ("是", "无法识别"),
    ],
)
def test_every_fault_names_its_row_and_column(world: World, answer: str, said: str) -> None:
    before = (world.folder / "decisions.csv").read_bytes()
    status, output = imported(world, filled(world, {"when": answer, "perhaps": SAID["rejected"]}))
    assert (status, said in output, "“认定”列" in output) == (1, True, True), output
    assert (world.folder / "decisions.csv").read_bytes() == before


def test_a_document_that_the_archive_has_not_is_refused(world: World) -> None:
    content = filled(world, {"when": "示例市教育局 2024"})
    object_path(world.settings, document("when")).unlink()
    with pytest.raises(WorkbookFaults, match=SAID["unknown_document"]):
        take_in(world.settings, load_roster(world.settings), content, [])


def test_decisions_are_added_to_whatever_people_saved(world: World) -> None:
    target = world.folder / "decisions.csv"
    target.write_bytes("\ufeffkind,subject,decision,value,by,decided_on,note\r\nfinding,abc,confirmed,,李四,2025-01-02,已核实".encode())
    roster = load_roster(world.settings)
    taken = take_in(world.settings, roster, filled(world, {"when": "示例市教育局 2024"}), read_decisions(world.settings, roster))
    append(world.settings, taken.rows)
    kept = read_decisions(world.settings, roster)
    assert [(row.kind, row.decision) for row in kept] == [
        ("finding", "confirmed"), ("document", "accepted"), ("document", "agency"), ("document", "year"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("document", "ab", "agency", "nobody", "", "", ""), "not in agencies.csv"),
        (("document", "ab", "year", "today", "", "", ""), "is no year"),
        (("document", "ab", "accept", "", "", "", ""), "one of accepted"),
        (("report", "ab", "accepted", "", "", "", ""), "kind"),
    ],
)
def test_a_decision_that_is_not_understood_is_refused_loudly(world: World, row: tuple[str, ...], said: str) -> None:
    world.line("decisions.csv", *row)
    with pytest.raises(ReferenceFileError, match=said):
        read_decisions(world.settings, load_roster(world.settings))


def test_the_workbook_is_text_only_and_proposes_row_by_row(world: World) -> None:
    world.document("trick", report("=HYPERLINK(1)", 2024, title="=1+1"))
    published(world)
    book = openpyxl.load_workbook(BytesIO(export(awaiting(world.settings, load_roster(world.settings)))))
    sheet = book[SAID["sheet"]]
    assert {one.data_type for row in sheet.iter_rows() for one in row} <= {"s", "n"}
    assert "f" not in {one.data_type for row in sheet.iter_rows() for one in row}
    proposals = [one.formula1 for one in sheet.data_validations.dataValidation]
    assert all(len(one) <= 257 and SAID["rejected"] in one for one in proposals)
    assert any("是｜示例市教育局｜2024" in one for one in proposals)


def test_without_a_warehouse_or_without_cases_it_says_so(world: World, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["review", str(tmp_path / "out.xlsx"), "--data", str(tmp_path / "nothing")])
    assert done.exit_code == 2
    done = CliRunner().invoke(app, ["review", str(tmp_path / "out.xlsx"), "--data", str(world.folder)])
    assert (done.exit_code, "3 份文件待认定" in done.output) == (0, True), done.output
    assert (tmp_path / "out.xlsx").exists()
