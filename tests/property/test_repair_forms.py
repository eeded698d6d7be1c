"""Over random forms: a sound reading is never changed, no figure is invented, what is mended was printed so, what is wrong is named."""

from copy import deepcopy
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Key
from extractors.relations import broken, check
from extractors.repair import repair
from tests.property.misread_forms import Recognised, as_printed, dice, editions, misread, named, recognise, sound, spoil

FEW = settings(max_examples=40)
SEEDS = st.integers(min_value=0, max_value=2**32)
ERRORS = st.integers(min_value=1, max_value=3)
TABLES = st.sampled_from(["disclosure", "requests", "proceedings"])


def form(random: Random, spoiled: int = 0, unsure: float = 0.1) -> Recognised:
    edition = random.choice(editions())
    printed = as_printed(sound(random, edition), random, random.choice((0.0, 0.2)))
    spoil(printed, random, edition, spoiled)
    return recognise(printed, edition, random, unsure)


def with_errors(random: Random, table: str, errors: int, known: bool, confident: bool = False, spoiled: int = 0) -> Recognised:
    made = form(random, spoiled)
    for key in random.sample(list(made.edition.tables[table].addresses()), errors):
        misread(made, key, random, known, confident)
    return made


def right(made: Recognised, key: Key, figure) -> bool:
    return (figure.state, figure.value) == (made.printed[key].state, made.printed[key].value)


@FEW
@given(SEEDS)
def test_what_is_read_rightly_stays_or_is_given_up(seed):
    made = form(dice(seed))
    result = repair(made.relations, made.figures, made.alternatives)
    assert not result.repaired
    assert all(f.state == "unreadable" or f == made.figures[key] for key, f in result.figures.items())
    assert {(i.item, i.measure) for i in result.issues} == set(result.unreadable)


@FEW
@given(SEEDS, TABLES, ERRORS, st.booleans(), st.booleans(), st.integers(min_value=0, max_value=3))
def test_nothing_is_invented(seed, table, errors, known, confident, spoiled):
    made = with_errors(dice(seed), table, errors, known, confident, spoiled)
    given_figures = deepcopy(made.figures)
    result = repair(made.relations, made.figures, made.alternatives)
    assert made.figures == given_figures
    for key, figure in result.figures.items():
        if figure.state == "unreadable":
            assert (figure.value, key in result.unreadable) == (None, True)
            assert figure.candidates
        elif figure != made.figures[key]:
            assert (figure.how, figure.raw, key in result.repaired) == ("repaired", made.figures[key].raw, True)
            assert any((a.state, a.value) == (figure.state, figure.value) for a in made.alternatives[key])


@FEW
@given(SEEDS, TABLES, ERRORS)
def test_what_is_mended_is_what_was_printed(seed, table, errors):
    made = with_errors(dice(seed), table, errors, True)
    result = repair(made.relations, made.figures, made.alternatives)
    assert all(right(made, key, result.figures[key]) for key in result.repaired)
    assert all(f.state == "unreadable" or f == made.figures[key] for key, f in result.figures.items() if key not in made.misread)


@FEW
@given(SEEDS, ERRORS, st.booleans())
def test_what_cannot_be_mended_is_given_up_or_named(seed, errors, confident):
    made = with_errors(dice(seed), "requests", errors, False, confident)
    result = repair(made.relations, made.figures, made.alternatives)
    about = named(made, result.figures, result.issues)
    assert confident or not result.repaired
    assert all(result.figures[key].state == "unreadable" or key in about for key in made.misread)


@FEW
@given(SEEDS, TABLES, ERRORS, st.booleans(), st.integers(min_value=0, max_value=2))
def test_a_mended_cell_leaves_no_relation_broken(seed, table, errors, known, spoiled):
    made = with_errors(dice(seed), table, errors, known, False, spoiled)
    result = repair(made.relations, made.figures, made.alternatives)
    touched = [r for r in made.relations if any(t.key in result.repaired for t in r.terms)]
    assert all(check(relation, result.figures).outcome != "broken" for relation in touched)
    before = {c.relation.relation_id for c in broken(made.relations, made.figures)}
    assert {c.relation.relation_id for c in broken(made.relations, result.figures)} <= before


@FEW
@given(SEEDS, st.integers(min_value=1, max_value=4))
def test_a_mistake_of_the_source_stays_as_printed(seed, spoiled):
    made = form(dice(seed), spoiled, unsure=0)
    result = repair(made.relations, made.figures, made.alternatives)
    assert result.figures == made.printed
    assert not result.issues


@FEW
@given(SEEDS)
def test_one_misread_cell_among_sure_ones_is_mended(seed):
    random = dice(seed)
    edition = random.choice(editions())
    made = recognise(as_printed(sound(random, edition), random), edition, random, unsure=0)
    key = random.choice(list(edition.tables["requests"].addresses()))
    misread(made, key, random, known=True)
    result = repair(made.relations, made.figures, made.alternatives)
    # Where the cell might be empty, the sums cannot tell whether it holds a 0.
    assert result.repaired == [key] or any(a.state == "blank" for a in made.alternatives[key])
    assert result.figures[key].value in (made.printed[key].value, None)
