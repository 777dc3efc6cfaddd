"""A forecast's figures opened by the address: their formulas, the forecasts beside their actuals, the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from metrics import actions, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.results import Comparison, ForecastResult, Headline
from pages import behind, figure_parts, naming, pieces, taking, telling

KEY = "figure"
EROSION = "erosion"
ROWS = "Each forecast that was measured, beside the actual that it is measured against and the naive forecast of then"
RATES = ("slope", "low", "high", "raw_slope")
OF_BOTH = ("wape_old", "wape_new")
PERCENT = ("wape", "wape_median_series", "bias", "share_of_error", "naive_wape", "mape", "coverage", *OF_BOTH, *RATES)
SIGNED = ("bias", "mean_error", *RATES)
MOST_PAGED = 500_000  # forecasts that a list of pages is made for
WIDTH = 340  # px of the list of figures
SMALLEST = 0.001  # a smaller probability is told as below it


def choose(forecast: ForecastResult, model: str, horizon: int) -> actions.Slice | None:
    """What to open, from the address, the list or a click on the chart; None for nothing."""
    far = words.ahead(horizon, forecast.grain)
    slices: dict[str, tuple[str, actions.Slice | None]] = {"": ("Open a figure …", None)}
    slices["horizon"] = (f"{far.capitalize()}, all of it", actions.Slice(model, horizon))
    slices["model"] = ("All horizons together", actions.Slice(model))
    for row in reversed(forecast.by_period):
        if (row.model, row.horizon) == (model, horizon):
            slices[f"{row.period}"] = (
                f"{far}, {figure_parts.period(row.period, forecast)}",
                actions.Slice(model, horizon, row.period),
            )
    for clock in forecast.erosion:
        if (clock.model, clock.horizon) == (model, horizon) and clock.since is not None:
            slices[EROSION] = (f"{far}, whether accuracy holds", actions.Slice(model, horizon, since=clock.since))
    for pair in forecast.comparison:
        if pair.horizon == horizon and model in (pair.old, pair.new):
            asked = actions.Slice(pair.new, horizon, old=pair.old)
            slices[against(pair, model)] = (f"{far}, {pair.new} against {pair.old}", asked)
    pooled = actions.pooled(forecast.by_series, model)
    for found in forecast.by_series:
        if found.model == model and found is not pooled:
            slices[f"series {found.series}"] = (f"Series {found.series}", actions.Slice(model, series=found.series))
    if pooled:
        slices["others"] = (pooled.series.capitalize(), actions.Slice(model, others=True))
    options = {key: told for key, (told, _) in slices.items()}
    return slices[pieces.choose("Open a figure", KEY, options, as_list=True, hidden=True, width=WIDTH)][1]


def against(pair: Comparison, model: str) -> str:
    """How the address names a comparison that a model is part of."""
    return f"against {pair.old if pair.new == model else pair.new}"


def lead(key: str, label: str = "Open this figure") -> None:
    """A way from where a figure stands to what it is made of."""

    def chosen() -> None:
        st.session_state[KEY] = key

    st.button(label, key=f"open {key}", icon=":material/frame_inspect:", type="tertiary", on_click=chosen)


def on_chart(forecast: ForecastResult, model: str, horizon: int) -> Callable[[dt.date], None]:
    """What a click on the chart does: it opens the target period that holds the day."""
    mine = [r.period for r in forecast.by_period if (r.model, r.horizon) == (model, horizon)]
    known = sorted(period for period in mine if isinstance(period, dt.date))

    def chosen(day: dt.date) -> None:
        if found := [period for period in known if period <= day]:
            st.session_state[KEY] = f"{found[-1]}"

    return chosen


def show(visit: Visit, head: Headline, forecast: ForecastResult, asked: actions.Slice) -> None:
    """The panel: the figures with their formulas, what they are made of, the forecasts, the files."""
    try:
        found = _found(visit, head, forecast, asked)
    except ProveoutError as error:
        telling.error(error)
        return
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{words.plain(_title(forecast, asked))}**", width="content")
            st.button("Close", key="close figure", icon=":material/close:", type="tertiary", on_click=_close)
        left, right = st.columns([3, 2])
        with left:
            _figures(found)
            _checked(found)
        with right:
            over = "Run over these rows, as a table called forecast_pairs, it gives the figures."
            behind.made("How they are made", found.words, found.sql, over)
        if found.parts:
            figure_parts.show(found, forecast, asked)
            narrowed = figure_parts.choose(found, forecast, asked)
            if narrowed != asked:
                asked, found = narrowed, _found(visit, head, forecast, narrowed)
        if found.same is not None or not found.why_not:
            _rows(visit, head, forecast, asked, found.rows or 0)
            behind.files(visit, head.project, found.files)


def _found(visit: Visit, head: Headline, forecast: ForecastResult, asked: actions.Slice) -> actions.OpenedForecast:
    with st.spinner("Counting again …", show_time=True):
        return actions.opened_forecast(visit, head.project, forecast.name, asked)


def _close() -> None:
    st.session_state[KEY] = ""


def _title(forecast: ForecastResult, asked: actions.Slice) -> str:
    far = words.ahead(asked.horizon or 0, forecast.grain)
    if asked.old is not None:
        return f"{forecast.title or forecast.name}, {asked.model} against {asked.old}: {far}"
    if asked.since is not None:
        part = f"{far}, whether accuracy holds since {words.day(asked.since)}"
    elif asked.others:
        part = "other series, all horizons"
    elif asked.series is not None:
        part = f"series {asked.series}, all horizons"
    elif asked.horizon is None:
        part = "all horizons"
    else:
        part = far
        part += f", {figure_parts.period(asked.target, forecast)}" if asked.target is not None else ""
    return f"{forecast.title or forecast.name}, {asked.model}: {part}"


def _figures(found: actions.OpenedForecast) -> None:
    st.table(
        [
            {
                "Measure": words.plain(f"{each.title}, {each.level} %" if each.level else each.title),
                "Figure": f"**{_told(each)}**",
                "Formula": words.plain(each.formula),
            }
            for each in found.figures
        ],
        hide_index=True,
        border="horizontal",
        alt="The figures and their formulas",
    )


def _told(figure: actions.Measured) -> str:
    if figure.shown is None:
        return "not known"
    if figure.field in PERCENT:
        return words.percent(figure.shown, 1, signed=figure.field in SIGNED)
    if figure.field == "fva":
        return words.points(figure.shown, signed=True)
    if figure.field == "p":
        return words.number(figure.shown) if figure.shown >= SMALLEST else f"below {words.number(SMALLEST, 3)}"
    return words.number(figure.shown)


def _checked(found: actions.OpenedForecast) -> None:
    if found.why_not:
        st.caption(f":material/info: {words.plain(words.opening(naming.readable(found.why_not)))}")
    elif found.same:
        of = words.count(found.points or 0, "forecast")
        st.caption(f":material/check: Counted again from {of} just now: the same figures.")
    else:
        differing = [each.title for each in found.figures if each.shown != each.again]
        st.warning(
            f"Counted again, the forecasts give other figures now: {words.plain(', '.join(differing))}.",
            icon=":material/warning:",
        )
    if found.moved_on:
        st.caption(
            ":material/sync: Newer data or a newer definition is there. This shows what the figures above rest on."
        )


def _rows(visit: Visit, head: Headline, forecast: ForecastResult, asked: actions.Slice, count: int) -> None:
    st.markdown("**The forecasts behind them**", help=ROWS)
    if count > MOST_PAGED:
        st.caption(f"{words.count(count, 'forecast')}. Open one target period or one series to see them.")
        return
    what = (
        asked.model,
        asked.series or "",
        f"{'' if asked.horizon is None else asked.horizon}",
        f"{asked.target or ''}",
        "other_series" if asked.others else "",
        f"against_{asked.old}" if asked.old else "",
        f"erosion_{asked.month or ''}" if asked.since else "",
    )
    behind.rows(
        visit,
        head.project,
        "forecast",
        count,
        lambda page, size: actions.forecast_rows(visit, head.project, forecast.name, asked, page, size),
        lambda: "".join(actions.forecast_rows_csv(visit, head.project, forecast.name, asked)),
        taking.file_name(head.project, forecast.name, *what, "forecasts", ending="csv"),
        "one target period or one series",
    )
