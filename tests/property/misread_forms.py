"""Random forms with figures as real reports have them (most are zero), mistakes of the source's own, and a recogniser that misreads."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from extractors.forms import Edition, Relation
from extractors.records import Alternative, Figure, Issue, Key
from extractors.relations import check_all, report
from tests.unit.made_grids import FORMS

CONFUSED = {"0": "685", "1": "74", "3": "8", "5": "6", "6": "58", "7": "1", "8": "36", "9": "4"}
SPECKS = "149"


@dataclass
class Recognised:
    """A form as a recogniser gives it: what the source prints, what was read, all readings of each cell, and the cells misread."""

    edition: Edition
    printed: dict[Key, Figure]
    figures: dict[Key, Figure]
    alternatives: dict[Key, tuple[Alternative, ...]]
    misread: list[Key] = field(default_factory=list)

    @property
    def relations(self) -> tuple[Relation, ...]:
        return self.edition.relations


def sound(random: Random, edition: Edition) -> dict[Key, Decimal]:
    """Figures of all three tables that satisfy every relation."""
    values = {key: _small(random) for table in edition.tables.values() for key in table.addresses()}
    for relation in edition.relations:
        if relation.kind == "balance":
            _fill_column(random, edition, relation.total[1], values)
    for relation in edition.relations:
        if relation.kind == "row_total":
            values[relation.total] = sum(values[t.key] for t in relation.parts)
    return {key: Decimal(value) for key, value in values.items()}


def _small(random: Random) -> int:
    return 0 if random.random() < 0.6 else int(random.expovariate(1 / random.choice((2, 20, 300))))


def _fill_column(random: Random, edition: Edition, measure: str, values: dict[Key, int]) -> None:
    """One applicant column of 表三: most columns are empty, most results of the others too."""
    results = next(r for r in edition.relations if r.kind == "column_sum" and r.total[1] == measure)
    chance = random.choice((0.0, 0.0, 0.0, 0.1, 0.3)) if measure != "natural_person" else random.choice((0.1, 0.3, 0.6))
    for term in results.parts:
        values[term.key] = 1 + int(random.expovariate(1 / random.choice((2, 10, 60)))) if random.random() < chance else 0
    concluded = sum(values[t.key] for t in results.parts)
    carried_out = random.choice((0, 0, 1, 3)) if concluded else 0
    carried_in = random.choice((0, 0, 1, 2)) if concluded + carried_out > 1 else 0
    values |= {("requests.concluded", measure): concluded, ("requests.carried_out", measure): carried_out}
    values |= {("requests.carried_in", measure): carried_in, ("requests.received", measure): concluded + carried_out - carried_in}


def as_printed(values: dict[Key, Decimal], random: Random, blank: float = 0.0) -> dict[Key, Figure]:
    """Figures as a source prints them, some zeros left blank."""
    figures = {}
    for key, value in values.items():
        empty = value == 0 and random.random() < blank
        figures[key] = Figure(*key, None, "blank", "") if empty else Figure(*key, value, "reported", str(value))
    return figures


def spoil(printed: dict[Key, Figure], random: Random, edition: Edition, count: int) -> None:
    """Mistakes of the source's own: wrong totals mostly, now and then a wrong part."""
    for relation in random.sample(edition.relations, count):
        key = relation.total if random.random() < 0.7 else random.choice(relation.parts).key
        value = (printed[key].value or Decimal(0)) + random.choice((-10, -1, 1, 2, 10))
        printed[key] = Figure(*key, max(value, Decimal(0)), "reported", str(max(value, Decimal(0))))


def recognise(printed: dict[Key, Figure], edition: Edition, random: Random, unsure: float = 0.05) -> Recognised:
    """A recogniser that reads everything rightly, but is not sure of some cells."""
    alternatives = {key: _readings(figure, random, random.random() < unsure) for key, figure in printed.items()}
    return Recognised(edition, printed, dict(printed), alternatives)


def _readings(figure: Figure, random: Random, unsure: bool) -> tuple[Alternative, ...]:
    confidence = random.uniform(0.5, 0.94) if unsure else random.uniform(0.95, 1)
    others = confusions(figure, random)[: random.randint(0, 3)]
    return (_alternative(figure, confidence), *(_alternative(o, (1 - confidence) * random.random()) for o in others))


def misread(form: Recognised, key: Key, random: Random, known: bool, confident: bool = False) -> None:
    """Misread one cell; ``known`` says whether the truth is among the recogniser's candidates."""
    truth = form.printed[key]
    others = confusions(truth, random)
    # There is ink, so that an empty cell may be a candidate, but is not what is read.
    wrong = others.pop(next(i for i, other in enumerate(others) if other.state == "reported"))
    confidence = random.uniform(0.95, 0.97) if confident else random.uniform(0.4, 0.94)
    rest = random.uniform(0.3, 1) * (1 - confidence)
    readings = [_alternative(wrong, confidence), *(_alternative(o, rest * random.random()) for o in others[: random.randint(0, 3)])]
    if known:
        readings.append(_alternative(truth, max(rest, 0.021)))
    form.figures[key] = wrong
    form.alternatives[key] = tuple(readings)
    form.misread.append(key)


def _alternative(figure: Figure, confidence: float) -> Alternative:
    return Alternative(figure.value, figure.state, figure.raw or "", confidence)


def confusions(figure: Figure, random: Random) -> list[Figure]:
    """Ways to misread a cell, in random order: a digit taken for another, a speck for a digit, a digit lost, an empty cell for a figure."""
    text = figure.raw or ""
    texts = {text[:i] + other + text[i + 1 :] for i, digit in enumerate(text) for other in CONFUSED.get(digit, "")}
    texts |= {speck + text for speck in SPECKS} | {text + "1"}
    texts |= {text[:i] + text[i + 1 :] for i in range(len(text)) if len(text) > 1}
    kept = sorted(t for t in texts if t and t != text and str(int(t)) == t)
    random.shuffle(kept)
    found = [replace(figure, value=Decimal(t), state="reported", raw=t) for t in kept]
    if text == "0" and random.random() < 0.2:
        found.insert(random.randrange(3), replace(figure, value=None, state="blank", raw=""))
    return found


def named(form: Recognised, figures: dict[Key, Figure], issues: list[Issue]) -> set[Key]:
    """The cells whose row or column some mismatch names: all that stand in a relation that an issue is about."""
    ids = {issue.relation for issue in (*report(check_all(form.relations, figures), figures), *issues)}
    return {term.key for relation in form.relations if relation.relation_id in ids for term in relation.terms}


def dice(seed: object) -> Random:
    """Chance that can be repeated."""
    return Random(str(seed))  # noqa: S311


def editions() -> list[Edition]:
    """Both editions of the form."""
    return list(FORMS.editions.values())
