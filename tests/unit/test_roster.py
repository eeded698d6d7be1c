"""The roster, the regions and the other reference files."""

import time
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


PLACES = """region_code,name,name_en,level,kind,parent_code,host_region_code,valid_from,valid_to
990000,示例省,,province,division,,,,
990100,示例市,,prefecture,division,990000,,,
990102,鼓楼区,,county,division,990100,,,
990103,示例区,,county,division,990100,,,
990200,别市,,prefecture,division,990000,,,
990202,鼓楼区,,county,division,990200,,,
"""
ORGANS = """agency_id,name,short_names,former_names,region_code,level,kind,scope,reports_to,valid_from,valid_to,portal
gov,示例区人民政府,,示例县人民政府,990103,county,government,consolidated,,,,one.example
office,示例区人民政府办公室,,,990103,county,government_office,government_office,gov,,,one.example
water,示例区水利局,水利局,,990103,county,department,organ,gov,,,one.example
people,示例区人力资源和社会保障局,,,990103,county,department,organ,gov,,,one.example
drum,示例市鼓楼区财政局,鼓楼区财政局,,990102,county,department,organ,,,,two.example
province-water,示例省水利厅,,,990000,province,department,organ,,,,three.example
"""


@pytest.fixture
def places(tmp_path: Path) -> Roster:
    """Organs of places, some of whose names others carry too."""
    (tmp_path / "regions.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "agencies.csv").write_text(ORGANS, encoding="utf-8")
    return load_roster(Settings(data=tmp_path))


@pytest.mark.parametrize(
    ("printed", "portal", "agency_id"),
    [
        ("示例市示例区水利局", None, "water"),
        ("示例省示例市示例区水利局", None, "water"),
        ("示例区人社局", None, "people"),
        ("示例市示例区人社局", "nine.example", "people"),
        ("示例区政府办公室", None, "office"),
        ("示例区", None, "gov"),
        ("示例市示例区", None, "gov"),
        ("示例县政府", None, "gov"),
        ("示例区水务局", None, None),
        # A name that does not say where its organ is, on the organ's own host and on another one.
        ("水利局", None, "water"),
        ("水利局", "one.example", "water"),
        ("水利局", "two.example", None),
        ("鼓楼区财政局", "two.example", "drum"),
        ("鼓楼区财政局", "one.example", None),
        ("示例市鼓楼区财政局", "one.example", "drum"),
        ("别市鼓楼区财政局", "two.example", None),
        ("鼓楼区", None, None),
    ],
)
def test_names_follow_from_the_region_and_from_usage(places: Roster, printed: str, portal: str | None, agency_id: str | None) -> None:
    assert places.resolve(printed, 2023, Context(portal=portal)) == agency_id


@pytest.mark.parametrize(
    ("printed", "context", "found"),
    [
        (None, Context(declared=("示例区水利局", "示例区人民政府")), ("water", "meta")),
        (None, Context(declared=("示例区人民政府",)), (None, "none")),
        (None, Context(declared=("示例区水利局", "示例区人社局")), (None, "none")),
        (None, Context(hint="people", declared=("示例区水利局",)), ("people", "listing")),
        ("示例区人社局", Context(hint="water", declared=("示例区水利局",)), ("people", "printed")),
        ("力资源和社会保障局", Context(hint="people"), ("people", "printed")),
        ("体育局", Context(hint="people"), (None, "printed")),
    ],
)
def test_the_page_s_data_and_the_list_help_where_the_print_is_silent(
    places: Roster, printed: str | None, context: Context, found: tuple[str | None, str]
) -> None:
    assert places.identify(printed, 2023, context) == found


def test_organs_of_one_short_name_are_told_apart_by_the_page_s_data(roster: Roster) -> None:
    assert roster.resolve("财政局", 2020) is None
    assert roster.resolve("财政局", 2020, Context(declared=("示例高新区财政局",))) == "zone-finance"
    assert roster.resolve("财政局", 2020, Context(hint="finance")) == "finance"


def test_a_roster_and_regions_of_the_whole_country_load_quickly(tmp_path: Path) -> None:
    shipped = Settings(data=tmp_path / "empty")
    codes = [region.region_code for region in load_regions(shipped) if region.level == "county"][:2500]
    rows = [f"a{n}-{m},机关{n}之{m}局,局{m},,{code},county,department,organ,,,," for n, code in enumerate(codes) for m in range(4)]
    (tmp_path / "agencies.csv").write_text("\n".join([ORGANS.splitlines()[0], *rows]), encoding="utf-8")
    begin = time.process_time()
    roster = load_roster(Settings(data=tmp_path))
    assert roster.resolve("机关7之2局") == "a7-2"
    assert roster.resolve("局2") is None
    assert time.process_time() - begin < 5


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


def test_merged_and_renamed_regions_keep_their_years(tmp_path: Path) -> None:
    regions = {region.region_code: region for region in load_regions(Settings(data=tmp_path / "empty"))}
    assert len([region for region in regions.values() if region.valid_to is None]) > 3200
    assert (regions["320829"].name, str(regions["320829"].valid_to)) == ("洪泽县", "2015-12-31")
    assert (regions["320813"].name, str(regions["320813"].valid_from)) == ("洪泽区", "2016-01-01")
    assert (str(regions["220381"].valid_to), regions["220184"].parent_code) == ("2019-12-31", "220100")
    assert (str(regions["330104"].valid_to), regions["420600"].former_names) == ("2020-12-31", ("襄樊市",))
    assert {region.level for region in regions.values()} == {"country", "province", "prefecture", "county", "township"}


def test_the_shipped_reference_files_are_sound(tmp_path: Path) -> None:
    shipped = Settings(data=tmp_path / "empty")
    roster = load_roster(shipped)
    assert roster.resolve("平潭综合实验区", 2019) == "350128Z01-administration"
    assert roster.resolve("文昌湖区招商局", 2020) == "370300Z01-investment"
    assert roster.resolve("淮安市洪泽区人民政府", 2023) == "320813-government"
    assert {portal.host for portal in load_portals(shipped)} >= {agency.portal for agency in roster.agencies if agency.portal}


def test_no_real_portal_ships_as_verified(tmp_path: Path) -> None:
    assert [portal.host for portal in load_portals(Settings(data=tmp_path / "empty")) if portal.verified_on is not None] == []
