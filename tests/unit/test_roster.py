"""The roster, the regions and the other reference files."""

from pathlib import Path

import pytest

from flows.portals import load_portals
from flows.reference import ReferenceFileError
from flows.regions import ancestors, load_regions
from flows.roster import Context, Roster, load_roster, normal_name
from flows.settings import Settings

REGIONS = """region_code,name,name_en,level,kind,parent_code,host_region_code,valid_from,valid_to
990000,示例省,Shili,province,division,,,,
990100,示例市,Shili City,prefecture,division,990000,,,
990100Z01,示例高新区,Shili Zone,county,zone,990100,990100,,
"""
AGENCIES = """agency_id,name,short_names,former_names,region_code,level,kind,scope,reports_to,valid_from,valid_to,portal
gov,示例市人民政府,示例市,,990100,prefecture,government,consolidated,,,,www.shili.example
finance,示例市财政局,市财政局；财政局,示例市财税局,990100,prefecture,department,organ,gov,,,
old,示例市规划局,,,990100,prefecture,department,organ,gov,,2019-03-01,
new,示例市规划局,,,990100,prefecture,department,organ,gov,2019-03-02,,
zone-finance,示例高新区财政局,财政局,,990100Z01,county,department,organ,,,,
"""
PORTAL = """host = "www.shili.example"
name = "示例市人民政府"
kind = "static_list"
verified_on = 2025-01-02
scheme = "http"
delay_seconds = 0
served_from = "../site"
[[lists]]
url = "http://www.shili.example/nb/"
expect_min = 2
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "regions.csv").write_text(REGIONS, encoding="utf-8")
    (tmp_path / "agencies.csv").write_text(AGENCIES, encoding="utf-8-sig")
    (tmp_path / "portals").mkdir()
    (tmp_path / "site").mkdir()
    return Settings(data=tmp_path)


@pytest.fixture
def roster(settings: Settings) -> Roster:
    return load_roster(settings)


@pytest.mark.parametrize(
    ("printed", "year", "agency_id"),
    [
        ("示例市财政局", None, "finance"),
        ("示例市 财\u3000政局\n", 2020, "finance"),
        ("示例市财税局", 2015, "finance"),
        ("市财政局", None, "finance"),
        ("财政局", 2020, None),
        ("示例市规划局", None, None),
        ("示例市规划局", 2018, "old"),
        ("示例市规划局", 2020, "new"),
        ("示例市规划局", 2019, None),
        ("某某局", 2020, None),
    ],
)
def test_names_are_resolved_only_where_they_are_clear(roster: Roster, printed: str, year: int | None, agency_id: str | None) -> None:
    assert roster.resolve(printed, year) == agency_id


def test_agency_keys_follow_the_contract(roster: Roster) -> None:
    document = "ab" * 32
    assert roster.agency_key("示例市财政局", document, 2020) == "finance"
    unknown = roster.agency_key("某 某局", document, 2020)
    assert unknown == roster.agency_key("某某局", "cd" * 32, 2021)
    assert unknown.startswith("x-")
    assert len(unknown) == 18
    assert roster.agency_key(None, document, 2020) == roster.agency_key(" ", document, 2020) == f"d-{document}"


def test_a_portals_hint_counts_only_where_nothing_is_printed(roster: Roster) -> None:
    assert roster.agency_key(None, "ab", 2020, Context(hint="finance")) == "finance"
    assert roster.agency_key(None, "ab", 2020, Context(hint="nobody")) == "d-ab"
    assert roster.agency_key("某某局", "ab", 2020, Context(hint="finance")).startswith("x-")


def test_full_width_and_invisible_characters_are_folded() -> None:
    assert normal_name("示例市\u200b（城区）Ａ局\ufeff ") == "示例市(城区)A局"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("finance,示例", "gov,示例", "stands twice: gov"),
        ("990100Z01,county", "123456,county", "not in regions.csv: 123456"),
        ("organ,gov,,2019-03-01", "organ,finance,,2019-03-01", "no consolidated report"),
        ("department,organ,gov,2019-03-02", "bureau,organ,gov,2019-03-02", "kind"),
        (",2019-03-01,", ",2019-3-1,", "valid_to"),
        ("财政局,,990100Z01", "财政局,990100Z01", "as many fields"),
    ],
)
def test_a_wrong_row_is_refused_loudly(settings: Settings, old: str, new: str, message: str) -> None:
    assert old in AGENCIES
    (settings.data / "agencies.csv").write_text(AGENCIES.replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceFileError, match=message):
        load_roster(settings)


def test_regions_lead_up_to_their_province(settings: Settings) -> None:
    regions = {region.region_code: region for region in load_regions(settings)}
    assert ancestors(regions, "990100Z01") == ["990100Z01", "990100", "990000"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("990000,示例省,Shili,province,division,,", "990000,示例省,Shili,province,division,990100,", "lies in itself"),
        ("zone,990100,990100", "zone,990100,", "no host region"),
        ("zone,990100,990100", "zone,990100,111111", "not there: 111111"),
    ],
)
def test_wrong_regions_are_refused_loudly(settings: Settings, old: str, new: str, message: str) -> None:
    (settings.data / "regions.csv").write_text(REGIONS.replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceFileError, match=message):
        load_regions(settings)


def test_a_portal_is_read_and_its_folder_found(settings: Settings) -> None:
    (settings.data / "portals" / "www.shili.example.toml").write_text(PORTAL, encoding="utf-8")
    [portal] = load_portals(settings)
    assert portal.site == (settings.data / "site").resolve()
    assert portal.hosts == {"www.shili.example"}
    assert (portal.lists[0].expect_min, portal.concurrency) == (2, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"static_list"', '"guess"', "kind"),
        ("delay_seconds = 0", "delay = 0", "delay"),
        ("http://www.shili.example/nb/", "http://other.example/nb/", "does not stand on this portal"),
        ("www.shili.example", "www.shili.cn", "end in .example"),
        ('www.shili.example/nb/"', 'www.shili.example:81/nb/"', "does not stand on this portal"),
        ('served_from = "../site"', 'also_hosts = ["10.0.0.1"]', "no public address"),
        ('"../site"', '"../nowhere"', "not there"),
        ("kind =", "kind", "no TOML"),
        ("www.shili.example", "w2.shili.example", "is to be named"),
    ],
)
def test_a_wrong_portal_is_refused_loudly(settings: Settings, old: str, new: str, message: str) -> None:
    host = "www.shili.example" if "named" in message else PORTAL.replace(old, new).split('"')[1]
    (settings.data / "portals" / f"{host}.toml").write_text(PORTAL.replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceFileError, match=message):
        load_portals(settings)


def test_the_shipped_reference_files_are_sound(tmp_path: Path) -> None:
    shipped = Settings(data=tmp_path / "empty")
    roster = load_roster(shipped)
    assert roster.resolve("平潭综合实验区", 2019) == "350128Z01-administration"
    assert roster.resolve("文昌湖区招商局", 2020) == "370300Z01-investment"
    assert roster.resolve("淮安市洪泽区人民政府", 2023) == "320813-government"
    assert {portal.host for portal in load_portals(shipped)} >= {agency.portal for agency in roster.agencies if agency.portal}


def test_no_real_portal_ships_as_verified(tmp_path: Path) -> None:
    assert [portal.host for portal in load_portals(Settings(data=tmp_path / "empty")) if portal.verified_on is not None] == []
