"""Prose read for tests: the claims of one section, and a short way to write them down."""

from pathlib import Path

from extractors.forms import load_forms
from extractors.narrative import claims
from extractors.narrative_rules import load_narrative
from extractors.records import Claim, Section

FOLDER = Path(__file__).parents[2] / "data" / "forms"
FORMS = load_forms(FOLDER)
NARRATIVE = load_narrative(FOLDER, FORMS)
EDITIONS = {"disclosure": "2021", "requests": "2021", "proceedings": "any"}
OLD = {"disclosure": "2019", "requests": "2019", "proceedings": "any"}
BUREAU, COUNTY = "示例市水务局", "示例县人民政府"
LITIGATION = ("proceedings.litigation_direct", "proceedings.litigation_after_reconsideration")
SHORT = {
    "refused": tuple(row.item for row in FORMS.editions["2021"].tables["requests"].rows if ".refused." in row.item),
    "unavailable": tuple(row.item for row in FORMS.editions["2021"].tables["requests"].rows if ".unavailable." in row.item),
    "not_processed": tuple(row.item for row in FORMS.editions["2021"].tables["requests"].rows if ".not_processed." in row.item),
    "other": tuple(row.item for row in FORMS.editions["2021"].tables["requests"].rows if ".other." in row.item),
    "litigation": LITIGATION,
    "proceedings": ("proceedings.reconsideration", *LITIGATION),
    "received+carried_in": ("requests.received", "requests.carried_in"),
    "granted+partly_granted": ("requests.granted", "requests.partly_granted"),
}


def read(
    text: str, section: int | None = 1, agency: str | None = BUREAU, year: int | None = 2023, editions: dict[str, str] = EDITIONS
) -> list[Claim]:
    """The claims of one section."""
    return claims([Section(section, "", text)], NARRATIVE, agency, year, editions)


def brief(found: list[Claim]) -> str:
    """Claims as ``name value`` in order: the item without its table, the measure where it is no total, sums by a name of their own."""
    names = {items: name for name, items in SHORT.items()}
    words = []
    for claim in found:
        name = names.get(claim.items) or claim.items[0].split(".", 1)[1]
        measure = "" if claim.measure == "total" else f".{claim.measure}"
        words.append(f"{name}{measure} {claim.value.normalize():f}{claim.unit if claim.unit == '万元' else ''}")
    return ", ".join(words)
