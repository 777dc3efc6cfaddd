"""How the numbers of a file are written, counted over all rows in one scan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from metrics.engine import text
from metrics.intake import currencies, numbers, query
from metrics.intake.numbers import Form
from metrics.intake.target import Target


@dataclass(frozen=True)
class Signs:
    """What stands beside a column's digits. percents: values with a percent sign, one of them, and one without.

    currencies: a sign as it stands in the file for each currency that occurs.
    """

    percents: int = 0
    percent: str | None = None
    bare: str | None = None
    currencies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Numbers:
    """A number column. fits: rows per form that was counted; digits: most of them before and after the point."""

    values: int
    fits: Mapping[Form, int]
    whole_digits: int
    fraction_digits: int
    example: str | None = None  # a value with a mark that two forms read differently
    signs: Signs = Signs()

    def best(self) -> tuple[Form, ...]:
        """The forms that fit most rows, the simplest first; several only where they read the example differently."""
        most = max(self.fits.values(), default=0)
        top = [form for form in numbers.FORMS if self.fits.get(form, -1) == most]
        first = top[:1]
        return tuple(
            first + [form for form in top[1:] if self.example and not numbers.same(form, top[0], self.example)][:1]
        )


def number_columns(
    con: duckdb.DuckDBPyConnection, relation: str, targets: Sequence[Target], settled: Mapping[str, bool]
) -> dict[str, Numbers]:
    """Count the forms of number columns; regular expressions run only over columns whose marks leave a doubt."""
    if not targets:
        return {}
    inner: list[str] = []
    sums: list[str] = []
    for i, target in enumerate(targets):
        cell = target.cell
        inner += [
            f"{cell} AS v{i}",
            f"strpos({cell}, '.') AS p{i}",
            f"try_cast({cell} AS DOUBLE) IS NULL OR contains({cell}, '_') AS odd{i}",
        ]
        sums += [
            f"count(v{i}) AS n{i}",
            f"count_if(p{i} > 0) AS dot{i}",
            f"count_if(odd{i} AND v{i} IS NOT NULL) AS odd{i}",
            f"max(CASE WHEN p{i} > 0 THEN p{i} - 1 ELSE strlen(v{i}) END) AS len{i}",
            f"max(strlen(v{i}) - p{i}) FILTER (p{i} > 0) AS frac{i}",
        ]
    row = query.named(con, f"SELECT {', '.join(sums)} FROM (SELECT {', '.join(inner)} FROM {relation})")
    found: dict[str, Numbers] = {}
    for i, target in enumerate(targets):
        if row[f"odd{i}"] or (row[f"dot{i}"] and not settled.get(target.column)):
            found[target.column] = _count_forms(con, relation, target)
        else:
            whole, fraction = row[f"len{i}"] or 0, row[f"frac{i}"] or 0
            forms = (numbers.PLAIN,) if row[f"dot{i}"] else numbers.FORMS  # digits alone fit whatever is remembered
            found[target.column] = Numbers(row[f"n{i}"], dict.fromkeys(forms, row[f"n{i}"]), whole, fraction, None)
    return found


def _count_forms(con: duckdb.DuckDBPyConnection, relation: str, target: Target) -> Numbers:
    whole = target.type == "integer"
    marked = f"NOT regexp_full_match({target.cell}, '{numbers.PLAIN_DIGITS}')"
    forms = numbers.FORMS
    sums = [f"count({target.cell})", f"count_if({marked})", f"max(strlen({target.cell})) FILTER (NOT {marked})"]
    for form in forms:
        fit = f"regexp_full_match(trim({target.cell}), {text(form.pattern(whole))})"
        sums.append(f"count_if({marked} AND {fit})")
    row = query.first(con, f"SELECT {', '.join(sums)} FROM {relation}")
    values, odd, longest = row[0], row[1], row[2] or 0
    fits = {form: values - odd + count for form, count in zip(forms, row[3:], strict=True)}
    most = max(fits.values())
    best = next(form for form in forms if fits[form] == most)
    plain = best.plain_sql(f"trim({target.cell})")
    fraction = f"max(strlen({plain}) - strpos({plain}, '.')) FILTER (contains({plain}, '.'))"
    ambiguous = [form for form in forms if fits[form] == most and form.decimal != best.decimal]
    unlike = "false"
    if ambiguous:
        other = ambiguous[0].plain_sql(f"trim({target.cell})")
        unlike = f"try_cast({plain} AS DOUBLE) <> try_cast({other} AS DOUBLE)"
    fit = f"regexp_full_match(trim({target.cell}), {text(best.pattern(whole))})"
    example = f"any_value(trim({target.cell})) FILTER ({unlike})"
    sql = f"SELECT max({_before_point(plain)}), {fraction}, {example} FROM {relation} WHERE {marked} AND {fit}"
    before, digits, shown = query.first(con, sql)
    signs = _signs(con, relation, target, fit) if best.dressed else Signs()
    return Numbers(values, fits, max(longest, before or 0), digits or 0, shown, signs)


def _signs(con: duckdb.DuckDBPyConnection, relation: str, target: Target, fit: str) -> Signs:
    """Percent signs and currencies of the values that fit."""
    cell = f"trim({target.cell})"
    signed = f"contains({cell}, '%')"
    money = f"regexp_extract({cell}, {text(currencies.pattern())})"
    sql = (
        f"SELECT count_if({signed}), any_value({cell}) FILTER ({signed}), any_value({cell}) FILTER (NOT {signed}), "
        f"list(DISTINCT {money}) FROM {relation} WHERE {target.cell} IS NOT NULL AND {fit}"
    )
    count, percent, bare, found = query.first(con, sql)
    return Signs(count, percent, bare, {currencies.key(sign): sign for sign in sorted(filter(None, found or ()))})


def _before_point(plain: str) -> str:
    return f"CASE WHEN contains({plain}, '.') THEN strpos({plain}, '.') - 1 ELSE strlen({plain}) END"


def decisive(values: Iterable[str]) -> bool:
    """Whether some value can only be written with a decimal point: 12.5, 0.125 or 1234.567, but not 1.234."""
    other = Form(",", ".")
    comma, plain = re.compile(other.pattern(False)), re.compile(numbers.PLAIN.pattern(False))
    return any("." in value and plain.fullmatch(value) and not comma.fullmatch(value) for value in values)
