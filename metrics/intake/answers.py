"""What an upload is told about its file, and what is remembered of it for the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from metrics.dataset import Mode, Recipe

DateOrder = Literal["dmy", "mdy", "ymd"]
Accepted = Literal["rejects", "overwritten", "one_column", "header", "table", "wide"]
Percent = Literal["fraction", "number"]


@dataclass(frozen=True)
class Answers:
    """Everything a person may state about a file; what is None is found in the file, or asked.

    columns: definition column → header in the file (--set role=column). formats: definition column → strptime format.
    accept: what passes although it looks wrong: "rejects" (over 5 % rejected rows), "overwritten" (over 5 % of
    rows share their natural key with a later row of other values), "one_column", "header" (a header that holds another
    delimiter), "table" (the fitting one of several tables), "wide" (columns turned into rows).
    header_rows 0: the file has no header; its columns are called column1, column2, … sheet: the sheet of a workbook or
    the file inside an archive. table: which of several tables of a file, from 1. percent: "12 %" is 0.12, or 12.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header_rows: int | None = None
    skip: int | None = None
    decimal: Literal[",", "."] | None = None
    thousands: str | None = None
    date_order: DateOrder | None = None
    formats: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] | None = None
    sheet: str | None = None
    table: int | None = None
    percent: Percent | None = None
    complete_through: dt.date | None = None
    mode: Mode | None = None
    accept: tuple[Accepted, ...] = ()

    @classmethod
    def from_recipe(cls, recipe: Recipe | None) -> Answers:
        """The answers that a remembered recipe gives."""
        if recipe is None:
            return cls()
        return cls(
            encoding=recipe.encoding,
            delimiter=recipe.delimiter,
            quote=recipe.quote,
            escape=recipe.escape,
            header_rows=recipe.header_rows,
            skip=recipe.skip,
            decimal=recipe.decimal,
            thousands=recipe.thousands,
            date_order=recipe.date_order,
            formats=dict(recipe.formats),
            columns=dict(recipe.columns),
            nulls=recipe.nulls,
            sheet=recipe.sheet,
            table=recipe.table,
            percent=recipe.percent,
            accept=tuple(word for word in recipe.accept if word != "header"),  # holds for `recipe.headers` alone
        )

    def beside(self, recipe: Recipe | None) -> Recipe | None:
        """What a recipe remembers beside these answers: what they state, this very upload answers for."""
        if recipe is None:
            return None
        said = {"decimal": self.decimal, "thousands": self.thousands, "date_order": self.date_order}
        given = [name for name, value in said.items() if value is not None]
        formats = {column: how for column, how in recipe.formats.items() if column not in self.formats}
        found = tuple(name for name in recipe.found if name not in given)
        return recipe.model_copy(update={**dict.fromkeys(given), "formats": formats, "found": found})

    def over(self, remembered: Answers) -> Answers:
        """These answers where they are given, else the remembered ones."""
        given = {name: value for name, value in vars(self).items() if value not in (None, (), {})}
        given["formats"] = {**remembered.formats, **self.formats}
        given["columns"] = {**remembered.columns, **self.columns}
        given["accept"] = tuple(dict.fromkeys((*remembered.accept, *self.accept)))
        return replace(remembered, **given)
