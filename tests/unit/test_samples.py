"""The sample region: made again byte for byte, sound but for its documented faults, and shaped as a portal's files are."""

import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.forms import Edition, load_forms
from extractors.listings.static_list import StaticList
from extractors.records import Key

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples"
REGION = SAMPLES / "shili"
CITY, COUNTY = "sample-shili-city", "sample-shili-county"
YEARS = range(2020, 2026)
FORMS = load_forms(ROOT / "data" / "forms")
APPLICANTS = FORMS.editions["2021"].tables["requests"].measures

Figures = dict[Key, Decimal | None]


@pytest.fixture(scope="module")
def remade() -> dict[str, bytes]:
    sys.path.insert(0, str(SAMPLES))
    try:
        import make

        made: Callable[[], dict[str, bytes]] = make.sample_files
        return made()
    finally:
        sys.path.remove(str(SAMPLES))


@cache
def report(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((REGION / "figures" / f"{name}.json").read_text(encoding="utf-8"))
    return data


@cache
def names() -> list[str]:
    return sorted(path.stem for path in (REGION / "figures").glob("*.json"))


def figures(name: str) -> Figures:
    values = report(name)["figures"]
    return {(k.split("|")[0], k.split("|")[1]): None if v is None else Decimal(v) for k, v in values.items()}


@cache
def counted(name: str) -> dict[Key, Decimal]:
    """Blank and slash as 0, as the form's relations count them."""
    return {key: value or Decimal(0) for key, value in figures(name).items()}


def editions_of(name: str) -> list[tuple[str, Edition]]:
    return [(table, FORMS.editions[edition]) for table, edition in report(name)["editions"].items()]


def roster() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((REGION / "agencies.csv").read_text(encoding="utf-8"))))


def test_made_again_the_files_are_the_same(remade: dict[str, bytes]) -> None:
    committed = {p.relative_to(REGION).as_posix() for p in REGION.rglob("*") if p.is_file()} - {"plan.toml"}
    assert committed == set(remade)
    different = [name for name, content in remade.items() if content != (REGION / name).read_bytes()]
    assert different == []


def test_figures_have_exactly_the_cells_of_their_form() -> None:
    for name in names():
        expected = [key for table, edition in editions_of(name) for key in edition.tables[table].addresses()]
        assert list(figures(name)) == expected, name


def test_only_the_documented_total_breaks_a_relation() -> None:
    broken = []
    for name in names():
        values = counted(name)
        for table, edition in editions_of(name):
            for relation in edition.tables[table].relations:
                if sum(term.coefficient * values[term.key] for term in relation.terms):
                    broken.append((name, relation.total))
    assert broken == [("sample-shili-police-2025", ("proceedings.reconsideration", "total"))]


def test_only_the_documented_carry_over_breaks() -> None:
    broken = []
    for agency in (row["agency_id"] for row in roster()):
        for year in YEARS:
            before, after = f"{agency}-{year}", f"{agency}-{year + 1}"
            if {before, after} <= set(names()):
                left, taken = counted(before), counted(after)
                broken += [(after, m) for m in APPLICANTS if left["requests.carried_out", m] != taken["requests.carried_in", m]]
    assert broken == [("sample-shili-education-2025", "natural_person"), ("sample-shili-education-2025", "total")]


def test_documents_in_force_follow_from_year_to_year() -> None:
    for agency in (row["agency_id"] for row in roster()):
        for year in range(2021, 2025):
            if {f"{agency}-{year}", f"{agency}-{year + 1}"} <= set(names()):
                before, after = counted(f"{agency}-{year}"), counted(f"{agency}-{year + 1}")
                for item in ("disclosure.rules", "disclosure.normative_documents"):
                    assert after[item, "in_force"] == before[item, "in_force"] + after[item, "issued"] - after[item, "repealed"], (
                        agency,
                        year,
                    )


@pytest.mark.parametrize("government", [CITY, COUNTY])
def test_the_government_is_the_sum_of_its_members_but_in_the_documented_year(government: str) -> None:
    members = [row["agency_id"] for row in roster() if row["reports_to"] == government]
    differences = {}
    for year in YEARS:
        for key, value in counted(f"{government}-{year}").items():
            printed = [counted(f"{m}-{year}").get(key, Decimal(0)) for m in members if f"{m}-{year}" in names()]
            if value != sum(printed):
                differences[year, *key] = value - sum(printed)
    expected = {
        (2025, "disclosure.licenses", "decisions"): 120,
        (2025, "requests.received", "natural_person"): 1,
        (2025, "requests.received", "total"): 1,
        (2025, "requests.carried_in", "natural_person"): -1,
        (2025, "requests.carried_in", "total"): -1,
        (2025, "proceedings.reconsideration", "total"): 1,
    }
    assert differences == (expected if government == CITY else {})


def test_one_organ_is_late_one_absent_one_corrected() -> None:
    kinds = {row["agency_id"]: row["kind"] for row in roster()}
    late = [n for n in names() if report(n)["published_on"][5:] > ("03-31" if kinds[report(n)["agency_id"]] == "government" else "01-31")]
    absent = [f"{agency}-{year}" for agency in kinds for year in YEARS if f"{agency}-{year}" not in names()]
    assert late == ["sample-shili-water-2025"]
    assert absent == ["sample-shili-transport-2024"]
    first, second = report("sample-shili-finance-2024-original"), report("sample-shili-finance-2024")
    assert first["published_on"] < second["published_on"]
    assert first["document"] != second["document"]
    changed = {key for key in first["figures"] if first["figures"][key] != second["figures"][key]}
    assert changed == {"disclosure.penalties|decisions"}


def test_blanks_and_slashes_are_no_numbers() -> None:
    blank, slash = report("sample-shili-hitech-2023"), report("sample-shili-water-2022")
    assert set(blank["printed"].values()) == {""}
    assert set(slash["printed"].values()) == {"/"}
    for data in (blank, slash):
        assert {key for key, value in data["figures"].items() if value is None} == set(data["printed"])


def test_units_in_cells_stand_beside_the_converted_value() -> None:
    key = "disclosure.administrative_charges|amount"
    for name, unit, factor in (("sample-shili-finance-2023", "万元", 1), ("sample-shili-education-2022", "元", 10000)):
        data = report(name)
        assert re.fullmatch(rf"[\d.]+{unit}", data["printed"][key])
        assert Decimal(data["printed"][key].removesuffix(unit)) == Decimal(data["figures"][key]) * factor


def test_every_document_is_listed_once_and_strangers_are_beside_them() -> None:
    links: Counter[str] = Counter()
    for start in ("zwgk/zfxxgk/zfxxgknb/index.html", "zwgk/zfxxgk/zfxxgknb/slx/index.html"):
        first = f"http://www.shili.example/{start}"
        pages = {first}
        waiting = [first]
        while waiting:
            url = waiting.pop()
            path = REGION / "site" / url.removeprefix("http://www.shili.example/")
            listing = StaticList(url=first).read(path.read_text(encoding="utf-8"), url, url)
            links.update(link.url.removeprefix("http://www.shili.example/") for link in listing.links)
            dates = [link.date for link in listing.links if link.date]
            assert len(dates) == len(listing.links)
            assert dates == sorted(dates, reverse=True)
            waiting += [page for page in listing.next_pages if page not in pages]
            pages |= set(listing.next_pages)
    documents = {report(name)["document"] for name in names()}
    assert len(documents) == len(names()) == 66
    assert {url: count for url, count in links.items() if url in documents} == dict.fromkeys(documents, 1)
    assert set(links) - documents == {"zwgk/202512/t20251218_2001.html", "zwgk/202503/t20250314_2002.html"}


def test_documents_are_what_their_names_say() -> None:
    for name in names():
        path = REGION / "site" / report(name)["document"]
        content = path.read_bytes()
        if path.suffix == ".html":
            text = content.decode("gb18030" if b"charset=gb2312" in content else "utf-8")
            assert f"{report(name)['year']}年政府信息公开工作年度报告" in text
            assert report(name)["agency"] in text
        elif path.suffix == ".docx":
            assert "word/document.xml" in zipfile.ZipFile(path).namelist()
        else:
            assert content.startswith(b"%PDF-")


def test_all_formats_and_both_editions_are_there_and_small() -> None:
    suffixes = Counter(Path(report(name)["document"]).suffix for name in names())
    assert all(suffixes[suffix] >= 8 for suffix in (".html", ".pdf", ".docx"))
    editions = Counter(edition for name in names() for edition in report(name)["editions"].values())
    assert set(editions) == {"2019", "2021"}
    assert report("sample-shili-hitech-2021")["editions"] == {"disclosure": "2021", "requests": "2019", "proceedings": "2021"}
    assert sum(path.stat().st_size for path in REGION.rglob("*") if path.is_file()) < 2_000_000


def test_only_invented_names() -> None:
    assert all(row["name"].startswith("示例") and row["agency_id"].startswith("sample-") for row in roster())
    assert all(short.startswith("示例") for row in roster() for short in row["short_names"].split("；") if short)
