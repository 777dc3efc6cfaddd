"""What the fields of a dataset are called on the Define page, by its shape: all of them, and those of a new one."""

from __future__ import annotations

from dataclasses import replace

from metrics.model import Project
from pages.fields import Field
from pages.labels import KEEP

SHAPES = {
    "events": "Events: one row per ticket, invoice or call",
    "series": "Series: one row per period, values already counted",
    "forecasts": "Forecasts: one row per forecast",
    "costs": "Costs: one row per booking",
}
SHAPE = Field("shape", "What a row is", "choice", "", SHAPES)
NUMBERS = ("integer", "decimal", "double")
MODES = {
    "upsert": "Rows with a known key are updated",
    "replace_span": "A file replaces the periods that it spans",
    "append": "Every file adds rows",
}
HERE = "A column of this file"
MADE = ("made_on", "horizon")  # either tells how far ahead a forecast looks
TIME = Field("time", "Date column", "parts", "Or its parts, such as: year, month", one_of=("time",))
MODE = Field("mode", "A new file", "maybe", "What happens to rows that are there already", MODES)
DUE = Field("expected_by", "Due by day of month", "whole", "By when last month's file should be here")
ID = Field("id", "Id column", help="One row per id is counted: exports often repeat them")
SERIES = Field("series", "Series", "names", "Columns that tell series apart, such as: sku, depot")
COSTS = (
    TIME,
    Field("amount", "Amount column", one_of=("amount",)),
    Field("category", "Category column"),
    Field("kind", "Kind column", help="investment or running"),
)
FORECASTS = (
    Field("target", "Forecast period", help="Column with the period that is forecast", one_of=("target",)),
    Field("made_on", "Made on", help="Column with the day that the forecast was made", one_of=MADE),
    Field("horizon", "Horizon", help="Column with the steps ahead, where the file has one", one_of=MADE),
    Field("forecast", "Forecast value", help="Column with what was forecast", one_of=("forecast",)),
    Field("actual", "Actual value", help="Column with what came true, where it is in the same file"),
)
MODEL = Field("model", "Model", help="Column that names the model")


def every(defined: Project, name: str) -> list[Field]:
    """The fields of a dataset: its columns by role, as formulas name them, and how its files follow each other."""
    dataset = defined.dataset[name]
    if dataset.shape == "forecasts":
        return [
            *FORECASTS,
            MODEL,
            *_actuals(defined),
            SERIES,
            MODE,
            DUE,
            Field("where", "Only rows where", help="Such as model = 'retrained'; the others are not measured"),
            Field("intervals", "Intervals", "pairs", "Lines such as: 95 = q025, q975"),
        ]
    if dataset.shape == "costs":
        return [*COSTS, Field("id", "Id column"), MODE, DUE]
    return [
        TIME,
        ID,
        Field("keep", "Where several rows have one id", "choice", "", KEEP),
        Field("version", "Changed-at column", help="Orders several rows with one id"),
        *([SERIES] if dataset.shape == "series" else []),
        MODE,
        DUE,
    ]


def new(defined: Project, shape: str) -> list[Field]:
    """The fields of a dataset that is to be made: what its shape cannot be without, and what tells its rows apart."""
    if shape == "forecasts":
        actuals = _actuals(defined) if any(each.shape == "series" for each in defined.dataset.values()) else []
        return [*FORECASTS, *actuals, SERIES, MODEL]
    if shape == "costs":
        return list(COSTS)
    if shape == "series":
        apart = "Such as: sku, depot. None where every period has one row"
        return [
            TIME,
            replace(SERIES, label="Which columns tell its rows of one period apart?", help=apart),
            Field("columns", "Value columns", "numbers", "The columns with the numbers, such as: units, revenue"),
        ]
    return [TIME, ID]


def _actuals(defined: Project) -> list[Field]:
    """Where actuals come from that are in a file of their own, and which of its columns."""
    sources = {name: each for name, each in defined.dataset.items() if each.shape == "series"}
    values = [column for each in sources.values() for column, kind in each.types().items() if kind in NUMBERS]
    from_ = {"": HERE} | {name: name for name in sources}
    column = {"": "None"} | {value: value for value in values}
    return [
        Field(
            "actuals.dataset",
            "Actuals from",
            "choice",
            "A dataset of shape series with what came true. Its series columns must be called as here; "
            "the column under Actual value then does not count",
            from_,
            along="actuals.value",
        ),
        Field(
            "actuals.value",
            "Their column",
            "choice",
            "The column of that dataset with the actual values",
            column,
            along="actuals.dataset",
        ),
    ]
