"""The form as an error-correcting code: cells that a recogniser is not sure of, mended, confirmed or left open by the form's arithmetic.

A misread cell breaks the relations it stands in. A set of changes among the recogniser's own candidates is taken where it restores every
relation it touches, no other set as small does, and no other combination of candidates at all satisfies the same relations. A cell that
is not sure stands only if such a relation confirms it; else it is left ``unreadable``, with its candidates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractors import issues as say
from extractors.constraints import Changes, Equation, OutOfBudget, System
from extractors.forms import Relation
from extractors.records import Alternative, Figure, Issue, Key
from extractors.relations import check

Alternatives = Mapping[Key, tuple[Alternative, ...]]

_EMPTY = ("blank", "marked_empty")
_READABLE = ("reported", *_EMPTY)


@dataclass(frozen=True, slots=True)
class Trust:
    """Confidences of a recogniser: ``sure`` and above needs no confirmation; an alternative to such a reading counts from ``plausible`` on.

    A sure reading without a plausible alternative is never changed: what it breaks, the source has printed so.
    """

    sure: float = 0.95
    plausible: float = 0.02


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
    opened = _opened(figures, alternatives, trust or Trust())
    trial = dict(figures) | {key: _as(figures[key], cell, cell.now) for key, cell in opened.items()}
    usable = [r for r in relations if _usable(r, trial, opened)]
    system = _system(usable, trial, opened)
    accepted = _mend(system, {key for key, cell in opened.items() if cell.doubtful})
    for key, option in (change for changes in accepted for change in changes):
        opened[key].now = option
        trial[key] = _as(figures[key], opened[key], option)
    lost = _unconfirmed(usable, system, trial, opened, accepted)
    return _result(figures, trial, opened, lost)


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
    others = [a for a in best.values() if not sure or a.confidence >= trust.plausible]
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
        equations.append(Equation(known, {t.key: t.coefficient for t in relation.terms if t.key in opened}))
    options = {key: tuple(a.value or Decimal(0) for a in cell.candidates) for key, cell in opened.items()}
    return System(equations, options, {key: cell.now for key, cell in opened.items()})


def _mend(system: System, doubtful: set[Key]) -> list[Changes]:
    """Accept, for one broken equation after the other, the only smallest set of changes that mends it, where there is evidence enough."""
    accepted = []
    for number in system.broken():
        try:
            found = system.smallest(number) if number in system.broken() else []
        except OutOfBudget:
            break
        if len(found) == 1 and _is_evident(system, found[0], doubtful):
            system.apply(found[0])
            accepted.append(found[0])
    return accepted


def _is_evident(system: System, changes: Changes, doubtful: set[Key]) -> bool:
    """Some set of candidates fits a few sums by chance, so a set restores at least as many as it changes cells; to change what was read
    with confidence takes one more, for one sum may also be wrong in the source."""
    restored = system.restored(changes)
    return restored > len(changes) or (restored == len(changes) and all(key in doubtful for key, _ in changes))


def _unconfirmed(
    usable: list[Relation], system: System, trial: Mapping[Key, Figure], opened: Mapping[Key, _Open], accepted: list[Changes]
) -> set[Key]:
    """The cells to be given up. Each one given up takes its relations out of the evidence for others, so this is repeated till it rests."""
    broken = {key for number in system.broken() for key in system.equations[number].coefficients}
    changed = {key for changes in accepted for key, _ in changes}
    judged = {key for key, cell in opened.items() if cell.doubtful or key in broken or key in changed}
    holding = [number for number, relation in enumerate(usable) if check(relation, trial).outcome == "holds"]
    lost: set[Key] = set()
    while True:
        good = [n for n in holding if not lost & system.equations[n].coefficients.keys()]
        left = system.supported(good)
        sure = {key for n in good for key in system.equations[n].coefficients if _confirms(system.equations[n], key, broken)}
        new = {key for key in judged - lost if key not in sure or left[key] != {system.chosen[key]}}
        new |= {key for changes in accepted if any(k in new for k, _ in changes) for key, _ in changes} - lost
        if not new:
            return lost
        lost |= new


def _confirms(equation: Equation, key: Key, broken: set[Key]) -> bool:
    """A holding equation speaks for a cell that stands in a broken one only where none of its other open cells does so too."""
    return key not in broken or not any(other in broken for other in equation.coefficients if other != key)


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
        else:
            result.confirmed.append(key)
    return result


def _shown(candidate: Alternative) -> str:
    return f"{candidate.value:f}" if candidate.value is not None else candidate.state
