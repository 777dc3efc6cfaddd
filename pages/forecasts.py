"""Forecasts: how far off, how far ahead, against which naive forecast, and whether accuracy holds."""

from functools import partial

import streamlit as st

from metrics import actions, words
from metrics.chart import (
    accuracy_by_horizon,
    accuracy_by_period,
    answers,
    coverage,
    erosion_clock,
    horizon_alone,
    noted,
    series_error,
    tables,
    written,
)
from pages import arriving, opened_forecast, pieces, terms, which_project

HOW_TO_READ = """
- **WAPE** is the summed absolute error over the summed actuals: 12 % means that 12 of 100 units were misplaced.
- The **naive** forecast repeats the last known value of the same season. **Added value** is how many points the
  model is better; below zero, it is not worth its cost.
- **Does accuracy hold?** Right of zero the model loses its edge over naive. It counts as holding when the whole
  interval lies in the tinted band, as eroding or improving when the whole interval is on one side of zero.
- **Bias** is the signed error: above zero the model forecasts too much. A dotted upright line is a retraining.
- Accuracy in a calm period is not skill: compare with the naive line of the same weeks.
"""
WORDS = (
    "Series", "Period", "Point", "Stage", "Baseline", "Sealed", "Interval", "Indicative", "Proven", "Verdict",
    "Target", "Held", "Actual", "Horizon", "WAPE", "Bias", "Naive", "FVA", "Erodes", "Retraining", "Coverage",
    "MAPE", "sMAPE", "MAE", "RMSE", "MASE", "RMSSE", "Reject",
)  # fmt: skip

visit = arriving.visit()
heads = actions.projects(visit)
if not heads:
    st.title("Forecasts")
    pieces.no_projects()

head = which_project.opened(heads)
pieces.of_the_whole(head)
view = actions.project(visit, head.project)
pieces.badges(head)
if not view.forecasts:
    pieces.no_data(head, "This project defines no forecast. Define one, and upload forecasts with their actuals.")

titles = {ref.name: ref.title for ref in view.forecasts}
name = next(iter(titles))
if len(titles) > 1:
    name = pieces.choose("Forecast", "forecast", titles)
forecast = actions.forecast(visit, head.project, name)
models = tables.models(forecast)
if not models:
    pieces.warnings(forecast.warnings)
    what = (
        "No forecast of it has an actual to compare with yet. Actuals are in a column of the forecasts' own file, or "
        "in a file of their own: *Define*, *Data* says which. Then upload them for its target periods."
    )
    defined = actions.draft(visit, head.project).project.forecast.get(name) if arriving.shows("define") else None
    pieces.no_data(head, what, part="data", **({"dataset": defined.dataset} if defined else {}))

with st.container(horizontal=True):
    model = pieces.choose("Model", "model", {m: m for m in models}, default=models[-1])
    far = {str(h): words.ahead(h, forecast.grain) for h in tables.horizons(forecast, model)}
    horizon = int(pieces.choose("Horizon", "horizon", far))
st.markdown(answers.forecast(forecast, model, horizon))
row = tables.at_horizon(forecast, model, horizon)
part = (head.project, head.snapshot, name, model)

with st.grid(5, min_column_width=150):
    st.metric("Error (WAPE)", words.percent(row.wape, digits=1), border=True, height="stretch")
    st.metric("Naive forecast", words.percent(row.naive_wape, digits=1), border=True, height="stretch")
    st.metric(
        "Added value, points",
        tables.bare(words.points(row.fva, signed=True)),
        delta="the naive forecast wins" if row.fva is not None and row.fva < 0 else None,
        delta_color="inverse",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    st.metric("Bias", words.percent(row.bias, digits=1, signed=True), border=True, height="stretch")
    st.metric("Forecasts measured", words.number(row.points), border=True, height="stretch")

with st.container(border=True):
    st.markdown(
        f"**Error by target {forecast.grain}**, {words.ahead(horizon, forecast.grain)}; other horizons behind it"
    )
    pieces.chart(
        ("by_period", *part, str(horizon)),
        lambda theme: accuracy_by_period.figure(forecast, model, horizon, theme),
        accuracy_by_period.alt(forecast, model, horizon),
        opened_forecast.on_chart(forecast, model, horizon),
    )
    if marked := noted.sentence(accuracy_by_period.notes(forecast, model, horizon), forecast.grain):
        st.caption(marked)
    asked = opened_forecast.choose(forecast, model, horizon)
    alone = horizon_alone.horizons(forecast, model)
    apart = pieces.folded("Each horizon on its own, on the same axes", "folded.horizons") if alone else None
    if apart:
        with apart, st.grid(4, min_column_width=230):
            for each in alone:
                with st.container(gap="xsmall"):
                    st.caption(horizon_alone.title(forecast, model, each))
                    small = partial(horizon_alone.figure, forecast, model, each)
                    pieces.chart(("alone", *part, str(each)), small, horizon_alone.alt(forecast, model, each))
if asked:
    opened_forecast.show(visit, head, forecast, asked)

if erosion_clock.rows(forecast, model, horizon):
    with st.container(border=True):
        st.markdown("**Does accuracy hold?** Change of the error against naive a month, with 95 % interval")
        if any(slope.slope is not None for slope in erosion_clock.rows(forecast, model, horizon)):
            pieces.chart(
                ("erosion", *part, str(horizon)),
                lambda theme: erosion_clock.figure(forecast, model, horizon, theme),
                erosion_clock.alt(forecast, model, horizon),
            )
        for line in answers.erosion(forecast, model, horizon):
            st.caption(line)
        if any(slope.horizon == horizon for slope in erosion_clock.rows(forecast, model, horizon)):
            opened_forecast.lead(opened_forecast.EROSION)

left, right = st.columns(2)
with left, st.container(border=True, height="stretch"):
    st.markdown("**Error by horizon**, model against model")
    pieces.chart(
        ("by_horizon", *part),
        lambda theme: accuracy_by_horizon.figure(forecast, model, theme),
        accuracy_by_horizon.alt(forecast, model),
    )
    for line in answers.comparisons(forecast, model, horizon):
        st.caption(line)
    with st.container(horizontal=True):
        for pair in forecast.comparison:
            if pair.horizon == horizon and model in (pair.old, pair.new):
                label = f"Open {words.plain(pair.new)} against {words.plain(pair.old)}"
                opened_forecast.lead(opened_forecast.against(pair, model), label)
with right, st.container(border=True, height="stretch"):
    if coverage.levels(forecast, model):
        st.markdown("**Do the intervals keep their promise?**")
        pieces.chart(
            ("coverage", *part), lambda theme: coverage.figure(forecast, model, theme), coverage.alt(forecast, model)
        )
        st.caption("Solid: how often the actual fell inside. Below the dashed line the intervals are too narrow.")
    else:
        st.markdown("**Intervals**")
        st.markdown("This model gives no intervals, so there is no coverage to measure.")

left, right = st.columns([2, 3])
with left, st.container(border=True, height="stretch"):
    st.markdown("**Where the error comes from**")
    if series_error.worst(forecast, model):
        pieces.chart(
            ("series", *part),
            lambda theme: series_error.figure(forecast, model, theme),
            series_error.alt(forecast, model),
        )
        if rest := actions.pooled(forecast.by_series, model):
            opened_forecast.lead("others", f"Open {rest.series}")
    else:
        st.markdown("The forecast has one series.")
with right, st.container(border=True, height="stretch"):
    st.markdown("**All measures**, in percent unless they say otherwise")
    st.dataframe(
        written.written(tables.accuracy(forecast), written.MEASURES),
        hide_index=True,
        placeholder="–",
        alt="Accuracy measures by model and horizon",
        column_config={
            "model": st.column_config.TextColumn("Model", pinned=True),
            "horizon": "Horizon",
            "points": "Forecasts",
            "wape": "WAPE",
            "naive": "Naive WAPE",
            "fva": st.column_config.NumberColumn("FVA", help="Naive WAPE − WAPE, in points"),
            "bias": "Bias",
            "mape": "MAPE",
            "smape": "sMAPE",
            "mase": "MASE, ratio",
            "rmsse": "RMSSE, ratio",
            "mae": "MAE, units",
            "rmse": "RMSE, units",
        },
    )

pieces.warnings(forecast.warnings)
with st.container(horizontal=True, vertical_alignment="center"):
    pieces.link(project=head.project, forecast=name, model=model, horizon=str(horizon))
pieces.reasons(view.reasons, f"forecast.{name}.")
terms.how_to_read(HOW_TO_READ, *WORDS)
