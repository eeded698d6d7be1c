"""The recogniser: RapidOCR's model for lines of text, run directly, and what its scores say a number might be.

A line of text goes in as a grey picture and comes out as text with a confidence, and as scores of the characters numbers are made of
at each step along the line, from which every other reading of a number follows. Models come with the wheel; nothing is fetched.
"""

import importlib
import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extractors.document import UnreadableDocument
from extractors.grid import Recognised
from extractors.readers.scan_page import Array

SURE = 0.9
"""A cell's text counts as read when its first reading has at least this confidence: two recognitions of differently prepared pictures
agreed on it, or its characters also have the shapes they have elsewhere on the page. Below it the cell is in doubt."""

ENGINE = "rapidocr"
HEIGHT = 48
STEP = 8
"""The model takes lines 48 pixels high and gives one column of scores for every 8 pixels of width."""
PIXELS_AT_ONCE = 800
_MODEL = "PP-OCRv6_rec_small.onnx"

# A recogniser that knows 18,000 characters sees others in a lone digit; in a cell of figures only figures are meant.
_LOOKALIKES = {
    "0": "0Oo〇○◯DQC口〔°θΘØø",
    "1": "1lI|丨!",
    "2": "2Zz",
    "3": "3",
    "4": "4",
    "5": "5Ss",
    "6": "6b",
    "7": "7",
    "8": "8B",
    "9": "9gq",
    ".": ".·。",
    ",": ",，",
    "-": "-—–一―－_",
    "+": "+＋十",
    "/": "/／",
}
NUMERALS = "".join(_LOOKALIKES)
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_CLEAR = 0.95
"""Words of which every character is so sure are read no other way."""
_CHARACTERS, _LIKELY = 5, 0.01
"""So many characters a place, of such a likelihood at least, are kept of other words."""
_MEANT = {look: numeral for numeral, looks in _LOOKALIKES.items() for look in looks}


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line: its text, the confidence in its least sure character, scores (steps, 1 + numerals) of blank and numerals, the
    likely characters at each place of words that are not clear, and where each character stands, as a part of the picture's width."""

    text: str
    confidence: float
    scores: Array
    letters: tuple[str, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def number(self) -> str:
        """The text with every character that a figure is taken for replaced by the figure it means."""
        return "".join(_MEANT.get(c, c) for c in self.text if not c.isspace())

    @property
    def certainty(self) -> float:
        """The confidence in the least sure figure of ``number``, its lookalikes counted with it; that of the text where it holds others."""
        other = 1.0 - self.scores.sum(axis=1, keepdims=True)
        text, confidence, _ = _decoded(np.hstack([self.scores, other]), ("", *NUMERALS, "\ufffd"))
        return confidence if text == self.number else self.confidence


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A session of the model, its input's name, its characters (the first is the blank) and the columns of each numeral."""

    session: Any
    input_name: str
    characters: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]


def available() -> bool:
    """Whether recognition is installed (the ``ocr`` extra)."""
    return all(importlib.util.find_spec(name) is not None for name in ("onnxruntime", "rapidocr"))


@cache
def recogniser() -> Recogniser:
    """The recogniser, loaded once in a process, one thread. Raises :class:`UnreadableDocument` (``ocr_missing``) without the extra."""
    if not available():
        missing = "Reading scans and pictures needs rapidocr and onnxruntime, which are not installed: pip install 'gongkai[ocr]'."
        raise UnreadableDocument("ocr_missing", missing)
    onnxruntime = importlib.import_module("onnxruntime")
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(str(_model()), options, providers=["CPUExecutionProvider"])
    names = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    characters = ("", *names, " ")
    place = {c: i for i, c in enumerate(characters)}
    columns = tuple(tuple(place[c] for c in looks if c in place) for looks in _LOOKALIKES.values())
    return Recogniser(session, session.get_inputs()[0].name, characters, columns)


def _model() -> Path:
    spec = importlib.util.find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec and spec.submodule_search_locations else []
    for folder in folders:
        if (path := Path(folder) / "models" / _MODEL).is_file():
            return path
    raise UnreadableDocument("ocr_missing", f"rapidocr is installed without its model {_MODEL}: pip install 'gongkai[ocr]' anew.")


def fitted(crop: Array, squeeze: float = 1.0) -> Array:
    """A line's picture at the model's height, its width squeezed and made up to a whole step with paper."""
    height, width = crop.shape
    inner = max(STEP, round(width * HEIGHT / height * squeeze))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(crop, (inner, HEIGHT), interpolation=way)
    full = max(4 * STEP, -(-inner // (2 * STEP)) * 2 * STEP)
    return np.asarray(cv2.copyMakeBorder(line, 0, 0, (full - inner) // 2, full - inner - (full - inner) // 2, cv2.BORDER_REPLICATE))


def recognise(pictures: Sequence[Array]) -> list[Line]:
    """Recognise lines already ``fitted``, each distinct picture once, those of one width together."""
    keys = [(p.shape[1], p.tobytes()) for p in pictures]
    distinct = dict(zip(keys, pictures, strict=True))
    found: dict[tuple[int, bytes], Line] = {}
    for width in sorted({w for w, _ in distinct}):
        alike = [k for k in distinct if k[0] == width]
        size = max(1, PIXELS_AT_ONCE // width)
        for start in range(0, len(alike), size):
            batch = alike[start : start + size]
            found.update(zip(batch, _run([distinct[k] for k in batch]), strict=True))
    return [found[key] for key in keys]


def _run(pictures: list[Array]) -> list[Line]:
    model = recogniser()
    batch = np.stack(pictures).astype(np.float32)[:, None] / 127.5 - 1.0
    scores = model.session.run(None, {model.input_name: np.repeat(batch, 3, axis=1)})[0]
    return [_line(model, steps) for steps in scores]


def _line(model: Recogniser, steps: Array) -> Line:
    text, confidence, at = _decoded(steps, model.characters)
    numeral = [steps[:, list(columns)].sum(axis=1) for columns in model.columns]
    letters = () if confidence > _CLEAR or not _WORDS.search(text) else _letters(model, steps)
    first = len(text) - len(text.lstrip())
    places = tuple((step + 0.5) / len(steps) for step in at[first : first + len(text.strip())])
    return Line(text.strip(), confidence, np.stack([steps[:, 0], *numeral], axis=1), letters, places)


def _letters(model: Recogniser, steps: Array) -> tuple[str, ...]:
    """The likely characters at each place of a line that is none of its blanks, the likeliest first."""
    best = steps.argmax(axis=1)
    runs = [list(run) for index, run in groupby(range(len(best)), key=best.__getitem__) if index and model.characters[index].strip()]
    peaks = [steps[run].max(axis=0) for run in runs]
    return tuple("".join(model.characters[i] for i in np.argsort(-peak)[:_CHARACTERS] if i and peak[i] > _LIKELY) for peak in peaks)


def _decoded(steps: Array, characters: Sequence[str]) -> tuple[str, float, list[int]]:
    """The likeliest character of every step, repetitions and blanks (the first character) left out, the least of their peaks, and at
    which steps they are."""
    best = steps.argmax(axis=1)
    certain = steps[np.arange(len(best)), best]
    text, confidence = "", 1.0
    found: list[int] = []
    for at, index in enumerate(best):
        if index and (at == 0 or best[at - 1] != index):
            text += characters[index]
            found.append(at)
            run = certain[at : at + 1 + int(np.argmax(np.append(best[at + 1 :] != index, True)))]
            confidence = min(confidence, float(run.max()))
    return text, confidence if text else 0.0, found


def alternatives(line: Line, most: int = 4) -> list[Recognised]:
    """The likeliest numbers by the scores of a line, with their shares of all readings: a beam over the steps."""
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for step in line.scores:
        beam = _extended(beam, step)
    total = sum(sum(pair) for pair in beam.values()) or 1.0
    ranked = sorted(((sum(pair) / max(total, 1.0), text) for text, pair in beam.items()), reverse=True)
    return [Recognised(text, share) for share, text in ranked[:most] if share > 0.001]


def _extended(beam: dict[str, tuple[float, float]], step: Array, width: int = 8) -> dict[str, tuple[float, float]]:
    """Prefixes after one more step: probability of each ending in a blank and in its last character."""
    grown: dict[str, list[float]] = {}
    likely = [i for i in range(1, len(step)) if step[i] > 0.002]
    for text, (blank, letter) in beam.items():
        here = grown.setdefault(text, [0.0, 0.0])
        here[0] += (blank + letter) * float(step[0])
        for i in likely:
            numeral, score = NUMERALS[i - 1], float(step[i])
            if text.endswith(numeral):
                here[1] += letter * score
                grown.setdefault(text + numeral, [0.0, 0.0])[1] += blank * score
            else:
                grown.setdefault(text + numeral, [0.0, 0.0])[1] += (blank + letter) * score
    best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:width]
    return {text: (pair[0], pair[1]) for text, pair in best}
