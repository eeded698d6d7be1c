"""Linear relations over cells that can be read in several ways: the smallest changes that mend one, and what all readings have in common.

Every cell's options are numbers (an empty cell counts as 0, and stays another option than a printed 0); options are named by their index.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.records import Key

Number = int | Decimal
"""Exact; counts are given as integers, which are faster to add."""
Change = tuple[Key, int]
"""A cell and the option it is changed to."""
Changes = frozenset[Change]

LARGEST = 6
"""Changes in one set; a table with more errors that hang together is past mending."""
NODES = 60_000
"""Changes tried for one report; what is not found by then counts as ambiguous."""
SUMS = 5_000
"""Different partial sums kept for one relation; with more it is taken to exclude nothing."""


class OutOfBudget(Exception):
    """The search was given up."""


@dataclass(frozen=True)
class Equation:
    """``constant`` plus the coefficients times the numbers of the open cells is 0."""

    constant: Number
    coefficients: dict[Key, Number]


@dataclass
class System:
    """Equations over open cells. ``chosen`` is the reading that stands; ``nodes`` is what is left of the budget."""

    equations: list[Equation]
    options: Mapping[Key, tuple[Number, ...]]
    chosen: dict[Key, int]
    nodes: int = NODES
    _touching: dict[Key, list[int]] = field(init=False)
    _gaps: list[Number] = field(init=False)
    _reach: int = field(init=False)

    def __post_init__(self) -> None:
        self._touching = defaultdict(list)
        for number, equation in enumerate(self.equations):
            for key in equation.coefficients:
                self._touching[key].append(number)
        self._reach = max(map(len, self._touching.values()), default=0)
        self._gaps = [e.constant + sum(c * self.options[k][self.chosen[k]] for k, c in e.coefficients.items()) for e in self.equations]

    def numbers(self, key: Key, options: Iterable[int]) -> set[Number]:
        """The different numbers among some options of a cell."""
        return {self.options[key][option] for option in options}

    def broken(self) -> list[int]:
        """The equations that the chosen readings do not satisfy."""
        return [number for number, gap in enumerate(self._gaps) if gap]

    def apply(self, changes: Iterable[Change]) -> None:
        """Choose other readings."""
        for key, option in changes:
            for number in self._touching[key]:
                self._gaps[number] += self._shift(number, key, option)
            self.chosen[key] = option

    def restored(self, changes: Changes) -> int:
        """How many broken equations a set of changes touches."""
        return len({number for key, _ in changes for number in self._touching[key] if self._gaps[number]})

    def smallest(self, start: int) -> list[Changes]:
        """All smallest sets of changes that touch an equation and leave every equation they touch satisfied; none where none is found.

        Raises ``OutOfBudget``.
        """
        for size in range(1, LARGEST + 1):
            found: set[Changes] = set()
            self._search({}, {start: self._gaps[start]}, size, found, set())
            if found:
                return sorted(found, key=sorted)
        return []

    def _search(self, changes: dict[Key, int], open_gaps: dict[int, Number], left: int, found: set[Changes], seen: set[Changes]) -> None:
        number = min(open_gaps, key=lambda n: len(self.equations[n].coefficients))
        for key in self.equations[number].coefficients:
            for option in () if key in changes else range(len(self.options[key])):
                if option == self.chosen[key] or (left == 1 and self._shift(number, key, option) != -open_gaps[number]):
                    continue
                self._step(changes | {key: option}, self._moved(open_gaps, key, option), left - 1, found, seen)

    def _step(self, changes: dict[Key, int], open_gaps: dict[int, Number], left: int, found: set[Changes], seen: set[Changes]) -> None:
        self.nodes -= 1
        if self.nodes < 0:
            raise OutOfBudget
        name = frozenset(changes.items())
        if not open_gaps:
            found.add(name)
        elif left > 0 and len(open_gaps) <= self._reach * left and name not in seen:
            seen.add(name)
            self._search(changes, open_gaps, left, found, seen)

    def _moved(self, open_gaps: dict[int, Number], key: Key, option: int) -> dict[int, Number]:
        moved = dict(open_gaps)
        for number in self._touching[key]:
            moved[number] = moved.get(number, self._gaps[number]) + self._shift(number, key, option)
        return {number: gap for number, gap in moved.items() if gap}

    def _shift(self, number: int, key: Key, option: int) -> Number:
        options = self.options[key]
        return self.equations[number].coefficients[key] * (options[option] - options[self.chosen[key]])

    def supported(self, numbers: Iterable[int]) -> dict[Key, set[int]]:
        """The options of each cell left when those are struck out that some given equation allows with no options of its other cells."""
        left = {key: set(range(len(options))) for key, options in self.options.items()}
        waiting = dict.fromkeys(numbers)
        given = set(waiting)
        while waiting:
            number = next(iter(waiting))
            del waiting[number]
            for key in self._narrow(self.equations[number], left):
                waiting.update(dict.fromkeys(n for n in self._touching[key] if n in given and n != number))
        return left

    def _narrow(self, equation: Equation, left: dict[Key, set[int]]) -> list[Key]:
        """Strike out what one equation does not allow; the cells that lost an option."""
        terms = [(key, {o: c * self.options[key][o] for o in left[key]}) for key, c in equation.coefficients.items()]
        before = _partial_sums(equation.constant, [numbers.values() for _, numbers in terms])
        after = _partial_sums(0, [numbers.values() for _, numbers in reversed(terms)])
        if before is None or after is None:
            return []
        changed = []
        for place, (key, numbers) in enumerate(terms):
            rest = after[len(terms) - 1 - place]
            kept = {o for o, number in numbers.items() if any(-(b + number) in rest for b in before[place])}
            if kept != left[key]:
                left[key] = kept
                changed.append(key)
        return changed


def _partial_sums(start: Number, terms: list[Iterable[Number]]) -> list[set[Number]] | None:
    """The sums possible before each term; None where there are too many."""
    sums = [{start}]
    for numbers in terms:
        sums.append({one + other for one in sums[-1] for other in set(numbers)})
        if len(sums[-1]) > SUMS:
            return None
    return sums
