"""Do an organ's successors and its 统一社会信用代码 fit? Each fault by the place of its row, a code, and what it is about."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from flows.roster import Agency, Roster
from flows.roster_lineage import gap

Fault = tuple[int, str, str]
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE = re.compile(rf"[{_SIGNS}]{{18}}")


def is_credit_code(code: str) -> bool:
    """Whether a code has the 18 signs of GB 32100-2015 and the check sign that follows from the first 17."""
    if not _CODE.fullmatch(code):
        return False
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return _SIGNS[-total % 31] == code[17]


def faults(roster: Roster) -> Iterator[Fault]:
    """Everything that is wrong with successors and codes."""
    for place, agency in enumerate(roster.agencies):
        for key in agency.successors:
            yield from ((place, code, detail) for code, detail in _heir(roster, agency, key))
        if agency.successors and agency.valid_to is None:
            yield place, "successor_no_end", "、".join(agency.successors)
        if agency.agency_id in roster.circles:
            yield place, "successor_circle", "、".join(agency.successors)
        if agency.credit_code and not is_credit_code(agency.credit_code):
            yield place, "credit_code_wrong", agency.credit_code
    yield from _undated(roster)
    yield from _shared(roster)


def _heir(roster: Roster, agency: Agency, key: str) -> Iterator[tuple[str, str]]:
    heir = roster.by_id.get(key)
    if heir is None:
        yield "unknown_successor", key
    elif agency.valid_to is not None:
        if heir.valid_to is not None and heir.valid_to < agency.valid_to:
            yield "successor_ended", f"{heir.agency_id}：{heir.valid_to}"
        elif gap(heir, agency.valid_to):
            yield "successor_gap", f"{heir.agency_id}：{agency.valid_to} … {heir.valid_from}"


def _undated(roster: Roster) -> Iterator[Fault]:
    """Without its first day nobody can say whether an organ had to report before it took up another."""
    heirs = {key for agency in roster.agencies if agency.valid_to is not None for key in agency.successors}
    for place, agency in enumerate(roster.agencies):
        if agency.agency_id in heirs and agency.valid_from is None:
            yield place, "successor_no_begin", ""


def _shared(roster: Roster) -> Iterator[Fault]:
    """A code belongs to one organ at a time; a new name often keeps it."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for place, agency in enumerate(roster.agencies):
        if agency.credit_code:
            by_code[agency.credit_code].append(place)
    for code, places in by_code.items():
        yield from (
            (other, "duplicate_credit_code", f"{code}：{one.agency_id}") for one, other in _clashes(roster.agencies, places, roster)
        )


def _clashes(agencies: Sequence[Agency], places: list[int], roster: Roster) -> Iterator[tuple[Agency, int]]:
    for one, other in combinations(places, 2):
        first, second = agencies[one], agencies[other]
        if first.is_together_with(second) and not roster.lineage.are_related(first.agency_id, second.agency_id):
            yield first, other
