"""How much the form's arithmetic mends: cells of random forms misread, one to three in one table, and what became of them.

Run as ``python -m tests.bench.code [FORMS]``. Shares are of the misread cells; given up and damaged are cells
that were read rightly.
"""

import sys
import time
from collections import Counter
from random import Random

from extractors.relations import broken
from extractors.repair import Repair, repair
from tests.property.misread_forms import Recognised, as_printed, dice, editions, misread, named, recognise, sound, spoil

TABLES = {"requests": "表三", "proceedings": "表四", "disclosure": "表二"}
FATES = ("detected", "repaired", "wrongly", "unreadable", "flagged", "missed")


def case(random: Random, table: str, errors: int, known: bool, confident: float, spoiled: int, blank: float) -> Recognised:
    """A form with some cells of a table misread."""
    edition = random.choice(editions())
    printed = as_printed(sound(random, edition), random, blank)
    spoil(printed, random, edition, spoiled)
    form = recognise(printed, edition, random)
    for key in random.sample(list(edition.tables[table].addresses()), errors):
        misread(form, key, random, known, random.random() < confident)
    return form


def judge(form: Recognised, result: Repair) -> Counter[str]:
    """What became of each misread cell, and of the others."""
    count: Counter[str] = Counter()
    before = {t.key for one in broken(form.relations, form.figures) for t in one.relation.terms}
    after = named(form, result.figures, result.issues)
    for key, truth in form.printed.items():
        figure = result.figures[key]
        right = (figure.state, figure.value) == (truth.state, truth.value)
        if key not in form.misread:
            count["sound"] += 1
            count["given up"] += figure.state == "unreadable"
            count["damaged"] += not right and figure.state != "unreadable"
            continue
        count["cells"] += 1
        count["detected"] += key in before
        count[_fate(right, figure.state, figure.how, key in after)] += 1
    return count


def _fate(right: bool, state: str, how: str, flagged: bool) -> str:
    if right:
        return "repaired"
    if state == "unreadable":
        return "unreadable"
    if how == "repaired":
        return "wrongly"
    return "flagged" if flagged else "missed"


def table(forms: int, confident: float, spoiled: int, blank: float) -> None:
    """Print one table: shares by table of the form, number of errors, and whether the truth is among the candidates."""
    print(
        f"{forms} forms a line, {confident:.0%} of the misreadings confident, {spoiled} mistakes of the source, {blank:.0%} of zeros blank"
    )
    print(f"{'':6}{'errors':>7}{'truth':>9}{''.join(f'{fate:>12}' for fate in FATES)}{'given up':>10}{'damaged':>9}{'ms':>7}{'worst':>7}")
    for name in TABLES:
        relations = name != "disclosure"
        for errors in (1, 2, 3) if relations else (1,):
            for known in (True, False):
                line(name, errors, known, forms, (confident, spoiled, blank))


def line(name: str, errors: int, known: bool, forms: int, kind: tuple[float, int, float]) -> None:
    """Print one line."""
    random, count, taken = dice(f"{name} {errors} {known}"), Counter[str](), []
    for _ in range(forms):
        form = case(random, name, errors, known, *kind)
        begun = time.perf_counter()
        result = repair(form.relations, form.figures, form.alternatives)
        taken.append(1000 * (time.perf_counter() - begun))
        count += judge(form, result)
    shares = "".join(f"{count[fate] / count['cells']:>11.2%} " if fate != "wrongly" else f"{count[fate]:>12}" for fate in FATES)
    rest = f"{count['given up'] / count['sound']:>10.3%}{count['damaged']:>9}{sorted(taken)[len(taken) // 2]:>7.1f}{max(taken):>7.0f}"
    print(f"{TABLES[name]:4}{errors:>7}{'known' if known else 'unknown':>9}{shares}{rest}", flush=True)


def main() -> None:
    """Print the tables: unsure misreadings, forms with empty cells, confident misreadings, forms that are wrong in themselves."""
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for confident, spoiled, blank in ((0.0, 0, 0.0), (0.0, 0, 0.3), (0.3, 0, 0.0), (0.1, 2, 0.0)):
        table(forms, confident, spoiled, blank)


if __name__ == "__main__":
    main()
