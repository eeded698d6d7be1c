"""The text of the draft circular as marked lines, which ``summary_docx`` sets."""

from jinja2 import Environment

from flows.summary_data import Region, wording
from flows.summary_html import context, notice, number, reasons
from flows.summary_trends import DISPUTES, REQUESTS, Consolidated, Outcomes, Trend


def circular_text(made: Environment, region: Region, tables: list[Consolidated], shares: Outcomes, trends: dict[str, Trend]) -> str:
    """The draft as marked lines."""
    sums = {key: row for table in tables for key, row in table.sums.items()}
    labels = wording()["items"]
    headlines = [{**sums[item, "total"], "label": labels[item]} for item in (*REQUESTS, *DISPUTES) if (item, "total") in sums]
    return made.get_template("circular.txt.j2").render(
        **context(region),
        notice=notice(region.year),
        total=region.total,
        unverified_reasons=reasons(region),
        n_members=max((row["n_due"] for row in sums.values()), default=0),
        n_reported=max((row["n_reported"] for row in sums.values()), default=0),
        headlines=[line for line in headlines if line["n_counted"]],
        outcomes=shares,
        comparisons=_comparisons(trends),
        problems=region.problems,
        rankings=region.rankings,
        n_waiting=len(region.waiting),
        has_verified=bool(region.verified),
    )


def _comparisons(trends: dict[str, Trend]) -> list[str]:
    """One sentence on this year beside last year, over the same organs."""
    if "requests" not in trends:
        return []
    trend, words = trends["requests"], wording()
    before, now = (trend.rows[trend.rows["year"] == year].set_index("series")["value"] for year in trend.years[-2:])
    parts = [words["change"].format(label=label, now=number(now[label]), before=number(before[label])) for label in now.index]
    return [words["comparison"].format(years="、".join(str(year) for year in trend.years[-2:]), n=trend.n, parts="；".join(parts))]
