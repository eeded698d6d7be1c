"""Numbers of prose, in digits or Chinese numerals, in the unit of the figure they are said to be."""

import re
from decimal import Decimal

from extractors.narrative_words import Narrative, Said


def value_of(number: re.Match[str], said: Said, narrative: Narrative) -> Decimal | None:
    printed = number["number"] or number["none"]
    value = Decimal(printed.replace(",", "")) if printed[0].isdecimal() else _chinese(printed)
    if value is None:
        return None
    if said.unit is not None:
        return value * narrative.money[number["unit"] or said.unit] / narrative.money[said.unit]
    return value if value == value.to_integral_value() else None


def _chinese(printed: str) -> Decimal | None:
    """A number in Chinese numerals; None for what is none: 二三 says about how many."""
    spelled = re.sub("[〇○]", "零", printed)
    if len(spelled) > 1 and not re.search("[十百千]", spelled):
        return None
    import cn2an  # only here, since loading it takes longer than reading a page

    try:
        return Decimal(str(cn2an.cn2an(spelled, "smart")))
    except ValueError:
        return None
