"""Figures for the sample region: drawn from a seed, sound in every relation and from year to year, then bent where the plan says so."""

import random
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from plan import Organ, Plan

from extractors.forms import Forms
from extractors.records import Key

Figures = dict[Key, Decimal]

_TEN_THOUSAND = Decimal(10000)
_OTHER = "requests.other"


def edition_of(plan: Plan, agency_id: str, year: int, table: str) -> str:
    """The edition of the form that a report's table keeps to."""
    old = any(t.kind == "old_form" and t.table == table for t in plan.twists(agency_id, year))
    return "2019" if old or year < 2021 else "2021"


def true_figures(plan: Plan, forms: Forms) -> dict[tuple[str, int], Figures]:
    """What every organ really did, by organ and year, in the figures of both editions.

    A government is the sum of its members that reported.
    """
    truth: dict[tuple[str, int], Figures] = {}
    for organ in plan.organs:
        if organ.scope != "consolidated":
            truth.update(_history(plan, organ, forms))
    # A county is a member of its city, so the lower level is summed first.
    for government in sorted((o for o in plan.organs if o.scope == "consolidated"), key=lambda o: o.reports_to == ""):
        for year in plan.years:
            members = [o for o in plan.members(government.agency_id) if not plan.is_absent(o.agency_id, year)]
            truth[government.agency_id, year] = _sum(truth[member.agency_id, year] for member in members)
    return truth


def printed_figures(plan: Plan, truth: Figures, organ: Organ, year: int) -> Figures:
    """What a report prints: the truth, bent by the faults of that report (a correction's first version is bent by ``first_version``)."""
    figures = dict(truth)
    for fault in plan.twists(organ.agency_id, year):
        if fault.kind in ("wrong_total", "government_difference"):
            figures[fault.key] += fault.offset
        elif fault.kind == "broken_carry_over":
            # A request of the new year counted among those carried over: the report's own sums still hold.
            for measure in (fault.measure, "total"):
                figures["requests.carried_in", measure] += fault.offset
                figures["requests.received", measure] -= fault.offset
    return figures


def first_version(plan: Plan, figures: Figures, organ: Organ, year: int) -> Figures | None:
    """The figures of the version that a correction replaced, None where nothing was corrected."""
    for fault in plan.twists(organ.agency_id, year):
        if fault.kind == "correction":
            return {**figures, fault.key: figures[fault.key] + fault.offset}
    return None


def _sum(parts: Iterable[Figures]) -> Figures:
    total: Figures = {}
    for part in parts:
        for key, value in part.items():
            total[key] = total.get(key, Decimal(0)) + value
    return total


def _history(plan: Plan, organ: Organ, forms: Forms) -> dict[tuple[str, int], Figures]:
    history: dict[tuple[str, int], Figures] = {}
    waiting: Counter[str] = Counter({"natural_person": 1 if organ.carries and organ.requests > 20 else 0})
    stocks = {"disclosure.rules": organ.rules, "disclosure.normative_documents": organ.stock}
    for year in plan.years:
        draw = random.Random(f"{plan.seed}|{organ.agency_id}|{year}")  # noqa: S311  (invented figures, no secret)
        figures = dict.fromkeys(forms.columns(), Decimal(0))
        waiting = _requests(plan, organ, year, draw, waiting, figures)
        _proceedings(organ, draw, figures)
        _disclosure(organ, year, draw, stocks, figures)
        history[organ.agency_id, year] = figures
    return history


def _requests(plan: Plan, organ: Organ, year: int, draw: random.Random, waiting: Counter[str], figures: Figures) -> Counter[str]:
    count = round(organ.requests * (1 + 0.07 * (year - plan.years[0])) * draw.uniform(0.85, 1.15))
    received = Counter(_choices(draw, plan.applicants, count))
    weights = {**plan.outcomes, **organ.outcomes}
    left: Counter[str] = Counter()
    for column in plan.applicants:
        open_cases = received[column] + waiting[column]
        left[column] = sum(draw.random() < 0.05 for _ in range(open_cases)) if organ.carries else 0
        results = Counter(_choices(draw, weights, open_cases - left[column]))
        for item, number in results.items():
            _add(figures, item, column, number)
            if item.startswith(f"{_OTHER}."):
                _add(figures, _OTHER, column, number)
        concluded = open_cases - left[column]
        rows = {"received": received[column], "carried_in": waiting[column], "concluded": concluded, "carried_out": left[column]}
        for row, number in rows.items():
            _add(figures, f"requests.{row}", column, number)
    return left


def _add(figures: Figures, item: str, column: str, number: int) -> None:
    figures[item, column] += number
    figures[item, "total"] += number


def _choices(draw: random.Random, weights: dict[str, Decimal], count: int) -> list[str]:
    return draw.choices(list(weights), [float(weight) for weight in weights.values()], k=count)


def _proceedings(organ: Organ, draw: random.Random, figures: Figures) -> None:
    shares = {"reconsideration": 1.0, "litigation_direct": 0.3, "litigation_after_reconsideration": 0.3}
    for row, share in shares.items():
        for _ in range(round(organ.disputes * share * draw.uniform(0.6, 1.4))):
            result = draw.choices(["upheld", "corrected", "other", "pending"], [6, 1.5, 2, 1.5])[0]
            _add(figures, f"proceedings.{row}", result, 1)


def _disclosure(organ: Organ, year: int, draw: random.Random, stocks: dict[str, int], figures: Figures) -> None:
    for item in stocks:
        upto = (1 if item == "disclosure.rules" else organ.issues_upto) if stocks[item] else 0
        issued, repealed = draw.randint(0, upto), draw.randint(0, upto // 2)
        stocks[item] += issued - repealed if year > 2020 else 0
        old = {"produced": issued, "newly_disclosed": issued, "total_disclosed": stocks[item]}
        new = {"issued": issued, "repealed": repealed, "in_force": stocks[item]}
        figures.update({(item, measure): Decimal(number) for measure, number in {**old, **new}.items()})
    for name, typical in (("licenses", organ.licenses), ("penalties", organ.penalties), ("compulsion", organ.compulsion)):
        figures[f"disclosure.{name}", "decisions"] = Decimal(round(typical * draw.uniform(0.85, 1.15)))
    figures["disclosure.other_services", "decisions"] = Decimal(draw.randint(0, organ.items * 3))
    _items(organ, draw, figures)
    charged = (organ.charges * Decimal(draw.randint(850, 1150)) / 1000).quantize(Decimal("0.0001"))
    figures["disclosure.administrative_charges", "amount"] = charged.normalize() + 0


def _items(organ: Organ, draw: random.Random, figures: Figures) -> None:
    """Edition 2019 only: kinds of licence, penalty and charge, and procurement in 元."""
    shares = {"licenses": 1.0, "other_services": 0.6, "penalties": 2.0, "compulsion": 0.2, "administrative_charges": 0.1}
    for name, share in shares.items():
        number = round(organ.items * share)
        figures[f"disclosure.{name}", "previous_items"] = Decimal(number)
        figures[f"disclosure.{name}", "change"] = Decimal(draw.randint(-2, 2) if number > 4 else 0)
    projects = draw.randint(1, 6) if organ.requests > 10 else 0
    figures["disclosure.procurement", "projects"] = Decimal(projects)
    figures["disclosure.procurement", "amount"] = projects * Decimal(draw.randint(800, 9000)) * _TEN_THOUSAND / 200
