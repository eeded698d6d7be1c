"""What is said in words that may mean something else, and is yet certain since the form's own sums hold with it."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from extractors.narrative_words import Said
from extractors.records import Claim

_BALANCE = ("received", "carried_in", "concluded", "carried_out")
_NEEDED = frozenset(_BALANCE[:3])
_OUTCOMES = ("granted", "partly_granted", "granted_and_partly", "refused", "unavailable", "not_processed", "other")
_ANCHORS = frozenset((*_OUTCOMES, "received", "concluded"))
"""Sums of which none of these is certain hold by chance too easily."""
_Found = list[tuple[Said, Claim]]


def proven(found: _Found, doubtful: _Found) -> _Found:
    """Those of the doubtful claims of a section that complete 一 + 二 = （七） + 四 or the sum of all results to （七）.

    A figure needs one value, the certain one if there is any. The balance needs that the carried over ones are named: who names none may
    have counted them among the received.
    """
    kept: _Found = []
    if doubtful:
        kept = _if(_balances, _BALANCE, found, doubtful)
        kept += _if(_adds_up, (*_OUTCOMES, "concluded"), [*found, *kept], doubtful)
    return kept


def _if(holds: Callable[[Mapping[str, Decimal]], bool], names: tuple[str, ...], found: _Found, doubtful: _Found) -> _Found:
    certain, said = _values(found, names), _values(doubtful, names)
    if certain.keys().isdisjoint(_ANCHORS):
        return []
    values = said | certain
    if any(len(value) != 1 for value in values.values()) or not holds({name: min(value) for name, value in values.items()}):
        return []
    return [(one, claim) for one, claim in doubtful if one.name in names and one.name not in certain]


def _values(found: Iterable[tuple[Said, Claim]], names: tuple[str, ...]) -> dict[str, set[Decimal]]:
    values: dict[str, set[Decimal]] = {}
    for said, claim in found:
        if said.name in names and claim.items == said.items:
            values.setdefault(said.name, set()).add(claim.value)
    return values


def _balances(values: Mapping[str, Decimal]) -> bool:
    received, carried_in, concluded, carried_out = (values.get(name, Decimal(0)) for name in _BALANCE)
    return values.keys() >= _NEEDED and received > 0 and received + carried_in == concluded + carried_out


def _adds_up(values: Mapping[str, Decimal]) -> bool:
    parts = [values[name] for name in _OUTCOMES if values.get(name)]
    return len(parts) > 1 and sum(parts) == values.get("concluded")
