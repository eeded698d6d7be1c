"""The form's arithmetic at reading time: which relations hold, which do not, and what a broken one says about reading or print.

Blanks and dashes count as 0 in a relation; a part that is absent or unreadable leaves it unassessed (contract, section 1).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors import issues as say
from extractors.forms import Relation, Term
from extractors.records import Blame, Figure, Issue, Key

Outcome = Literal["holds", "broken", "total_blank", "not_assessed"]
_EMPTY = ("blank", "marked_empty")


@dataclass(frozen=True, slots=True)
class Check:
    """A relation as it stands in a report: printed total, computed sum, and how many empty cells were counted as 0."""

    relation: Relation
    outcome: Outcome
    printed: Decimal = Decimal(0)
    computed: Decimal = Decimal(0)
    empty: int = 0


def check(relation: Relation, figures: Mapping[Key, Figure]) -> Check:
    """Assess one relation."""
    found = [figures.get(term.key) for term in relation.terms]
    if any(f is None or f.state in ("absent", "unreadable") for f in found) or all(f is not None and f.state in _EMPTY for f in found):
        return Check(relation, "not_assessed")
    printed, computed = _sum(relation.totals, figures), _sum(relation.parts, figures)
    empty = sum(1 for f in found if f is not None and f.state in _EMPTY)
    if all(figures[term.key].state in _EMPTY for term in relation.totals) and computed != 0:
        return Check(relation, "total_blank", printed, computed, empty)
    return Check(relation, "holds" if printed == computed else "broken", printed, computed, empty)


def check_all(relations: Iterable[Relation], figures: Mapping[Key, Figure]) -> list[Check]:
    """Assess relations, in their order."""
    return [check(relation, figures) for relation in relations]


def broken(relations: Iterable[Relation], figures: Mapping[Key, Figure]) -> list[Check]:
    """The relations that do not hold."""
    return [c for c in check_all(relations, figures) if c.outcome == "broken"]


def report(checks: Iterable[Check], figures: Mapping[Key, Figure], inferred: Collection[str] = ()) -> list[Issue]:
    """Issues for relations that do not hold or have a blank total. ``inferred`` names tables without rules between their columns."""
    found = []
    for c in checks:
        relation = c.relation
        if c.outcome == "broken":
            whose = "reading" if relation.total[0].split(".")[0] in inferred else blame(relation, figures)
            found.append(say.printed_mismatch(relation.relation_id, relation.total, c.printed, c.computed, whose, c.empty))
        if c.outcome == "total_blank":
            found.append(say.total_blank(relation.relation_id, relation.total, c.computed))
    return found


def blame(relation: Relation, figures: Mapping[Key, Figure]) -> Blame:
    """Whose mistake a broken relation is: ``printed`` where two engines agree on every cell, ``reading`` where a cell was repaired or
    disagreed, else ``unclear`` (figures told apart from one another are never above that)."""
    cells = [figures[term.key] for term in relation.terms]
    if any(f.how == "repaired" or f.agreement == "disagreed" for f in cells):
        return "reading"
    return "printed" if all(f.agreement == "agreed" and f.how == "read" for f in cells) else "unclear"


def _sum(terms: Iterable[Term], figures: Mapping[Key, Figure]) -> Decimal:
    return sum((abs(t.coefficient) * (figures[t.key].value or Decimal(0)) for t in terms), Decimal(0))
