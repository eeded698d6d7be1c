"""Wordings of titles, organs, dates, pages and section headings, read from ``data/forms/identity.toml`` and ``sections.toml``."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractors.lines import fold


@dataclass(frozen=True, slots=True)
class SectionForm:
    """One of the six sections: its official heading, wordings accepted alone, and wordings accepted only behind its number."""

    number: int
    heading: str
    variants: tuple[str, ...]
    numbered: tuple[str, ...]

    @property
    def alone(self) -> tuple[str, ...]:
        """The official heading and the variants that need no number."""
        return (self.heading, *self.variants)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All wordings, folded (NFKC, no blanks); see the comments in the two files for what each list means.

    Two are never compared: what is worked out of one is kept by its identity.
    """

    subjects: tuple[str, ...]
    kinds: tuple[str, ...]
    models: tuple[str, ...]
    title_endings: tuple[str, ...]
    negatives: tuple[str, ...]
    never: tuple[str, ...]
    agency_endings: tuple[str, ...]
    weak_endings: tuple[str, ...]
    region_endings: tuple[str, ...]
    verbs: tuple[str, ...]
    leads: tuple[str, ...]
    place_leads: tuple[str, ...]
    superiors: tuple[str, ...]
    pronouns: tuple[str, ...]
    agency_labels: tuple[str, ...]
    equivalents: tuple[tuple[str, str], ...]
    published_labels: tuple[str, ...]
    written_labels: tuple[str, ...]
    chrome: tuple[str, ...]
    chrome_anywhere: tuple[str, ...]
    imprints: tuple[str, ...]
    errors: tuple[str, ...]
    openings: tuple[str, ...]
    statute_labels: tuple[str, ...]
    sections: tuple[SectionForm, ...]
    not_headings: tuple[str, ...]

    def is_chrome(self, folded: str) -> bool:
        """Whether a folded line belongs to the frame of a page: navigation, buttons, imprint."""
        if len(folded) > 60:
            return False
        anywhere, opens = _chrome(self)
        if anywhere.search(folded):
            return True
        opening = folded.lower().lstrip("【[·")
        word = opens.match(opening)
        # 审核发布制度 in a line of prose is no button.
        return word is not None and not "\u4e00" <= (opening[word.end() : word.end() + 1] or " ") <= "\u9fff"


@lru_cache(maxsize=8)
def _chrome(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What makes a line one of the frame wherever it stands, and where it opens the line; of these the longest counts."""
    anywhere, opens = ("|".join(map(re.escape, words)) or "(?!)" for words in (vocabulary.chrome_anywhere, vocabulary.chrome))
    return re.compile(anywhere), re.compile(opens)


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read ``identity.toml`` and ``sections.toml`` of ``folder``. Raises ``ValueError`` naming the file when one is malformed."""
    return _vocabulary(_read(folder / "identity.toml"), _read(folder / "sections.toml"), folder)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error


def _words(words: list[str]) -> tuple[str, ...]:
    # Longest first, so that an alternation of a regular expression never stops at a part of a longer wording.
    return tuple(sorted({fold(word) for word in words}, key=lambda word: (-len(word), word)))


def _vocabulary(identity: dict[str, Any], sections: dict[str, Any], folder: Path) -> Vocabulary:
    try:
        title, agency, date, page = (identity[key] for key in ("title", "agency", "date", "page"))
        return Vocabulary(
            subjects=_words(title["subjects"]), kinds=_words(title["kinds"]), models=_words(title["models"]),
            title_endings=_words(title["endings"]), negatives=_words(title["negatives"]), never=_words(title["never"]),
            agency_endings=_words(agency["endings"]), weak_endings=_words(agency["weak_endings"]),
            region_endings=_words(agency["region_endings"]),
            verbs=_words(agency["verbs"]), leads=_words(agency["leads"]), place_leads=_words(agency["place_leads"]),
            superiors=_words(agency["superiors"]), pronouns=_words(agency["pronouns"]), agency_labels=_words(agency["labels"]),
            equivalents=tuple((fold(one), fold(other)) for one, other in agency["equivalents"]),
            # The order of these two is a preference.
            published_labels=tuple(date["published_labels"]), written_labels=tuple(date["written_labels"]),
            chrome=_words(page["chrome"]), chrome_anywhere=_words(page["chrome_anywhere"]), imprints=_words(page["imprints"]),
            errors=_words(page["errors"]),
            openings=_words(page["openings"]), statute_labels=_words(identity["statute"]["labels"]),
            sections=tuple(_section(entry) for entry in sections["section"]), not_headings=_words(sections["not_headings"]),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder}: identity.toml or sections.toml lacks {error}") from error


def _section(entry: dict[str, Any]) -> SectionForm:
    return SectionForm(entry["number"], fold(entry["heading"]), _words(entry["variants"]), _words(entry["numbered"]))
