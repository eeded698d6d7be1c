"""The form as an error-correcting code: cells that a recogniser is not sure of, mended, confirmed or left open by the form's arithmetic.

A misread cell breaks the relations it stands in. A set of changes among the recogniser's own candidates is taken where it restores every
relation it touches, no other set as small does, and no other combination of candidates at all satisfies the same relations. A cell that
is not sure stands only if such a relation confirms it; else it is left ``unreadable``, with its candidates.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractors import issues as say
from extractors.constraints import Changes, Equation, Number, OutOfBudget, System
from extractors.forms import Relation
from extractors.records import Alternative, Figure, Issue, Key
from extractors.relations import check

Alternatives = Mapping[Key, tuple[Alternative, ...]]

_EMPTY = ("blank", "marked_empty")
_READABLE = ("reported", *_EMPTY)


@dataclass(frozen=True, slots=True)
class Trust:
    """Confidences of a recogniser: a reading from ``sure`` on needs no confirmation; a change is made only to what is ``plausible``.

    A sure reading without a plausible alternative is never changed: what it breaks, the source has printed so.
    """

    sure: float = 0.95
    plausible: float = 0.05


@dataclass(slots=True)
class Repair:
    """What became of a report's figures: all of them, changed or not, the addresses of those mended, confirmed and given up, issues."""

    figures: dict[Key, Figure]
    repaired: list[Key] = field(default_factory=list)
    confirmed: list[Key] = field(default_factory=list)
    unreadable: list[Key] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A cell that may mean something else: its candidates, the one it was read as (None where it was unreadable), whether it must be
    confirmed, and the one that stands."""

    candidates: tuple[Alternative, ...]
    read: int | None
    doubtful: bool
    now: int = 0


def repair(relations: Iterable[Relation], figures: Mapping[Key, Figure], alternatives: Alternatives, trust: Trust | None = None) -> Repair:
    """Mend, confirm or give up the figures that have alternatives.

    ``alternatives`` holds, for cells that were recognised or read differently by two engines, all ways to read them, the one that stands
    in ``figures`` included. Figures not in it are taken as certain. The figures given are left as they are.
    """
    trust = trust or Trust()
    opened = _opened(figures, alternatives, trust)
    trial = dict(figures) | {key: _as(figures[key], cell, cell.now) for key, cell in opened.items()}
    usable = [r for r in relations if _usable(r, trial, opened)]
    system = _system(usable, trial, opened)
    accepted = _mend(system, opened, trust)
    for key, option in (change for changes in accepted for change in changes):
        opened[key].now = option
        trial[key] = _as(figures[key], opened[key], option)
    lost = _unconfirmed(usable, system, trial, opened, accepted)
    result = _result(figures, trial, opened, lost)
    result.issues += _unsettled(usable, system, trial, lost)
    return result


def _opened(figures: Mapping[Key, Figure], alternatives: Alternatives, trust: Trust) -> dict[Key, _Open]:
    cells = {key: _open(figures[key], found, trust) for key, found in alternatives.items() if key in figures and found}
    return {key: cell for key, cell in cells.items() if cell is not None}


def _open(figure: Figure, found: tuple[Alternative, ...], trust: Trust) -> _Open | None:
    """The cell's distinct candidates, the likeliest first; None where its reading is sure or nothing can be made of it."""
    best: dict[tuple[str, Decimal | None], Alternative] = {}
    for one in sorted(found, key=lambda a: -a.confidence):
        if one.state in _READABLE:
            best.setdefault((one.state, one.value), one)
    if figure.state not in _READABLE:
        candidates = tuple(best.values()) if figure.state == "unreadable" else ()
        return _Open(candidates, None, True) if candidates else None
    own = (figure.state, figure.value)
    reading = best.pop(own, Alternative(figure.value, figure.state, figure.raw or "", 0.0))
    sure = reading.confidence >= trust.sure
    # A figure that cannot be meant is struck out by the sums; of an empty cell and a 0 only confidence tells.
    others = [a for a in best.values() if (a.state == "reported" and not sure) or a.confidence >= trust.plausible]
    return _Open((reading, *others), 0, not sure) if others or not sure else None


def _as(figure: Figure, cell: _Open, option: int) -> Figure:
    chosen = cell.candidates[option]
    return replace(figure, value=chosen.value, state=chosen.state)


def _usable(relation: Relation, trial: Mapping[Key, Figure], opened: Mapping[Key, _Open]) -> bool:
    """Whether a relation says anything: each figure is there, some cell is open, and its total is not plainly blank."""
    keys = [term.key for term in relation.terms]
    if any(key not in trial or trial[key].state not in _READABLE for key in keys) or not any(key in opened for key in keys):
        return False
    return any(term.key in opened or trial[term.key].state not in _EMPTY for term in relation.totals)


def _system(usable: list[Relation], trial: Mapping[Key, Figure], opened: Mapping[Key, _Open]) -> System:
    equations = []
    for relation in usable:
        known = sum((t.coefficient * (trial[t.key].value or 0) for t in relation.terms if t.key not in opened), Decimal(0))
        equations.append(Equation(_number(known), {t.key: _number(t.coefficient) for t in relation.terms if t.key in opened}))
    options = {key: tuple(_number(a.value or Decimal(0)) for a in cell.candidates) for key, cell in opened.items()}
    return System(equations, options, {key: cell.now for key, cell in opened.items()})


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value


def _mend(system: System, opened: Mapping[Key, _Open], trust: Trust) -> list[Changes]:
    """Accept, for one broken equation after the other, the only smallest set of changes that mends it, where there is evidence enough."""
    accepted = []
    for number in system.broken():
        try:
            found = system.smallest(number) if number in system.broken() else []
        except OutOfBudget:
            break
        if len(found) == 1 and _is_evident(system, found[0], opened, trust):
            system.apply(found[0])
            accepted.append(found[0])
    return accepted


def _is_evident(system: System, changes: Changes, opened: Mapping[Key, _Open], trust: Trust) -> bool:
    """Some candidates fit a few sums by chance, and a sum may be wrong in the source: a set restores at least as many as it changes cells.

    One that restores no more may only take the likeliest alternatives of cells that were not read with confidence. An empty cell is never
    put for a figure: arithmetic cannot tell it from a 0.
    """
    chosen = [(opened[key], option) for key, option in changes]
    plausible = all(cell.candidates[option].confidence >= trust.plausible for cell, option in chosen)
    doubtful = all(cell.doubtful for cell, _ in chosen)
    likeliest = all(option <= (cell.read == 0) for cell, option in chosen)
    if any(cell.candidates[option].state == "blank" for cell, option in chosen):
        return False
    restored = system.restored(changes)
    return (doubtful or plausible) if restored > len(changes) else restored == len(changes) and doubtful and plausible and likeliest


def _unconfirmed(
    usable: list[Relation], system: System, trial: Mapping[Key, Figure], opened: Mapping[Key, _Open], accepted: list[Changes]
) -> set[Key]:
    """The cells to be given up. One whose number stays open takes its relations out of the evidence for others, till nothing changes."""
    broken = {key for number in system.broken() for key in system.equations[number].coefficients}
    changed = {key for changes in accepted for key, _ in changes}
    judged = {key for key, cell in opened.items() if cell.doubtful or key in broken or key in changed}
    holding = [number for number, relation in enumerate(usable) if check(relation, trial).outcome == "holds"]
    open_numbers: set[Key] = set()
    while True:
        good = [n for n in holding if not open_numbers & system.equations[n].coefficients.keys()]
        left = system.supported(good)
        confirmed = _confirmed([system.equations[n] for n in good], judged, broken)
        new = {key for key in judged - open_numbers if key not in confirmed or len(system.numbers(key, left[key])) > 1}
        new |= {key for changes in accepted if any(k in new for k, _ in changes) for key, _ in changes} - open_numbers
        if not new:
            return open_numbers | {key for key in judged if len(left[key]) > 1 or trial[key].state == "blank"}
        open_numbers |= new


def _confirmed(good: list[Equation], judged: set[Key], broken: set[Key]) -> set[Key]:
    """The cells that holding equations speak for.

    Two misread cells may make up for each other in one sum: a cell that stands in one alone is confirmed where every other doubtful cell
    of it stands in a second one. A cell of a broken equation needs, besides, a holding one with no other such cell.
    """
    evidence = Counter(key for equation in good for key in equation.coefficients)
    found = set()
    for equation in good:
        weak = {key for key in equation.coefficients if key in judged and evidence[key] == 1}
        for key in equation.coefficients:
            others = weak | broken if key in broken else weak
            if not (others & equation.coefficients.keys()) - {key}:
                found.add(key)
    return found | {key for key, count in evidence.items() if count > 1 and key not in broken}


def _unsettled(usable: list[Relation], system: System, trial: Mapping[Key, Figure], lost: set[Key]) -> list[Issue]:
    """What is wrong with relations that stay broken and, as cells of theirs were given up, are assessed no more."""
    relations = (usable[n] for n in system.broken() if lost & system.equations[n].coefficients.keys())
    checks = (check(relation, trial) for relation in relations)
    return [say.sum_unsettled(c.relation.relation_id, c.relation.total, c.printed, c.computed) for c in checks]


def _result(figures: Mapping[Key, Figure], trial: Mapping[Key, Figure], opened: Mapping[Key, _Open], lost: set[Key]) -> Repair:
    result = Repair(dict(figures))
    for key, cell in opened.items():
        candidates = tuple(dict.fromkeys(_shown(a) for a in cell.candidates))
        if key in lost:
            figure = replace(figures[key], value=None, state="unreadable", candidates=candidates)
            result.figures[key] = figure
            result.unreadable.append(key)
            result.issues.append(say.about_cell("reading_unsure", figure))
        elif cell.now != cell.read:
            result.figures[key] = replace(trial[key], how="repaired", candidates=candidates)
            result.repaired.append(key)
            result.issues.append(say.about_cell("reading_repaired", result.figures[key]))
        else:
            result.confirmed.append(key)
    return result


def _shown(candidate: Alternative) -> str:
    return f"{candidate.value:f}" if candidate.value is not None else candidate.state
