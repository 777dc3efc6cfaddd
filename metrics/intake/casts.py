"""SQL that turns a cell into its type beside SQL that says whether it could be: values are cast, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.dataset import ColumnType, Dataset
from metrics.engine import text
from metrics.intake import durations, mapping, moments, rules
from metrics.intake.number_counts import Numbers
from metrics.intake.numbers import PLAIN, Form
from metrics.intake.rules import Check
from metrics.intake.values import Values

SCALE, PRECISION, MOST = 6, 18, 38  # DECIMAL(18,6) unless more digits occur; DuckDB's decimals end at 38

TRUE_WORDS = ("on", "ja", "wahr", "oui", "vrai", "si", "sí", "sì", "vero", "sim")
FALSE_WORDS = ("off", "nein", "falsch", "non", "faux", "no", "falso", "não")
MISSING = "is missing"
ZONE = r":\d\d(?:[.,]\d+)? ?(?:[A-Z]{3,5}|\[?[A-Z][a-z]+/[A-Z][A-Za-z_]+\]?)$"
NAMED_ZONE = "names a time zone, which has no fixed offset: write the offset, as in +02:00"
NEGATIVE = "is a negative duration"
EXPONENT = 'is written with an exponent: write it out (1.2e3 as 1200), or define the column as "double"'
EXPONENTS = r"^\s*[+-]?[0-9]+(?:[.,][0-9]*)?[eE][+-]?[0-9]+\s*$"
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
    ok: SQL over name and cell that is true unless the cell is wrong or breaks a rule. typed: the same without rules.
    why: SQL text of the reason where it is no value of its type. checks: the owner's rules.
    """

    column: str
    cell: str
    value: str
    name: str
    ok: str
    typed: str
    why: str
    checks: tuple[Check, ...] = ()

    def reason(self) -> str:
        """SQL text of the reason why the cell is wrong, null where it is not."""
        why = f"CASE WHEN {self.cell} IS NULL THEN {text(MISSING)} ELSE {self.why} END"
        broken = "".join(f" WHEN NOT coalesce({check.ok}, true) THEN {text(check.why)}" for check in self.checks)
        return f"CASE WHEN NOT coalesce({self.typed}, false) THEN {why}{broken} END"


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
    must = set(mapping.required(dataset))
    out = []
    for i, (column, kind) in enumerate(dataset.types().items()):
        cell, named = cells[column], f"v{i}"
        own = [rule for rule in dataset.rule if rule.column == column]
        needed = column in must or any(rule.required for rule in own)
        checks = rules.checks(own, kind, named)
        null = f"{cell} IS NULL OR trim({cell}) IN ({', '.join(map(text, nulls))})"
        if kind == "text":
            padded = f"{cell} LIKE ' %' OR {cell} LIKE '% '"
            value = f"CASE WHEN {padded} THEN (CASE WHEN {null} THEN NULL ELSE trim({cell}) END) ELSE {cell} END"
            value = value if needed or own or column in found.padded else cell
            typed = f"{named} IS NOT NULL" if needed else "true"
            ok = " AND ".join([typed, *(f"coalesce({check.ok}, true)" for check in checks)])
        else:
            value, further = _typed(kind, cell, named, found, column, timezone)
            otherwise = "false" if needed else null
            # a CASE, not an OR: it looks at the cell's text only in the rows that could not be cast
            typed = f"CASE WHEN {named} IS NOT NULL THEN {' AND '.join(further) or 'true'} ELSE {otherwise} END"
            good = " AND ".join([*further, *(check.ok for check in checks)]) or "true"
            ok = f"CASE WHEN {named} IS NOT NULL THEN {good} ELSE {otherwise} END"
        out.append(Cast(column, cell, value, named, ok.removeprefix("true AND "), typed, _why(kind, cell), checks))
    return out


def typed_sql(plan: Sequence[Cast], relation: str, keep: Sequence[str]) -> str:
    """A FROM item with the columns `keep` of the relation and every cast's value under its name, each computed once."""
    values = ", ".join([*keep, *(f"{cast.value} AS {cast.name}" for cast in plan)])
    return f"(SELECT {values} FROM {relation})"


def _typed(kind: ColumnType, cell: str, named: str, found: Values, column: str, timezone: str) -> tuple[str, list[str]]:
    """The typed value and further conditions that a good cell meets."""
    decided = found.decided
    if kind in ("date", "timestamp"):
        value = moments.timestamp_sql(cell, decided.formats.get(column, ()), timezone)
        return (f"CAST({value} AS DATE)" if kind == "date" else value), [moments.sane_sql(named)]
    if kind == "boolean":
        return _truth(cell), []
    if kind in ("integer", "decimal", "double"):
        return _number(kind, cell, named, decided.forms.get(column, PLAIN), found.numbers.get(column))
    return durations.minutes_sql(cell, decided.clocks.get(column, "")), [f"{named} >= 0"]


def _why(kind: ColumnType, cell: str) -> str:
    """SQL text that says why a cell is no value of its type."""
    plain = text(WHY[kind] or MISSING)
    if kind in ("date", "timestamp"):
        return f"CASE WHEN regexp_matches({cell}, {text(ZONE)}) THEN {text(NAMED_ZONE)} ELSE {plain} END"
    if kind in ("integer", "decimal"):
        return f"CASE WHEN regexp_matches({cell}, {text(EXPONENTS)}) THEN {text(EXPONENT)} ELSE {plain} END"
    if kind == "duration":
        return f"CASE WHEN starts_with(trim({cell}), '-') THEN {text(NEGATIVE)} ELSE {plain} END"
    return plain


def _truth(cell: str) -> str:
    """DuckDB knows true, t, yes, y, 1 and their opposites; exports also speak other languages."""
    word = f"lower(trim({cell}))"
    spoken = f"CASE WHEN {word} IN {TRUE_WORDS} THEN true WHEN {word} IN {FALSE_WORDS} THEN false END"
    return f"coalesce(try_cast({cell} AS BOOLEAN), try_cast(trim({cell}) AS BOOLEAN), {spoken})"


def _number(kind: ColumnType, cell: str, named: str, form: Form, seen: Numbers | None) -> tuple[str, list[str]]:
    named_cell = f"trim({cell})"
    plain = cell if form == PLAIN else form.plain_sql(named_cell)
    meant = cell if form == PLAIN else form.value_sql(named_cell)
    fits = f"regexp_full_match(trim({cell}), {text(form.pattern(kind == 'integer'))})"
    if kind == "double":
        return f"try_cast({meant} AS DOUBLE)", [f"isfinite({named})", _free(cell, "_xX") if form == PLAIN else fits]
    if kind == "integer":
        pointed = form != PLAIN or (seen is not None and seen.fraction_digits > 0)
        return f"try_cast({plain} AS BIGINT)", [fits if pointed else _free(cell, "._eExX")]
    divided = form.dressed and form.percent == "fraction"
    digits = (seen.fraction_digits if seen else 0) + 2 * divided
    scale = max(SCALE, min(digits, MOST - 1))
    whole = max(PRECISION - SCALE, seen.whole_digits if seen else 0)
    precision = min(scale + whole, MOST)
    room = f"{scale} - CASE WHEN contains({cell}, '%') THEN 2 ELSE 0 END" if divided else f"{scale}"
    exact = f"CASE WHEN contains({plain}, '.') THEN strlen({plain}) - strpos({plain}, '.') <= {room} ELSE true END"
    return f"try_cast({meant} AS DECIMAL({precision},{scale}))", [exact, _free(cell, "_eE") if form == PLAIN else fits]


def _free(cell: str, signs: str) -> str:
    """SQL: the cell has none of the signs that DuckDB's casts accept in numbers and people do not mean so."""
    return " AND ".join(f"NOT contains({cell}, '{sign}')" for sign in signs)
