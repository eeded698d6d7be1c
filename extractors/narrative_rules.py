"""Reads how figures are said in prose from ``data/forms/narrative.toml``."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from extractors.forms import Forms
from extractors.labels import unnumbered
from extractors.lines import fold
from extractors.narrative_words import FOLLOWS, Absence, Included, Narrative, Phrases, Results, Rule, Said, When

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


def load_narrative(folder: Path, forms: Forms) -> Narrative:
    """Read ``narrative.toml`` of ``folder``. Raises ``ValueError`` where it is malformed or names figures that the form does not have."""
    path = folder / "narrative.toml"
    try:
        return _narrative(tomllib.loads(path.read_text(encoding="utf-8")), forms)
    except (KeyError, TypeError, tomllib.TOMLDecodeError, re.error) as error:
        raise ValueError(f"{path.name}: not a list of ways to say figures: {error!r}") from error


def _narrative(data: dict[str, Any], forms: Forms) -> Narrative:
    words: dict[str, str] = data["words"]
    entries = [*data["figure"], *_reasons(data["reasons"], forms), *_results(data["results"])]
    by_name: dict[str, dict[Said, None]] = {}
    for entry in entries:
        by_name.setdefault(entry["as"], {})[_said(entry, forms)] = None
    units = data["units"]
    included = data["included"]
    own = {key: _longest_first(value) for key, value in data["own"].items() if isinstance(value, list)}
    return Narrative(
        phrases=_phrases(entries, words, forms),
        results=_worded(entries, words, forms),
        absences=tuple(Absence(_compiled(entry["pattern"], words), entry.get("topic")) for entry in data["absence"]),
        absent=re.compile(data["absences"]["holds"]),
        by_name={name: tuple(said) for name, said in by_name.items()},
        number=_number((*units["count"], *units["other"], *units["money"])),
        count_units=frozenset(units["count"]),
        money={unit: Decimal(factor) for unit, factor in units["money"].items()},
        own=own,
        parts=re.compile(data["own"]["parts"]),
        whole=re.compile(data["own"]["whole"]),
        hearing=re.compile(data["own"]["hearing"]),
        channels=re.compile(data["own"]["channels"]),
        through=re.compile(data["own"]["through"]),
        topics=_topics(data["topics"], entries),
        signs=re.compile(data["signs"]["requests"]),
        unread=re.compile(data["unread"]["words"]),
        wider=re.compile(data["signs"]["wider"]),
        silence={name: re.compile(data["silence"][name]) for name in ("sentence", "onward", "clause", "attributes")},
        comparing=tuple(data["silence"]["comparing"]),
        none=_compiled("{none}", words),
        included=Included(included["figure"], included["with"], *(re.compile(included[key]) for key in ("said", "doubted", "after"))),
    )


def _compiled(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    while _PLACEHOLDER.search(pattern):
        pattern = _PLACEHOLDER.sub(lambda found: words[found[1]], pattern)
    return re.compile(pattern)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words}, key=lambda word: (-len(word), word)))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in _longest_first(words))


def _number(units: Iterable[str]) -> re.Pattern[str]:
    arabic = r"(?<![\d.])(?<!\d,)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    chinese = "(?<![〇○零一二两三四五六七八九十百千万第])[〇○零一二两三四五六七八九十百千]+"
    unit = rf"(?P<unit>{_alternatives(units)})(?![/次套诉草])"
    return re.compile(rf"(?P<number>{arabic}|{chinese}){unit}|(?<=为)(?P<none>[0零])(?=$|[,;。)、])")


def _topics(topics: Mapping[str, list[str]], entries: Iterable[Mapping[str, Any]]) -> re.Pattern[str]:
    # The wordings of results come first: 信访举报投诉类申请 is a result of a request and no new topic.
    results = _longest_first(word for entry in entries for word in entry.get("words", ()) if len(word) > 2)
    groups = "|".join(f"(?P<{name}>{_alternatives(words)})" for name, words in topics.items())
    firsts = "".join(sorted({word[0] for word in (*results, *(word for words in topics.values() for word in words))}))
    # Knowing the first characters, the search passes over all others at once.
    return re.compile(f"(?=[{re.escape(firsts)}])(?:(?:{'|'.join(re.escape(word) for word in results)})|{groups})")


def _rules(entry: Mapping[str, Any], words: Mapping[str, str], forms: Forms) -> Iterator[Rule]:
    said = _said(entry, forms)
    topic, when = entry.get("topic"), _when(entry)
    always = None if topic == "requests" else topic

    def rule(before: str, behind: str | None, about: str | None, is_list: bool = False) -> Rule:
        begins = FOLLOWS if behind is None else _compiled(behind, words)
        return Rule(said, _compiled(before, words), begins, about, when, is_list)

    yield from (rule(before, None, always) for before in entry.get("before", ()))
    yield from (rule(before, behind, always, before == "{lead}") for before, behind in entry.get("around", ()))
    yield from (rule(before, None, topic) for before in entry.get("bare", ()))
    yield from (rule(before, behind, topic, before == "{lead}") for before, behind in entry.get("bare_around", ()))


def _phrases(entries: Iterable[Mapping[str, Any]], words: Mapping[str, str], forms: Forms) -> Phrases:
    rules: list[Rule] = []
    places: dict[str, tuple[int, ...]] = {}
    for entry in entries:
        if "holds" in entry:
            first = len(rules)
            rules += _rules(entry, words, forms)
            for word in entry["holds"]:
                places[word] = (*places.get(word, ()), *range(first, len(rules)))
    return Phrases(re.compile(_alternatives(places)), places, tuple(rules))


def _worded(entries: Iterable[Mapping[str, Any]], words: Mapping[str, str], forms: Forms) -> Results:
    rules: dict[str, list[Rule]] = {}
    for entry in entries:
        for word in entry.get("words", ()):
            never = re.compile("(?!)")
            rule = Rule(_said(entry, forms), never, never, entry.get("topic"), _when(entry), False)
            rules.setdefault(fold(word), []).append(rule)
    word = f"(?P<word>{_alternatives(rules)})"
    before = _compiled(f"{{fill}}{word}{{tail}}", words)
    behind = _compiled(f"{{copula}}{word}{{after}}{{edge}}", words)
    return Results(before, _compiled("{lead}", words), behind, {word: tuple(found) for word, found in rules.items()})


def _when(entry: Mapping[str, Any]) -> When:
    under, not_under, after, units = (frozenset(entry.get(key, ())) for key in ("under", "not_under", "after", "units"))
    beside, unless = (re.compile(entry[key]) if key in entry else None for key in ("beside", "unless"))
    return When(under, not_under, after, beside, unless, entry.get("zero", False), entry.get("doubtful", False), units)


def _said(entry: Mapping[str, Any], forms: Forms) -> Said:
    edition = entry.get("edition")
    table = entry["items"][0].split(".")[0]
    known = [t for t in forms.tables(table) if edition in (None, t.edition)]
    rows = [row for t in known for row in t.rows if entry["measure"] in row.measures]
    items = tuple(dict.fromkeys(row.item for pattern in entry["items"] for row in rows if fnmatchcase(row.item, pattern)))
    if not items:
        raise KeyError(f"{entry['items']} {entry['measure']}: no such figure in edition {edition or 'any'}")
    return Said(entry["as"], items, entry["measure"], table, edition, entry.get("unit"))


def _reasons(data: Mapping[str, Any], forms: Forms) -> Iterator[dict[str, Any]]:
    """The rows of the groups of results, known by their own labels and what is given besides."""
    labels: dict[str, list[str]] = {}
    for table in forms.tables("requests"):
        for row in table.rows:
            if row.item.startswith(tuple(data["groups"])) and row.item not in data["left_out"]:
                wordings = [unnumbered(label) for label in (row.label, *row.variants)]
                labels.setdefault(row.item, []).extend([*wordings, *data["words"].get(row.item, ())])
    for item, words in labels.items():
        yield {"as": item, "items": [item], "measure": "total", "topic": "requests", "words": list(dict.fromkeys(words))}


def _results(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A result of proceedings takes its items from the figure named before; here they stand for all."""
    said = {"items": ["proceedings.*"], "under": data["under"]}
    for measure, words in data["words"].items():
        yield {"as": f"result_{measure}", "measure": measure, "words": words, **said}
    for measure, words in data["listed"].items():
        yield {"as": f"result_{measure}", "measure": measure, "words": words, "after": [f"result_{m}" for m in data["words"]], **said}
