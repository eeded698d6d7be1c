"""``gongkai roster``: what is wrong with an organ list, and its way out to officials and back."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from test_roster import AGENCIES, PORTAL, REGIONS
from typer.testing import CliRunner

from flows.cli import app
from flows.portals import load_portals
from flows.regions import load_regions
from flows.roster import Roster, load_roster, read_roster
from flows.roster_check import check
from flows.roster_xlsx import export, own_agencies, take_in
from flows.settings import Settings
from flows.workbook import WorkbookFaults, words

Edit = Callable[[Worksheet], object]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    regions = REGIONS + "990200,旧市,Old City,prefecture,division,990000,,,2010-12-31\n990300,示例市,Other,prefecture,division,990000,,,\n"
    (tmp_path / "regions.csv").write_text(regions, encoding="utf-8")
    (tmp_path / "agencies.csv").write_text(AGENCIES.replace("；财政局", "").replace("财政局,财政局", "财政局,"), encoding="utf-8")
    (tmp_path / "portals").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "portals" / "www.shili.example.toml").write_text(PORTAL, encoding="utf-8")
    return Settings(data=tmp_path)


def problems(settings: Settings) -> set[tuple[str, str]]:
    """Code and organ of what is wrong, organs without a portal left out."""
    found = check(settings, read_roster(settings), load_portals(settings))
    return {(one.code, one.agency_id) for one in found if one.code != "no_portal"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("finance,示例市体育局,,,990100,prefecture,department,organ,gov,,,", "duplicate_id"),
        ("again,示例市财政局,,,990100,prefecture,department,organ,gov,,,", "duplicate_name"),
        ("again,示例市财务局,示例市财政局,,990100,prefecture,department,organ,gov,,,", "duplicate_name"),
        ("x,示例省体育局,,,999999,prefecture,department,organ,,,,", "unknown_region"),
        ("x,示例省体育局,,,990200,prefecture,department,organ,,2012-01-01,,", "region_ended"),
        ("x,示例省体育局,,,990100,prefecture,department,organ,nobody,,,", "unknown_superior"),
        ("x,示例省体育局,,,990100,prefecture,department,organ,finance,,,", "superior_not_consolidated"),
        ("x,示例省政府,,,990000,province,government,consolidated,x,,,", "superior_circle"),
        ("x,示例省体育局,,,990100,prefecture,department,organ,,2020-01-01,2019-01-01,", "dates_reversed"),
        ("x,示例省政府,,,990000,province,government,organ,,,,", "kind_and_scope"),
        ("x,示例省体育局,,,990100,prefecture,department,organ,,,,nowhere.example", "unknown_portal"),
        ("x,示例市体育局,,,990100,prefecture,department,organ,,,,", "name_without_place"),
    ],
)
def test_what_is_wrong_is_found(settings: Settings, line: str, code: str) -> None:
    before = problems(settings)
    with (settings.data / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert code in {found for found, _ in problems(settings) - before}


def test_organs_of_one_name_in_several_places_are_one_hint(settings: Settings) -> None:
    agencies = read_roster(settings).agencies
    many = [agencies[1].model_copy(update={"agency_id": f"a{n}", "short_names": ("财政局",), "region_code": f"r{n}"}) for n in range(2000)]
    found = check(settings, Roster(many, load_regions(settings)), None)
    assert [one.code for one in found].count("ambiguous_name") == 2


def test_organs_without_a_portal_are_hints_and_a_sound_roster_is_status_0(settings: Settings) -> None:
    done = CliRunner().invoke(app, ["roster", "check", "--data", str(settings.data)])
    assert done.exit_code == 0, done.output
    assert words()["fault"]["no_portal"] in done.output
    text = (settings.data / "agencies.csv").read_text(encoding="utf-8")
    (settings.data / "agencies.csv").write_text(text.replace("finance,", "gov,"), encoding="utf-8")
    done = CliRunner().invoke(app, ["roster", "check", "--data", str(settings.data)])
    assert (done.exit_code, words()["fault"]["duplicate_id"] in done.output) == (1, True)


def test_a_portal_s_file_that_names_no_organ_of_the_roster_is_found(settings: Settings) -> None:
    text = PORTAL + 'agency_id = "nobody"\n'
    (settings.data / "portals" / "www.shili.example.toml").write_text(text, encoding="utf-8")
    assert ("unknown_in_portal", "nobody") in problems(settings)


def test_the_shipped_roster_has_nothing_to_mend(tmp_path: Path) -> None:
    shipped = Settings(data=tmp_path / "empty")
    found = check(shipped, load_roster(shipped), load_portals(shipped))
    assert {one.code for one in found} == {"no_portal"}


def edited(settings: Settings, edit: Edit) -> bytes:
    """The exported workbook after a person's edit."""
    book = openpyxl.load_workbook(BytesIO(export(settings, own_agencies(settings))))
    edit(book[words()["roster"]["sheet"]])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def cell(sheet: Worksheet, row: int, key: str) -> str:
    """The address of a field of the organ in ``row`` (1 is the first)."""
    heads = {str(one.value): one.column_letter for one in sheet[3]}
    return f"{heads[words()['roster'][key]]}{row + 3}"


def test_a_workbook_comes_back_as_it_went(settings: Settings) -> None:
    assert take_in(settings, edited(settings, lambda sheet: None)) == own_agencies(settings)
    shipped = Settings(data=settings.data / "empty")
    assert take_in(shipped, export(shipped, own_agencies(shipped))) == own_agencies(shipped)


def test_a_workbook_has_drop_downs_and_no_formula(settings: Settings) -> None:
    agencies = [own_agencies(settings)[0].model_copy(update={"name": "=1+1", "short_names": ("@cmd", "https://x.example")})]
    book = openpyxl.load_workbook(BytesIO(export(settings, agencies)))
    sheet = book[words()["roster"]["sheet"]]
    assert sheet[cell(sheet, 1, "name")].data_type == "s"
    assert [one.type for one in sheet.data_validations.dataValidation] == ["list"] * 3
    assert not sheet._hyperlinks


def put(row: int, key: str, value: object) -> Edit:
    """An edit of one cell."""

    def edit(sheet: Worksheet) -> None:
        sheet[cell(sheet, row, key)] = value

    return edit


@pytest.mark.parametrize(
    ("row", "key", "value", "said"),
    [
        (2, "name", None, "不能为空"),
        (2, "agency_id", "示例", "只能由字母"),
        (2, "agency_id", "gov", "单位标识重复"),
        (2, "level", "市里", "不在可选项中"),
        (2, "scope", None, "不能为空"),
        (2, "region_code", "123456", "地区代码不在"),
        (2, "reports_to", "nobody", "汇总单位不在名录中"),
        (4, "valid_from", "2019年3月", "不是日期"),
        (2, "name", "示例市规划局", "同名单位"),
    ],
)
def test_every_fault_names_its_row_and_column(settings: Settings, row: int, key: str, value: object, said: str) -> None:
    with pytest.raises(WorkbookFaults) as raised:
        take_in(settings, edited(settings, put(row, key, value)))
    told = [str(fault) for fault in raised.value.faults]
    assert any(said in one and words()["roster"][key] in one for one in told), told
    assert any(f"第 {row + 3} 行" in one or "重复" in one or "同名" in one for one in told), told


def test_faults_of_all_rows_are_told_at_once(settings: Settings) -> None:
    def edit(sheet: Worksheet) -> None:
        put(1, "level", "市里")(sheet)
        put(2, "reports_to", "nobody")(sheet)
        put(3, "valid_to", "上月")(sheet)

    with pytest.raises(WorkbookFaults) as raised:
        take_in(settings, edited(settings, edit))
    said = words()["roster"]
    # That others report to the organ of the first row is no fault of theirs.
    assert [(one.row, one.column) for one in raised.value.faults] == [(4, said["level"]), (5, said["reports_to"]), (6, said["valid_to"])]


def test_an_organ_that_decisions_name_is_not_taken_away(settings: Settings) -> None:
    header = "kind,subject,decision,value,by,decided_on,note\n"
    (settings.data / "decisions.csv").write_text(header + "document,ab,agency,finance,,,\n", encoding="utf-8")
    with pytest.raises(WorkbookFaults, match="“finance”不能删除"):
        take_in(settings, edited(settings, lambda sheet: sheet.delete_rows(5)))
    assert take_in(settings, edited(settings, lambda sheet: sheet.delete_rows(6)))


def test_days_may_be_days_of_excel_and_names_parted_as_people_do(settings: Settings) -> None:
    import datetime as dt

    def edit(sheet: Worksheet) -> None:
        sheet[cell(sheet, 2, "valid_from")] = dt.datetime(2001, 2, 3)  # noqa: DTZ001 - Excel knows no zones
        sheet[cell(sheet, 2, "short_names")] = "市财政; 财政\n财局"

    agency = take_in(settings, edited(settings, edit))[1]
    assert (str(agency.valid_from), agency.short_names) == ("2001-02-03", ("市财政", "财政", "财局"))


def test_a_missing_column_and_what_is_no_workbook_are_said(settings: Settings) -> None:
    with pytest.raises(WorkbookFaults, match="表头缺少"):
        take_in(settings, edited(settings, lambda sheet: sheet.delete_cols(2)))
    with pytest.raises(WorkbookFaults, match="不是 XLSX"):
        take_in(settings, b"PK\x03\x04 no")
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package, package.open("xl/workbook.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(2**20))
    with pytest.raises(WorkbookFaults, match="过大"):
        take_in(settings, bomb.getvalue())


def imported(settings: Settings, content: bytes, *options: str) -> tuple[int, str]:
    file = settings.data / "in.xlsx"
    file.write_bytes(content)
    done = CliRunner().invoke(app, ["roster", "import", str(file), "--data", str(settings.data), *options])
    return done.exit_code, done.output


def test_an_import_shows_what_changes_and_writes_only_a_sound_roster(settings: Settings) -> None:
    target = settings.data / "agencies.csv"
    before = target.read_bytes()
    status, said = imported(settings, edited(settings, put(2, "level", "县里")))
    assert (status, target.read_bytes()) == (1, before)
    status, said = imported(settings, edited(settings, put(2, "short_names", "财政")), "--dry-run")
    assert (status, target.read_bytes()) == (0, before)
    assert "修改 finance 示例市财政局  简称：市财政局 → 财政" in said
    status, said = imported(settings, edited(settings, lambda sheet: sheet.delete_rows(5)))
    assert (status, "删除 finance" in said) == (0, True)
    assert [agency.agency_id for agency in load_roster(settings).agencies] == ["gov", "old", "new", "zone-finance"]
    assert imported(settings, edited(settings, lambda sheet: None)) == (0, "与现有名录相同，未作改动。\n")
