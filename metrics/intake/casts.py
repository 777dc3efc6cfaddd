"""SQL that turns a cell into its type beside SQL that says whether it could be: values are cast, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.dataset import ColumnType, Dataset
from metrics.engine import text
from metrics.intake import dates, mapping
from metrics.intake.dates import Format
from metrics.intake.number_counts import Numbers
from metrics.intake.numbers import PLAIN, Form
from metrics.intake.values import Values

SCALE, PRECISION, MOST = 6, 18, 38  # DECIMAL(18,6) unless more digits occur; DuckDB's decimals end at 38

TRUE_WORDS = ("on", "ja", "wahr", "oui", "vrai", "si", "sí", "sì", "vero", "sim")
FALSE_WORDS = ("off", "nein", "falsch", "non", "faux", "no", "falso", "não")
WHY: dict[ColumnType, str] = {
    "integer": "is no whole number",
    "decimal": "is no number",
    "double": "is no number",
    "date": "is no date in the column's format",
    "timestamp": "is no time in the column's format",
    "boolean": "is neither true nor false",
    "duration": "is no duration",
    "text": "",
}


@dataclass(frozen=True)
class Cast:
    """One column's way from text to type.

    value: SQL of the typed value, null where the cell is empty or wrong. name: what `typed_sql` calls that value.
    ok: SQL over name and cell that is true unless the cell is wrong. why: the reason to give where it is not.
    """

    column: str
    cell: str
    value: str
    name: str
    ok: str
    why: str
    required: bool


def casts(
    dataset: Dataset,
    cells: Mapping[str, str],
    found: Values,
    nulls: tuple[str, ...],
    timezone: str,
) -> list[Cast]:
    """One cast per column of the dataset, in its order. cells: definition column → SQL name of the cell.

    Blanks around a text are taken off in required columns, and in others where the first rows show some.
    """
    formats, forms, seen = found.decided.formats, found.decided.forms, found.numbers
    must = set(mapping.required(dataset))
    out = []
    for i, (column, kind) in enumerate(dataset.types().items()):
        cell, named = cells[column], f"v{i}"
        null = f"{cell} IS NULL OR trim({cell}) IN ({', '.join(map(text, nulls))})"
        if kind == "text":
            padded = f"{cell} LIKE ' %' OR {cell} LIKE '% '"
            value = f"CASE WHEN {padded} THEN (CASE WHEN {null} THEN NULL ELSE trim({cell}) END) ELSE {cell} END"
            value = value if column in must or column in found.padded else cell
            ok = f"{named} IS NOT NULL" if column in must else "true"
        else:
            seen_, form = seen.get(column), forms.get(column, PLAIN)
            value, further = _typed(kind, cell, named, formats.get(column, ()), form, seen_, timezone)
            # a CASE, not an OR: it looks at the cell's text only in the rows that could not be cast
            good = " AND ".join(further) or "true"
            ok = f"CASE WHEN {named} IS NOT NULL THEN {good} ELSE {'false' if column in must else null} END"
        out.append(Cast(column, cell, value, named, ok, WHY[kind], column in must))
    return out


def typed_sql(plan: Sequence[Cast], relation: str, keep: Sequence[str]) -> str:
    """A FROM item with the columns `keep` of the relation and every cast's value under its name, each computed once."""
    values = ", ".join([*keep, *(f"{cast.value} AS {cast.name}" for cast in plan)])
    return f"(SELECT {values} FROM {relation})"


def _typed(
    kind: ColumnType,
    cell: str,
    named: str,
    formats: tuple[Format, ...],
    form: Form,
    seen: Numbers | None,
    timezone: str,
) -> tuple[str, list[str]]:
    """The typed value and further conditions that a good cell meets."""
    if kind in ("date", "timestamp"):
        value = dates.timestamp_sql(cell, formats, timezone)
        return (f"CAST({value} AS DATE)" if kind == "date" else value), [dates.sane_sql(named)]
    if kind == "boolean":
        return _truth(cell), []
    if kind in ("integer", "decimal", "double"):
        return _number(kind, cell, named, form, seen)
    return _duration(cell), []


def _truth(cell: str) -> str:
    """DuckDB knows true, t, yes, y, 1 and their opposites; exports also speak other languages."""
    word = f"lower(trim({cell}))"
    spoken = f"CASE WHEN {word} IN {TRUE_WORDS} THEN true WHEN {word} IN {FALSE_WORDS} THEN false END"
    return f"coalesce(try_cast({cell} AS BOOLEAN), try_cast(trim({cell}) AS BOOLEAN), {spoken})"


def _number(kind: ColumnType, cell: str, named: str, form: Form, seen: Numbers | None) -> tuple[str, list[str]]:
    plain = cell if form == PLAIN else form.plain_sql(f"trim({cell})")
    fits = f"regexp_full_match(trim({cell}), {text(form.pattern(kind == 'integer'))})"
    if kind == "double":
        return f"try_cast({plain} AS DOUBLE)", [f"isfinite({named})", _free(cell, "_xX") if form == PLAIN else fits]
    if kind == "integer":
        pointed = form != PLAIN or (seen is not None and seen.fraction_digits > 0)
        return f"try_cast({plain} AS BIGINT)", [fits if pointed else _free(cell, "._eExX")]
    scale = max(SCALE, min(seen.fraction_digits if seen else 0, MOST - 1))
    whole = max(PRECISION - SCALE, seen.whole_digits if seen else 0)
    precision = min(scale + whole, MOST)
    exact = f"CASE WHEN contains({plain}, '.') THEN strlen({plain}) - strpos({plain}, '.') <= {scale} ELSE true END"
    return f"try_cast({plain} AS DECIMAL({precision},{scale}))", [exact, _free(cell, "_eE") if form == PLAIN else fits]


def _free(cell: str, signs: str) -> str:
    """SQL: the cell has none of the signs that DuckDB's casts accept in numbers and people do not mean so."""
    return " AND ".join(f"NOT contains({cell}, '{sign}')" for sign in signs)


def _duration(cell: str) -> str:
    """Minutes as DECIMAL(18,6), from 1:30, 1d 04:30, 1:30:15, or a number of minutes."""
    form = r"^(?:(\d+)\s?d(?:ays?)?,? )?(\d+):(\d{2})(?::(\d{2}))?$"
    part = f"regexp_extract(trim({cell}), '{form}', ['d', 'h', 'm', 's'])"
    number = "try_cast({part}.{field} AS DECIMAL(18,6))"
    day, hour, minute, second = (number.format(part=part, field=field) for field in "dhms")
    amount = f"coalesce({day}, 0) * 1440 + {hour} * 60 + {minute} + coalesce({second}, 0) / 60"
    return f"coalesce(try_cast({cell} AS DECIMAL(18,6)), try_cast({amount} AS DECIMAL(18,6)))"
