"""``python -m tests.golden.recipes [CASE ...]``: write the cases that recipes make, documents and what must be read from them."""

import argparse
import json
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.bench.corpus import chromium, office
from tests.bench.corpus.make import SUFFIX, Work, write_one
from tests.bench.corpus.model import Plan, Report
from tests.bench.corpus.truth import truth
from tests.golden.recipes import form, identity, labels, look, source, values
from tests.golden.recipes.recipe import Recipe, Told, planned

HERE = Path(__file__).resolve().parents[1]
RECIPES = {recipe.name: recipe for part in (labels, form, values, source, identity, look) for recipe in part.RECIPES}


def make(recipe: Recipe, into: Path) -> None:
    """Write one case into a folder of its name."""
    folder = into / recipe.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    plan = planned(recipe, f"report.{SUFFIX.get(recipe.format, recipe.format)}")
    with tempfile.TemporaryDirectory(prefix="golden-") as scratch:
        work = Work(folder, Path(scratch))
        write_one(plan, work)
        for kind, jobs in work.office.items():
            office.convert(jobs, kind)
        chromium.write(work.prints)
    target = folder / plan.path
    if recipe.content:
        target.write_bytes(recipe.content(plan, target.read_bytes()))
    text = json.dumps(expected(recipe, plan), ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def expected(recipe: Recipe, plan: Plan) -> dict[str, Any]:
    """What must be read from a document, from what it was made of."""
    first, *more = [_expected(recipe, plan, number) for number in range(len(plan.reports))]
    first |= {"url": recipe.url} if recipe.url else {}
    first |= {"claims": sorted(_told(recipe.claims, plan.reports[0]))} if recipe.claims else {}
    return {**first, **recipe.expected, **({"more": more} if more else {})}


def _expected(recipe: Recipe, plan: Plan, number: int) -> dict[str, Any]:
    """One report of the document; what a recipe says of issues it says of the first."""
    true, report = truth(plan)["reports"][number], plan.reports[number]
    told = _told(recipe.issues, report) if number == 0 else []
    return {
        **{name: true[name] for name in ("title", "agency", "year", "published_on", "editions")},
        "status": recipe.status if number == 0 else "ok",
        "issues": sorted({issue.split()[0] for issue in told}),
        "about": sorted(told),
        "figures": {key: _figure(figure) for key, figure in true["figures"].items() if figure["state"] != "absent"},
    }


def _told(told: Told, report: Report) -> list[str]:
    return list(told) if isinstance(told, tuple) else told(report)


def _figure(figure: dict[str, Any]) -> object:
    if figure["state"] != "reported":
        return {"state": figure["state"]}
    value = f"{Decimal(figure['value']).normalize():f}"
    return {"value": value, "unit": figure["unit"]} if figure["unit"] else value


def main() -> None:
    """Write the cases named, or all."""
    parser = argparse.ArgumentParser(prog="tests.golden.recipes", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="folders to write, by default all of them")
    parser.add_argument("--into", type=Path, default=HERE)
    options = parser.parse_args()
    for name in options.cases or RECIPES:
        make(RECIPES[name], options.into)
        print(name)


if __name__ == "__main__":
    main()
