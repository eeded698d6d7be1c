"""Every quirk seen in real reports has golden cases, every case says which quirk it holds, and what recipes make is what is kept."""

import json
import tomllib
from pathlib import Path

import pytest

from extractors.document import Document
from extractors.pipeline import read_document
from tests.bench.corpus import html
from tests.bench.corpus.quirks_tables import split
from tests.golden.recipes.__main__ import RECIPES, expected
from tests.golden.recipes.recipe import Recipe, parts, place, planned
from tests.golden.test_cases import FOLDERS, KNOWLEDGE, is_as_expected

QUIRKS = {
    f"{part}.{name}": quirk
    for part, quirks in tomllib.loads((Path(__file__).parent / "quirks.toml").read_text(encoding="utf-8")).items()
    for name, quirk in quirks.items()
}
LISTED = {case for quirk in QUIRKS.values() for case in quirk["cases"]}
TABLES = {"disclosure": 14, "requests": 28, "proceedings": 4}
"""The tables of edition 2021 and their rows."""


@pytest.mark.parametrize("name", QUIRKS)
def test_every_quirk_has_cases(name):
    cases = QUIRKS[name]["cases"]
    assert QUIRKS[name]["gist"]
    assert cases
    assert set(cases) <= {folder.name for folder in FOLDERS}


def test_every_case_is_listed():
    assert {folder.name for folder in FOLDERS} - LISTED == set()


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_tells_what_is_kept_beside_its_document(name):
    folder = next(folder for folder in FOLDERS if folder.name == name)
    (path,) = [p for p in folder.iterdir() if p.stem == "report"]
    kept = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert kept == expected(RECIPES[name], planned(RECIPES[name], path.name)), f"python -m tests.golden.recipes {name}"


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, rows in TABLES.items() for at in range(1, rows)])
def test_a_table_cut_before_any_row_is_read(name, at):
    recipe = Recipe(f"2021-html-{name}", "html", "trs")
    plan = planned(recipe, "report.html")
    spot, grid = place(plan.blocks, name)
    assert len(grid.rows) == TABLES[name]
    plan.blocks[spot : spot + 1] = parts(split(grid, at, "repeat" if at % 2 else ""))
    (report,) = read_document(Document(html.page(plan), "report.html"), KNOWLEDGE)
    is_as_expected(report, expected(recipe, plan))
