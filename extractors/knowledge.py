"""What reading knows beforehand: the form's editions and the vocabulary of titles, headings and prose."""

from dataclasses import dataclass
from pathlib import Path

from extractors.forms import Forms, load_forms
from extractors.narrative_rules import load_narrative
from extractors.narrative_words import Narrative
from extractors.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The form's editions, the vocabulary, and how prose names figures."""

    forms: Forms
    vocabulary: Vocabulary
    narrative: Narrative


def load_knowledge(folder: Path) -> Knowledge:
    """Load forms and vocabulary from the folder of forms. Raises ``ValueError`` where a file is malformed."""
    forms = load_forms(folder)
    return Knowledge(forms, load_vocabulary(folder), load_narrative(folder, forms))
