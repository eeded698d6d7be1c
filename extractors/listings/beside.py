"""Dates as lists print them beside their links."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from extractors.dates import parse_date

_OTHER_FORMS = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    # A large day above a small year and month.
    re.compile(r"(?<![\d\-./年月])(?P<day>\d{1,2})\s+(?P<year>(?:19|20)\d{2})\s*[-./年]\s*(?P<month>\d{1,2})(?!\s*[-./月]\s*\d|\d)"),
)
_BEIJING = timedelta(hours=8)


def printed_date(text: str) -> date | None:
    """The first date in ``text``, None where none stands there; beside the forms of ``parse_date`` 20230131 and 31 2023-01."""
    folded = unicodedata.normalize("NFKC", text)
    if (found := parse_date(folded)) is not None:
        return found
    for form in _OTHER_FORMS:
        for match in form.finditer(folded):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue  # 2021-13-40 is no date.
    return None


def stamped_date(value: object) -> date | None:
    """The date of a value in data: printed, or seconds or milliseconds since 1970; the day is that of Beijing."""
    if isinstance(value, str) and not value.strip().isdecimal():
        return printed_date(value)
    try:
        number = int(str(value))
    except ValueError:
        return None
    if len(str(number)) == 8:
        return printed_date(str(number))
    seconds = number / 1000 if number > 10**11 else number
    return (datetime.fromtimestamp(seconds, UTC) + _BEIJING).date() if 0 < seconds < 10**10 else None
