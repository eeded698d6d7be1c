"""The words by which notes in the log are known again, by later nights and by the warehouse."""

WITHDRAWN = "withdrawn: "
"""Begins the note on an attempt at an address that gave a report and gives none now, while the portal is well."""
UNLISTED = "no longer on its list"
"""Ends the note on an attempt at an address that gave a report and that no list, or no page, leads to any more."""
HANDED_IN = "handed in by "
"""Begins what a note says of a file that a person handed in."""
ATTACHED = "files attached: "
"""In the note on a page whose report may be a file that it carries."""
BESIDE = "files beside: "
"""In the note on a page that is a report itself and carries files that may be the same report once more."""
SHOWN = "pictures shown: "
"""In the note on a page of whose tables some may be pictures."""


def of_the_bytes(note: str | None) -> str | None:
    """What a note says of the bytes that came, without what it says of that one night."""
    return ((note or "").removeprefix(WITHDRAWN).removesuffix(UNLISTED).removesuffix("; ")) or None


def carries(note: str | None) -> bool:
    """Whether the note on a page says that it carries something to ask for."""
    return note is not None and any(mark in note for mark in (ATTACHED, BESIDE, SHOWN))
