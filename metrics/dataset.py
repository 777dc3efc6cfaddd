"""What a dataset is and how its files are read: its roles, columns, key, rules and recipe."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

NAMED = r"^[a-z][a-z0-9_]{0,62}$"
Name = Annotated[str, Field(pattern=NAMED)]  # datasets, KPIs, forecasts: safe as an SQL name
ColumnType = Literal["text", "integer", "decimal", "double", "date", "timestamp", "boolean", "duration"]
Mode = Literal["upsert", "replace_span", "append"]
Shape = Literal["events", "series", "forecasts", "costs"]


class Part(BaseModel):
    """Base of every part of a definition: frozen, unknown fields refused, `from` spelled as in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _open_end(value: object) -> object:
    """TOML has no null: inf and -inf leave an end of a range open."""
    return None if isinstance(value, float | Decimal) and math.isinf(value) else value


Bound = Annotated[Decimal | dt.date | None, BeforeValidator(_open_end)]


class Rule(Part):
    """A check of one column's values, run in SQL at intake.

    range: both ends belong to it, as numbers or as days; [0, inf] has no upper end. unique: within one file, since an
    export that is taken again repeats its rows rightly; the first row with a value stays.
    """

    column: str
    required: bool | None = None
    range: tuple[Bound, Bound] | None = None
    allowed: Annotated[tuple[str | int | Decimal, ...], Field(max_length=10_000)] | None = None
    unique: bool | None = None


class Recipe(Part):
    """How files of a dataset are read: written by the answers of an upload, obeyed by later ones."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header_rows: int | None = None
    skip: int | None = None  # lines before the header
    decimal: Literal[",", "."] | None = None
    thousands: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    formats: dict[str, str] = {}  # column name in the definition → date or time format
    columns: dict[str, str] = {}  # column name in the definition → header in the file, where they differ
    nulls: tuple[str, ...] | None = None
    sheet: str | None = None  # of a workbook, or the file inside an archive
    table: Annotated[int, Field(ge=1)] | None = None  # which of several tables in a file
    percent: Literal["fraction", "number"] | None = None  # "12 %" is 0.12, or 12
    accept: tuple[Literal["one_column", "header", "table", "wide"], ...] = ()  # what was answered once and stays right
    headers: tuple[str, ...] = ()  # those in doubt that "header" was accepted for
    found: tuple[Literal["decimal", "date_order"], ...] = ()  # of these, what a file showed: the others were answered


class Actuals(Part):
    """Where the actuals of a forecast come from when they are not in its own rows: joined by series and target."""

    dataset: Name
    value: str


class Dataset(Part):
    """One table of rows that files are uploaded to. Names below are column names as the KPIs use them."""

    shape: Shape
    id: str | None = None
    keep: Literal["last", "first"] = "last"
    version: str | None = None
    time: str | tuple[str, ...] | None = None
    columns: Annotated[dict[str, ColumnType], Field(max_length=1_000)] = {}
    mode: Mode | None = None  # None: upsert where there is an id or natural key, else asked at the first overlap
    expected_by: Annotated[int, Field(ge=1, le=31)] | None = None
    rule: Annotated[tuple[Rule, ...], Field(max_length=300)] = ()
    recipe: Recipe | None = None
    # shape = "forecasts"
    target: str | None = None
    made_on: str | None = None
    horizon: str | None = None
    forecast: str | None = None
    actual: str | None = None
    actuals: Actuals | None = None
    series: tuple[str, ...] = ()  # also the segment columns that make a series row's natural key
    model: str | None = None
    intervals: Annotated[dict[str, tuple[str, str]], Field(max_length=100)] = {}
    where: str | None = None
    # shape = "costs"
    amount: str | None = None
    category: str | None = None
    kind: str | None = None

    @model_validator(mode="after")
    def _roles(self) -> Self:
        needs = {
            "events": ["time"],
            "series": ["time"],
            "costs": ["time", "amount"],
            "forecasts": ["target", "forecast"],
        }
        missing = [role for role in needs[self.shape] if getattr(self, role) is None]
        if missing:
            raise PydanticCustomError("roles", f'lacks {", ".join(missing)}, which shape = "{self.shape}" needs')
        if self.shape == "forecasts" and self.made_on is None and self.horizon is None:
            raise PydanticCustomError("roles", "needs made_on or horizon, so that the horizon is known")
        return self

    def times(self) -> tuple[str, ...]:
        """The time column, or its parts (year, month)."""
        return (self.time,) if isinstance(self.time, str) else tuple(self.time or ())

    def types(self) -> dict[str, ColumnType]:
        """Every column that rows of this dataset carry, with its type; roles have the type of their role."""
        roles: dict[str, ColumnType] = {}
        if len(self.times()) == 1:
            roles[self.times()[0]] = "timestamp" if self.shape == "events" else "date"
        for part in self.times()[1:] and self.times():
            roles[part] = "integer"
        for column in (self.id, self.category, self.kind, self.model, *self.series):
            if column:
                roles[column] = "text"
        if self.version:
            roles[self.version] = "timestamp"
        if self.amount:
            roles[self.amount] = "decimal"
        if self.target:
            roles[self.target] = "date"
        if self.made_on:
            roles[self.made_on] = "date"
        if self.horizon:
            roles[self.horizon] = "integer"
        for column in (self.forecast, self.actual, *(c for pair in self.intervals.values() for c in pair)):
            if column:
                roles[column] = "double"
        return roles | dict(self.columns)

    def key(self) -> tuple[str, ...]:
        """The columns that identify a row: the id, or the natural key of the shape; empty where there is none."""
        if self.id:
            return (self.id,)
        if self.shape == "series":
            texts = tuple(name for name, kind in self.columns.items() if kind == "text")
            return (*self.times(), *(self.series or texts))
        if self.shape == "forecasts":
            parts = (self.model, *self.series, self.made_on, self.horizon, self.target)
            return tuple(part for part in parts if part)
        return ()
