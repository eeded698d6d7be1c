"""What reading knows beforehand: the form's editions and the vocabulary of titles, headings and prose."""

from dataclasses import dataclass
from pathlib import Path

from extractors.forms import Forms, load_forms
from extractors.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The form's editions and the vocabulary."""

    forms: Forms
    vocabulary: Vocabulary


def load_knowledge(folder: Path) -> Knowledge:
    """Load forms and vocabulary from the folder of forms. Raises ``ValueError`` where a file is malformed."""
    return Knowledge(load_forms(folder), load_vocabulary(folder))
