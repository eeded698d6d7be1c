"""What happens to labels: typing errors, breaks, blanks, numberings of other kinds, notes, characters one below the other."""

import re
from collections.abc import Callable, Iterator

from tests.bench.corpus.model import Cell, Grid, Plan

Grids = dict[str, Grid]
TYPOS = (
    ("现行有效件数", "现行有效件"),
    ("本年处理决定数量", "本年处理绝对数量"),
    ("其他法律行政法规禁止公开", "其他法律行政止公开"),
    ("上年结转政府信息公开申请数量", "上年结转政府信息公开数量"),
    ("没有现成信息需要另行制作", "没有现成信息需另行制作"),
    ("无正当理由大量反复申请", "无正当理由大量返复申请"),
    ("结转下年度继续办理", "结转下年度继续力理"),
    ("社会公益组织", "社会公益组只"),
    ("属于行政执法案卷", "属于行政执法案券"),
    ("行政事业性收费", "行政事业收费"),
)
NOTED = {
    "规范性文件": "(指各行政机关印发的有正式文号的文件)",
    "行政规范性文件": "（含政府及政府办公室文件）",
    "行政许可": "（含其他行政权力）",
    "规章": "（地方政府规章）",
}


def _labels(grids: Grids, *kinds: str) -> Iterator[Cell]:
    return (cell for grid in grids.values() for cell in grid.cells() if cell.kind in kinds)


def _rewrite(grids: Grids, change: Callable[[str], str], *kinds: str) -> bool:
    done = False
    for cell in _labels(grids, *kinds):
        before, cell.lines = cell.lines, [change(line) for line in cell.lines]
        done = done or before != cell.lines
    return done


def label_typo(plan: Plan, grids: Grids) -> bool:
    """A typing error seen in a real report, or a character lost from a long label."""
    rng = plan.rng
    if rng.random() < 0.6:
        old, new = rng.choice(TYPOS)
        return _rewrite(grids, lambda text: text.replace(old, new), "label", "head")
    cell = rng.choice([c for c in _labels(grids, "label") if c.item and len(c.text) > 9 and c.lines == [c.text]])
    at = rng.randrange(5, len(cell.text) - 1)
    cell.lines = [cell.text[:at] + cell.text[at + 1 :]]
    return True


def numbering(plan: Plan, grids: Grids) -> bool:
    """(一) for （一）, 1、 or 1． for 1."""
    point, half = plan.rng.choice(("、", "．", ". ", ".")), plan.rng.random() < 0.6
    brackets = str.maketrans("（）", "()") if half else {}

    def change(text: str) -> str:
        text = re.sub(r"^(\d)\.", rf"\g<1>{point}", text)
        return text[:3].translate(brackets) + text[3:]

    return _rewrite(grids, change, "label")


def numbering_repeats(plan: Plan, grids: Grids) -> bool:
    """A number typed twice in a group of rows."""
    cells = [c for c in _labels(grids, "label") if c.item and re.match(r"[2-8]\.", c.text)]
    if not cells:
        return False
    cell = plan.rng.choice(cells)
    cell.lines = [f"{int(cell.text[0]) - 1}{cell.text[1:]}"]
    return True


def blanks_in_labels(plan: Plan, grids: Grids) -> bool:
    """总 计, 商 业 企业, 规 章."""
    blank = plan.rng.choice((" ", "\u3000", "\u00a0"))
    words = ("总计", "规章", "其他", "商业企业", "自然人", "行政许可", "行政复议", "行政诉讼", "结果维持")
    chosen = plan.rng.sample(words, 4)
    return _rewrite(grids, lambda text: blank.join(text) if text in chosen else text, "label", "head")


def header_broken(plan: Plan, grids: Grids) -> bool:
    """Words of the header broken into two paragraphs or by a blank: 本年新 | 公开数量."""
    for cell in _labels(grids, "head"):
        text = cell.text
        if len(text) >= 4 and cell.lines == [text] and plan.rng.random() < 0.7:
            at = plan.rng.randrange(2, len(text) - 1)
            cell.lines = [text[:at], text[at:]] if plan.rng.random() < 0.6 else [f"{text[:at]} {text[at:]}"]
    return True


def vertical_label(plan: Plan, grids: Grids) -> bool:
    """三、本年度办理结果 with one character a line."""
    for cell in _labels(grids, "label"):
        if cell.vertical:
            cell.lines = list(cell.text)
    return "requests" in grids


def note_in_label(plan: Plan, grids: Grids) -> bool:
    """A note inside a label."""
    chosen = plan.rng.choice(list(NOTED))
    return _rewrite(grids, lambda text: text + NOTED[chosen] if text == chosen else text, "label")


def note_left_out(plan: Plan, grids: Grids) -> bool:
    """（二）部分公开 without what the form says in brackets."""
    return _rewrite(grids, lambda text: re.sub(r"（区分处理的，.*）", "", text), "label")


def corner_left_out(plan: Plan, grids: Grids) -> bool:
    """Another text, or none, in the corner of 表三."""
    text = plan.rng.choice(("", "项目", "指标"))
    return _rewrite(grids, lambda _: text, "note")


def quotes(plan: Plan, grids: Grids) -> bool:
    """Straight quotation marks, brackets instead of none."""
    return _rewrite(grids, lambda text: text.replace("“", '"').replace("”", '"'), "label")


def numbering_left_out(plan: Plan, grids: Grids) -> bool:
    """The digits before the grounds are missing."""
    return _rewrite(grids, lambda text: re.sub(r"^\d\.(?!其他$)", "", text), "label")


Labels = Callable[[Plan, Grids], bool]
LABELS: dict[str, tuple[Labels, float, bool]] = {
    "label_typo": (label_typo, 0.06, False),
    "numbering_repeats": (numbering_repeats, 0.02, False),
    "numbering_left_out": (numbering_left_out, 0.02, True),
    "numbering": (numbering, 0.12, True),
    "note_left_out": (note_left_out, 0.05, True),
    "note_in_label": (note_in_label, 0.03, True),
    "corner_left_out": (corner_left_out, 0.04, True),
    "quotes": (quotes, 0.03, True),
    "blanks_in_labels": (blanks_in_labels, 0.08, True),
    "header_broken": (header_broken, 0.1, True),
    "vertical_label": (vertical_label, 0.15, True),
}
"""Each quirk with how often it is drawn and whether a document with it is sound."""
