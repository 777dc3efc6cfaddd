"""Formulas that are accepted: their kind, their parts, and what they give on rows with nulls and zeros."""

from __future__ import annotations

import duckdb
import pytest

from metrics.dataset import Dataset
from metrics.errors import FormulaError
from metrics.rollup import formula

ROWS = Dataset(
    shape="events",
    time="opened",
    columns={
        "closed": "timestamp",
        "n": "integer",
        "m": "integer",
        "ok": "boolean",
        "who": "text",
        "Opened By": "text",
    },
)
TABLE = """
    SELECT * FROM (VALUES
        (TIMESTAMP '2025-01-01 10:00', TIMESTAMP '2025-01-01 11:30', 3, 2, true, 'ann', 'x'),
        (TIMESTAMP '2025-01-02 10:00', TIMESTAMP '2025-01-03 10:00', 4, 0, false, 'Bob', 'y'),
        (TIMESTAMP '2025-01-03 10:00', NULL, 8, 5, NULL, NULL, NULL),
        (TIMESTAMP '2025-01-04 10:00', NULL, NULL, NULL, true, 'ann', 'x')
    ) AS t(opened, closed, n, m, ok, who, "Opened By")
"""

VALUES: list[tuple[str, str, float | None]] = [
    ("count(*)", "additive", 4),
    ("count(n)", "additive", 3),
    ("COUNT(*) * 2 - count(ok)", "additive", 5),
    ("sum(n) / 2", "additive", 7.5),
    ("-sum(n)", "additive", -15),
    ("coalesce(sum(n), 0)", "additive", 15),
    ("sum(n) FILTER (WHERE n > 100)", "additive", 0),
    ("sum(n) FILTER (WHERE n IS NULL)", "additive", None),
    ("count_if(ok)", "additive", 2),
    ("sum(n / m)", "additive", 3 / 2 + 8 / 5),
    ("count(*) FILTER (WHERE who = 'ann') / count(*)", "ratio", 0.5),
    ("sum(n) / sum(m)", "ratio", 15 / 7),
    ("sum(n) / nullif(sum(m), 0)", "ratio", 15 / 7),
    ("sum(n) / sum(m - m)", "ratio", None),
    ("avg(n)", "ratio", 5),
    ("avg(n) FILTER (WHERE n > 100)", "ratio", None),
    ("avg(ok)", "ratio", 2 / 3),
    ("1 - avg(ok)", "ratio", 1 / 3),
    ("100.0 * avg(n) / 5", "ratio", 100),
    ("avg(n) - avg(n)", "ratio", 0),
    ("avg(date_diff('second', opened, closed)) / 3600.0", "ratio", (1.5 + 24) / 2),
    ("avg(epoch(closed - opened)) / 3600", "ratio", (1.5 + 24) / 2),
    ("sum(CASE WHEN lower(who) LIKE 'b%' THEN n ELSE 0 END) / count(*)", "ratio", 1),
    ("avg(n) + avg(m)", "other", 5 + 7 / 3),
    ("sum(n) + 5", "other", 20),
    ("60 / count(*)", "other", 15),
    ("median(n)", "other", 4),
    ("quantile_cont(n, 0.5)", "other", 4),
    ("count(DISTINCT who)", "other", 2),
    ("max(n) - min(n)", "other", 5),
    ("round(avg(n) / 3, 2)", "other", 1.67),
    ("sum(n) * sum(m)", "other", 105),
    ('count(DISTINCT "opened by")', "other", 2),
    ("stddev_samp(m)", "other", 2.516611478423583),
]


@pytest.mark.parametrize(("text", "kind", "value"), VALUES)
def test_value_and_kind(text: str, kind: str, value: float | None) -> None:
    checked = formula.measure(text, ROWS)
    assert checked.kind == kind
    with duckdb.connect() as con:
        parts = [checked.sql, checked.numerator_sql or "NULL", checked.denominator_sql or "NULL"]
        found = con.execute(f"SELECT {', '.join(parts)} FROM ({TABLE})").fetchone()
    assert found is not None
    assert found[0] == (None if value is None else pytest.approx(value))
    if kind == "additive":
        assert (found[1], found[2]) == (found[0], None)
    if kind == "ratio" and found[2]:
        assert float(found[1]) / float(found[2]) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count(*)", 0),
        ("sum(n)", 0),
        ("avg(n)", None),
        ("sum(n) / sum(m)", None),
        ("median(n)", None),
        ("max(n)", None),
    ],
)
def test_over_no_rows(text: str, value: float | None) -> None:
    """A count and a sum of no rows are 0, everything else is null (method §1)."""
    with duckdb.connect() as con:
        found = con.execute(f"SELECT {formula.measure(text, ROWS).sql} FROM ({TABLE}) WHERE false").fetchone()
    assert found == (value,)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ok", 2),
        ("n BETWEEN 3 AND 4", 2),
        ("n NOT IN (3, 4)", 1),
        ("NOT (n > 3 AND m > 0)", 2),
        ("closed IS NULL OR who ILIKE 'B%'", 3),
        ("opened >= date '2025-01-03'", 2),
        ("opened < timestamp '2025-01-02 10:00:00' + INTERVAL 1 day", 2),
        ("extract(isodow FROM opened) = 6", 1),
        ("date_part('hour', closed) = 11", 1),
        ("\"Opened By\" = 'x'", 2),
        ("n / m > 1", 2),
        ("who IS DISTINCT FROM 'ann'", 2),
        ("who = 'a -- b; (((' ", 0),
        ("who = 'naïve 👩‍💻'", 0),
    ],
)
def test_condition(text: str, rows: int) -> None:
    with duckdb.connect() as con:
        found = con.execute(f"SELECT count(*) FROM ({TABLE}) WHERE {formula.where(text, ROWS).sql}").fetchone()
    assert found == (rows,)


def test_every_language_function_is_accepted() -> None:
    """Each function that a message offers can in fact be used."""
    arguments = {
        "count": "*", "count_if": "ok", "quantile_cont": "n, 0.9", "quantile_disc": "n, 0.9",
        "date_diff": "'day', opened, closed", "date_sub": "'day', opened, closed", "date_part": "'day', opened",
        "date_trunc": "'week', opened", "extract": "hour FROM opened", "nullif": "n, 0", "coalesce": "n, 0",
        "greatest": "n, m", "least": "n, m", "contains": "who, 'a'", "starts_with": "who, 'a'", "epoch": "opened",
        "lower": "who", "upper": "who", "trim": "who", "length": "who",
    }  # fmt: skip
    aggregates = set(formula.language.AGGREGATES.values())
    for name in formula.language.allowed_functions().split(", "):
        of_time = name in ("year", "month", "day", "hour", "minute", "isodow", "dayofweek")
        call = f"{name}({arguments.get(name, 'opened' if of_time else 'n')})"
        text = call if name in aggregates else f"count(CASE WHEN {call} IS NULL THEN 1 END)"
        assert formula.measure(text, ROWS).sql


def test_columns_are_those_used_and_spelled_as_declared() -> None:
    assert formula.measure('sum(N) / count("OPENED BY")', ROWS).columns == ("n", "Opened By")


def test_a_column_outside_aggregates_is_named() -> None:
    with pytest.raises(FormulaError, match=r"outside every aggregate.*'m'"):
        formula.measure("sum(n) + m", ROWS)
