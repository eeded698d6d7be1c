"""What happens to whole tables: cut by pages, headed inside, cut into parts, with rows too many."""

from tests.bench.corpus.model import Block, Break, Cell, Grid, Plan, Text

LOCAL = (
    ("一、主动公开政府信息数", "条"),
    ("其中：主动公开规范性文件数", "件"),
    ("二、回应解读情况", "次"),
    ("三、依申请公开信息目录数", "条"),
    ("四、举报投诉数量", "件"),
    ("五、机构建设和保障经费", "万元"),
    ("六、召开政务公开工作会议次数", "次"),
    ("七、举办培训班人员数", "人次"),
)


def split(grid: Grid, at: int, label: str = "", heads: bool = False) -> tuple[Grid, Grid]:
    """The table cut before a row (0-based). Labels that reach over the cut go on empty, or printed again where ``label`` is ``repeat``."""
    upper: list[list[Cell]] = [[] for _ in grid.rows[:at]]
    lower: list[list[tuple[int, Cell]]] = [[] for _ in grid.rows[at:]]
    for r, c, cell in grid.places():
        over = r + cell.rowspan - at
        if r >= at:
            lower[r - at].append((c, cell))
            continue
        upper[r].append(cell.copy(rowspan=cell.rowspan - max(over, 0)))
        if over > 0:
            lines = list(cell.lines) if label == "repeat" else [""]
            lower[0].append((c, cell.copy(rowspan=over, lines=lines)))
    rest = [[cell for _, cell in sorted(row, key=lambda pair: pair[0])] for row in lower]
    again = [[cell.copy() for cell in row] for row in grid.rows[: grid.heads]] if heads else []
    return Grid(grid.name, upper, grid.widths, min(grid.heads, at)), Grid(grid.name, again + rest, grid.widths, len(again))


def cut_row(grid: Grid, at: int) -> tuple[Grid, Grid] | None:
    """A page break through a row: half of its label on either page, its figures on the first. None where nothing can be cut."""
    labels = [cell for cell in grid.rows[at] if cell.item and cell.kind == "label" and len(cell.text) > 9]
    if not labels:
        return None
    upper, lower = split(grid, at + 1)
    kept = upper.rows[at]
    rest: list[Cell] = []
    for r, c, cell in grid.places():
        if r <= at < r + cell.rowspan and not (r + cell.rowspan > at + 1):
            rest.append((c, cell))  # type: ignore[arg-type]
    half = len(labels[0].text) // 2
    second = []
    for _, cell in rest:  # type: ignore[misc]
        text = cell.text
        second.append(cell.copy(rowspan=1, lines=[text[half:] if cell is labels[0] else ""], key=None))
    for cell in kept:
        if cell.item == labels[0].item and cell.kind == "label":
            cell.lines = [labels[0].text[:half]]
    _graft(lower, second)
    return upper, lower


def _graft(lower: Grid, second: list[Cell]) -> None:
    """Put the rest of a cut row on top of the lower half; labels that go on there reach one row higher."""
    first = lower.rows[0]
    going_on = [cell for cell in first if cell.kind == "label" and not cell.text and cell.item is None]
    for cell in going_on:
        cell.rowspan += 1
        first.remove(cell)
    lower.rows.insert(0, [*going_on, *second])


def break_table(plan: Plan, grid: Grid) -> tuple[str, list[Block]] | None:
    """Break a table over pages in one of the ways seen; the name of the way and the parts. None where the table is too short."""
    rng, last = plan.rng, len(grid.rows) - 1
    if grid.name == "proceedings":
        return "lone_last_row", [*_parts(split(grid, last))]
    first = max(grid.heads, 3) + 1
    if first >= last:
        return None
    kind = rng.choice(("split", "split", "split_repeats_label", "split_repeats_header", "lone_last_row", "cut_row", "cut_row"))
    if kind == "lone_last_row":
        return kind, _parts(split(grid, last))
    at = rng.randrange(first, last)
    if kind == "cut_row":
        cut = cut_row(grid, at)
        return ("split", _parts(split(grid, at))) if cut is None else (kind, _parts(cut))
    return kind, _parts(split(grid, at, "repeat" if kind == "split_repeats_label" else "", kind == "split_repeats_header"))


def _parts(pair: tuple[Grid, Grid]) -> list[Block]:
    return [pair[0], Break(), pair[1]]


def per_article(grid: Grid, outside: bool) -> list[Block]:
    """表二 as one table for each item of article 20; ``outside``: the item's name stands above its table."""
    starts = [i for i, row in enumerate(grid.rows) if row[0].kind == "title"]
    blocks: list[Block] = []
    for begin, end in zip(starts, [*starts[1:], len(grid.rows)], strict=True):
        rows = grid.rows[begin:end]
        if outside:
            blocks.append(Text(rows[0][0].text, "note"))
            rows = rows[1:]
        blocks += [Grid(grid.name, rows, grid.widths), Text("", "body")]
    return blocks


def stacked(grid: Grid) -> list[Block]:
    """表四 as two tables, 行政复议 above 行政诉讼."""
    sides: list[list[list[Cell]]] = [[[] for _ in grid.rows], [[] for _ in grid.rows]]
    for r, c, cell in grid.places():
        sides[int(c >= 5)][r].append(cell)
    left = [row for row in sides[0] if row]
    left[1] = [cell.copy(rowspan=1) for cell in left[1]]
    return [Grid(grid.name, left, [1.0] * 5, 2), Text("", "body"), Grid(grid.name, sides[1], [1.0] * 10, 3)]


def heads_in_two_rows(grid: Grid) -> bool:
    """商业 | 科研 above 企业 | 机构: the lowest header row of 表三 cut over two rows."""
    if grid.name != "requests":
        return False
    row = grid.rows[2]
    halves = [(cell.text[: len(cell.text) // 2], cell.text[len(cell.text) // 2 :]) for cell in row]
    lower = [cell.copy(lines=[b]) for cell, (_, b) in zip(row, halves, strict=True) if cell.text != "其他"]
    for cell, (a, _) in zip(row, halves, strict=True):
        cell.lines, cell.rowspan = (cell.lines, 2) if cell.text == "其他" else ([a], 1)
    grid.rows.insert(3, lower)
    for cell in grid.rows[0] + grid.rows[1]:
        if cell.rowspan > 1:
            cell.rowspan += 1
    grid.heads += 1
    return True


def heading_inside(grid: Grid, text: str) -> None:
    """The section's heading as the table's first row."""
    grid.rows.insert(0, [Cell([text], "title", 1, len(grid.widths))])
    grid.heads += 1 if grid.heads else 0


def row_added(plan: Plan, grid: Grid, year: int) -> None:
    """A row of the office's own below 行政规范性文件."""
    at = next(i for i, row in enumerate(grid.rows) if row[0].item == "disclosure.normative_documents")
    cells = [cell.copy(lines=[str(plan.rng.randrange(60))], key=None) for cell in grid.rows[at][1:]]
    grid.rows.insert(at + 1, [Cell([f"{year}年本行政区域行政规范性文件发布总数量"], "label"), *cells])


def local_form(plan: Plan) -> Grid:
    """A form of the region's own that has none of the statutory figures."""
    rows = [[Cell([text], "head") for text in ("指标名称", "单位", "数量")]]
    rows += [[Cell([name], "label"), Cell([unit], "note"), Cell([str(plan.rng.randrange(300))])] for name, unit in LOCAL]
    return Grid("local", rows, [3, 1, 1], 1)
