"""The words of an invented report: the six sections, from the sentences in ``prose.toml`` and the figures of the report's own tables."""

import random
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from plan import Organ

from extractors.records import Key


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of the sections that are words; sections two to four are the tables."""

    preamble: list[str]
    situation: list[tuple[str, str]]
    problems: list[str]
    closing: list[str]


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "prose.toml").read_text(encoding="utf-8"))


def write(organ: Organ, year: int, figures: dict[Key, Decimal], seed: str) -> Prose:
    """The words for a report; the same organ, year and figures always give the same words."""
    draw = random.Random(f"{seed}|prose|{organ.agency_id}|{year}")  # noqa: S311  (invented words, no secret)
    words = {**_words(organ, year, draw), **_counts(figures)}
    sentences = _sentences()
    situation = [(part["heading"], draw.choice(part["sentences"]).format(**words)) for part in sentences["situations"]]
    problem = draw.choice(sentences["problems"])
    return Prose(
        preamble=[draw.choice(sentences["preamble"]).format(**words), sentences["invented"]],
        situation=situation,
        problems=[problem["problem"].format(**words), problem["remedy"].format(**words)],
        closing=[draw.choice(sentences["closing"]["sentences"]).format(**words)],
    )


def _words(organ: Organ, year: int, draw: random.Random) -> dict[str, str | int]:
    works = draw.sample(organ.works, 3)
    ranges = {"posts": (90, 900), "visits": (3, 60), "trainings": (1, 5), "proposals": (2, 25)}
    numbers = {name: draw.randint(*bounds) for name, bounds in ranges.items()}
    names = {f"work{index}": work for index, work in enumerate(works, start=1)}
    return {"name": organ.printed_name(year), "year": year, "next_year": year + 1, **names, **numbers}


def _counts(figures: dict[Key, Decimal]) -> dict[str, str]:
    return {row: str(figures[f"requests.{row}", "total"]) for row in ("received", "carried_in", "concluded", "carried_out")}
