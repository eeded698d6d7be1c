"""The charts of a summary: altair descriptions rendered to inline SVG by vl-convert, without a browser and without network."""

from collections.abc import Sequence

import altair
import pandas
import vl_convert

# One restrained palette for screen, print and grey copiers: neighbours differ in lightness, not only in hue.
PALETTE = ("#1f3f66", "#5b84b1", "#a9c1dc", "#b08d57", "#8a8f98", "#d8dbe0")
FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, SimHei, sans-serif"
_WIDTH = 390
_CONFIG = {
    "background": "transparent",
    "aria": False,
    "font": FONT,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "gridColor": "#e4e6ea", "domainColor": "#8a8f98"},
    "legend": {"labelFontSize": 12},
}


def bars_by_year(rows: pandas.DataFrame, series: Sequence[str]) -> str:
    """Grouped bars. ``rows`` has year (int), series (str) and value (number); ``series`` gives the order."""
    chart = (
        altair.Chart(_plain(rows))
        .mark_bar()
        .encode(
            x=altair.X("year:O", title=None, axis=altair.Axis(labelAngle=0)),
            xOffset=altair.XOffset("series:N", sort=list(series)),
            y=altair.Y("value:Q", title=None, axis=altair.Axis(tickMinStep=1, format=",d")),
            color=_colour(series),
        )
    )
    return _svg(chart.properties(width=_WIDTH, height=170))


def shares_by_year(rows: pandas.DataFrame, series: Sequence[str]) -> str:
    """Bars of one length each, cut into shares. ``rows`` as in :func:`bars_by_year`."""
    chart = (
        altair.Chart(_plain(rows))
        .mark_bar()
        .encode(
            y=altair.Y("year:O", title=None),
            x=altair.X("value:Q", stack="normalize", title=None, axis=altair.Axis(format=".0%")),
            color=_colour(series),
            order=altair.Order("position:Q"),
        )
    )
    return _svg(chart.properties(width=_WIDTH, height={"step": 34}))


def counts_by_line(rows: pandas.DataFrame, series: Sequence[str]) -> str:
    """Stacked horizontal bars. ``rows`` has line (str, in order), series, value and position."""
    order = list(dict.fromkeys(rows["line"]))
    chart = (
        altair.Chart(_plain(rows))
        .mark_bar()
        .encode(
            y=altair.Y("line:N", title=None, sort=order),
            x=altair.X("value:Q", title=None, axis=altair.Axis(tickMinStep=1, format=",d")),
            color=_colour(series),
            order=altair.Order("position:Q"),
        )
    )
    return _svg(chart.properties(width=_WIDTH, height={"step": 30}))


def _colour(series: Sequence[str]) -> altair.Color:
    scale = altair.Scale(domain=list(series), range=list(PALETTE[: len(series)]))
    return altair.Color("series:N", title=None, scale=scale, legend=altair.Legend(orient="bottom", columns=4, labelLimit=200))


def _plain(rows: pandas.DataFrame) -> pandas.DataFrame:
    """Decimals as floats, as the chart grammar knows no others; the figures in the tables beside a chart stay exact."""
    return rows.assign(value=rows["value"].astype(float))


def _svg(chart: altair.Chart) -> str:
    # Unvalidated and styled afterwards: altair's own checks take longer than the drawing.
    return str(vl_convert.vegalite_to_svg({**chart.to_dict(validate=False), "config": _CONFIG}))
