"""Double entry: two engines' readings compared figure by figure, differences settled by the form's arithmetic or left open."""

from dataclasses import replace
from itertools import product

from extractors import issues as say
from extractors.extraction import Extraction
from extractors.forms import Relation
from extractors.records import Figure, Key
from extractors.relations import check

_MOST = 12
"""Differences looked at together; more than so many are not settled by arithmetic."""
_OF_ROWS = frozenset(("row_unreadable", "row_missing", "columns_unknown", "cell_missing", "split_ambiguous"))


def reconcile(first: Extraction, second: Extraction, relations: tuple[Relation, ...]) -> Extraction:
    """One extraction from two. The first engine's structure stands; a table only the second found is taken from it."""
    merged = Extraction(first.engine, dict(first.figures), dict(first.editions), list(first.issues), list(first.gaps))
    merged.inferred = first.inferred | second.inferred
    _adopt_tables(merged, first, second)
    open_keys: dict[Key, tuple[Figure, Figure]] = {}
    for key, one in first.figures.items():
        other = second.figures.get(key)
        if other is None:
            continue
        if _same(one, other):
            merged.figures[key] = replace(one, engines=(*one.engines, *other.engines), agreement="agreed")
        elif _differ(one, other):
            open_keys[key] = (one, other)
    _settle(merged, open_keys, relations)
    _forget_settled(merged)
    return merged


def vote(merged: Extraction, one: Extraction, third: Extraction) -> None:
    """Settle what two engines read differently where a third reads it as the one of them does that it is no kin of."""
    for key, figure in merged.figures.items():
        voice = third.figures.get(key)
        if voice is None or figure.agreement != "disagreed" or figure.state != "unreadable":
            continue
        agreeing = one.figures.get(key)
        if agreeing is not None and _same(agreeing, voice):
            merged.figures[key] = replace(agreeing, engines=(*agreeing.engines, *voice.engines), agreement="disagreed")
            merged.issues[:] = [i for i in merged.issues if (i.item, i.measure) != key]
    _forget_settled(merged)


def _adopt_tables(merged: Extraction, first: Extraction, second: Extraction) -> None:
    for table, edition in second.editions.items():
        if table in first.editions:
            continue
        merged.editions[table] = edition
        merged.figures.update({key: figure for key, figure in second.figures.items() if key[0].startswith(table)})
        merged.issues += [issue for issue in second.issues if issue.item and issue.item.startswith(table)]
        merged.gaps += [item for item in second.gaps if item.startswith(table)]


def _forget_settled(merged: Extraction) -> None:
    """Drop what one engine said of a row that was read after all, by the other."""
    items = {f.item for f in merged.figures.values()}
    read = items - {f.item for f in merged.figures.values() if f.state in ("unreadable", "absent")}
    merged.issues[:] = [i for i in merged.issues if i.code not in _OF_ROWS or i.item not in read]


def _same(one: Figure, other: Figure) -> bool:
    return one.state != "unreadable" and (one.state, one.value, one.unit) == (other.state, other.value, other.unit)


def _differ(one: Figure, other: Figure) -> bool:
    """An engine that has no such cell says nothing; one that could not read it objects only to a value it does not hold possible."""
    if other.state == "absent":
        return False
    if one.state in ("unreadable", "absent"):
        return other.state not in ("unreadable", "absent")
    if other.state == "unreadable":
        return bool(other.candidates) and other.how == "read" and str(one.value) not in other.candidates
    return True


def _settle(merged: Extraction, differing: dict[Key, tuple[Figure, Figure]], relations: tuple[Relation, ...]) -> None:
    touching = [r for r in relations if any(t.key in differing for t in r.terms)]
    fitting = _fitting(merged, differing, touching) if len(differing) <= _MOST else []
    for index, (key, pair) in enumerate(differing.items()):
        choices = {choice[index] for choice in fitting}
        tested = any(t.key == key for r in touching for t in r.terms)
        if len(choices) == 1 and tested and pair[choice := choices.pop()].state != "unreadable":
            merged.figures[key] = replace(pair[choice], agreement="disagreed")
            merged.issues[:] = [i for i in merged.issues if (i.item, i.measure) != key]
        else:
            _leave_open(merged, key, pair)


def _fitting(merged: Extraction, differing: dict[Key, tuple[Figure, Figure]], touching: list[Relation]) -> list[tuple[int, ...]]:
    """The choices of one reading a cell with which every relation that touches a differing cell holds."""
    fitting = []
    for choice in product((0, 1), repeat=len(differing)):
        trial = merged.figures | {key: pair[c] for c, (key, pair) in zip(choice, differing.items(), strict=True)}
        if touching and all(check(relation, trial).outcome == "holds" for relation in touching):
            fitting.append(choice)
    return fitting


def _leave_open(merged: Extraction, key: Key, pair: tuple[Figure, Figure]) -> None:
    candidates = tuple(dict.fromkeys(c for figure in pair for c in (*figure.candidates, _shown(figure)) if c))
    figure = replace(
        pair[0], value=None, state="unreadable", agreement="disagreed", candidates=candidates, engines=(*pair[0].engines, *pair[1].engines)
    )
    merged.figures[key] = figure
    named = (key, (key[0], None))
    if not any((i.item, i.measure) in named and i.severity == "error" for i in merged.issues):
        merged.issues.append(say.about_cell("engines_disagree", figure))


def _shown(figure: Figure) -> str:
    return f"{figure.value:f}" if figure.value is not None else ("" if figure.state == "unreadable" else figure.state)
