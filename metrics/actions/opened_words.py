"""What a figure is made of, in words: what is counted, of which rows, in which period, divided by what."""

from __future__ import annotations

from metrics import words
from metrics.dataset import Dataset
from metrics.measure.forecast_accuracy import SERIES_SHOWN
from metrics.measure.forecast_slice import Slice
from metrics.model import Kpi, Project
from metrics.rollup.points import time_column

MODES = {
    "upsert": "A later row of the same key takes an earlier one's place.",
    "replace_span": "A file takes the place of earlier files' rows on the days that it spans.",
    "append": "Every file adds rows.",
}


def formula_words(project: Project, name: str, grain: str, segment: str | None) -> tuple[str, ...]:
    """Sentences, from the formula to the rows that count."""
    kpi = project.kpi[name]
    dataset = project.dataset[kpi.dataset]
    time = time_column(kpi, dataset)
    when = " and ".join(dataset.times()) if time == "_time" else time
    of = f" where {kpi.where}" if kpi.where else ""
    part = f", of the segment {segment.replace('=', ': ')} alone" if segment else ""
    told = [f"{kpi.measure} over the rows of {kpi.dataset}{of}, by {grain} of {when}{part}."]
    if kpi.driver:
        per = f"{kpi.per:f}".rstrip("0").rstrip(".") if "." in f"{kpi.per:f}" else f"{kpi.per:f}"
        told.append(f"Divided by {project.kpi[kpi.driver].title or kpi.driver}, times {per}.")
    told.append(_rows(kpi, dataset))
    if kpi.mature_after is not None:
        told.append(
            f"A period counts once its rows are {kpi.mature_after} days old: until then their facts may change."
        )
    return tuple(told)


def forecast_words(project: Project, name: str, asked: Slice) -> tuple[str, ...]:
    """Sentences: which forecasts count, what they are measured against, what they are held beside."""
    forecast = project.forecast[name]
    dataset = project.dataset[forecast.dataset]
    of = f" where {dataset.where}" if dataset.where else ""
    grain = forecast.grain
    ahead = f"as in the column {dataset.horizon}" if dataset.horizon else f"{grain}s from the one it was made in"
    told = [
        f"Every forecast in the rows of {forecast.dataset}{of} whose actual is known; error = forecast − actual.",
        f"How far ahead: {ahead}. Of several made for one target at one distance, the last one counts.",
    ]
    if dataset.actuals:
        told.append(f"Actual: the sum of {dataset.actuals.value} in {dataset.actuals.dataset}, by series and {grain}.")
    else:
        told.append(f"Actual: {dataset.actual} of the row, or what was reported last where rows of a target differ.")
    season = f" of the same season (every {forecast.season} {grain}s)" if forecast.season > 1 else ""
    back = f" in {forecast.history}" if forecast.history else ""
    lag = f" {words.count(forecast.actual_lag, grain)}" if forecast.actual_lag else ""
    known = f"whose {grain} had ended{lag} before the forecast was made"
    told.append(f"Naive: the latest actual{season}{back} {known}, as first reported.")
    return (*told, *_together(asked, grain))


def _together(asked: Slice, grain: str) -> tuple[str, ...]:
    """How several forecasts make one figure, and what of it no single forecast has."""
    if asked.others:
        return (
            f"These are all series but the {SERIES_SHOWN} with the largest Σ|error|, which are opened one by one."
            " Their share is of Σ|error| of all series.",
        )
    if asked.old is not None:
        overlap = words.count(max(asked.horizon or 0, 0) + 1, grain)
        return (
            f"Compared: forecasts by both models of the same series, {grain} and horizon. A {grain}'s difference is"
            f" Σ|error of {asked.model}| − Σ|error of {asked.old}|: below zero {asked.model} errs less.",
            f"The test and its probability are of all {grain}s together, errors within {overlap} taken as overlapping:"
            " no single forecast has them. The probability is read from the t distribution, which SQL does not have.",
        )
    if asked.since is not None:
        return (
            "By the month in which forecasts were made, over those that have a naive forecast beside them: relative ="
            " ln(WAPE / naive WAPE).",
            "Slope and interval are of all months together: no single forecast has them.",
        )
    if asked.series is not None:
        return ("Its share is of Σ|error| of all series, which opens under “All horizons together”.",)
    return ()


def _rows(kpi: Kpi, dataset: Dataset) -> str:
    key = ", ".join(dataset.key())
    mode = dataset.mode or ("upsert" if key else "append")
    if (mode == "append" and dataset.id is None) or not key:
        return MODES.get(mode, MODES["append"])
    by = dataset.version or ("time" if dataset.times() else "file")
    return f"One row counts for each {key}: the {dataset.keep} by {by}, then by file. {MODES[mode]}"
