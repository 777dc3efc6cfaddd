"""The language of KPI formulas: what may stand in an expression, and nothing else.

An allow-list of syntax-tree nodes of sqlglot (DuckDB dialect). What is missing here is refused: subqueries, window and
table functions, lambdas, lists and structs, anything that reads files, settings, the clock or chance.
"""

from __future__ import annotations

import re

from sqlglot import exp

MAX_LENGTH = 2_000  # characters; a longer formula belongs into the export
MAX_DEPTH = 60  # nested levels of the tree; sqlglot recurses once a level
MAX_NODES = 600
MAX_BRACKETS = 40
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})  # Unicode categories that no formula shows
MAX_DIGITS = 18  # of a number: DECIMAL(18) and BIGINT hold them exactly

AGGREGATES: dict[type[exp.Expr], str] = {
    exp.Count: "count",
    exp.CountIf: "count_if",
    exp.Sum: "sum",
    exp.Avg: "avg",
    exp.Min: "min",
    exp.Max: "max",
    exp.Median: "median",
    exp.PercentileCont: "quantile_cont",
    exp.PercentileDisc: "quantile_disc",
    exp.Stddev: "stddev",
    exp.StddevSamp: "stddev_samp",
    exp.StddevPop: "stddev_pop",
    exp.Variance: "variance",
    exp.VariancePop: "var_pop",
}

FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Abs: "abs",
    exp.Ceil: "ceil",
    exp.Coalesce: "coalesce",
    exp.Contains: "contains",
    exp.DateDiff: "date_diff",
    exp.DateTrunc: "date_trunc",
    exp.TimestampTrunc: "date_trunc",
    exp.Day: "day",
    exp.DayOfWeek: "dayofweek",
    exp.DayOfWeekIso: "isodow",
    exp.Extract: "extract",
    exp.Floor: "floor",
    exp.Greatest: "greatest",
    exp.Hour: "hour",
    exp.Least: "least",
    exp.Length: "length",
    exp.Lower: "lower",
    exp.Minute: "minute",
    exp.Month: "month",
    exp.Nullif: "nullif",
    exp.Round: "round",
    exp.StartsWith: "starts_with",
    exp.TimeToUnix: "epoch",
    exp.Trim: "trim",
    exp.Upper: "upper",
    exp.Year: "year",
}
NAMED = frozenset({"date_part", "date_sub"})  # functions that sqlglot keeps by name, all with a unit as first argument

OPERATORS: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Add,
        exp.Sub,
        exp.Mul,
        exp.Div,
        exp.Mod,
        exp.Neg,
        exp.Paren,
        exp.EQ,
        exp.NEQ,
        exp.GT,
        exp.GTE,
        exp.LT,
        exp.LTE,
        exp.NullSafeEQ,
        exp.NullSafeNEQ,
        exp.And,
        exp.Or,
        exp.Not,
        exp.In,
        exp.Between,
        exp.Is,
        exp.Like,
        exp.ILike,
        exp.Escape,
        exp.Case,
        exp.If,
        exp.Cast,
        exp.TryCast,
        exp.Interval,
        exp.Literal,
        exp.Boolean,
        exp.Null,
        exp.Column,
    }
)

# Nodes that mean something only below another one: child → the parents that it may have.
INSIDE: dict[type[exp.Expr], tuple[type[exp.Expr], ...]] = {
    exp.Identifier: (exp.Column,),
    exp.Star: (exp.Count,),
    exp.Distinct: (exp.Count, exp.Sum, exp.Avg),
    exp.Where: (exp.Filter,),
    exp.Var: (exp.DateDiff, exp.DateTrunc, exp.TimestampTrunc, exp.Extract, exp.Interval),
    exp.DataType: (exp.Cast, exp.TryCast),
    exp.DataTypeParam: (exp.DataType,),
}

UNITS = frozenset(
    {
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "millisecond",
        "microsecond",
        "epoch",
        "dow",
        "dayofweek",
        "isodow",
        "doy",
        "isoyear",
    }
)


CASTS = frozenset(
    {
        exp.DataType.Type.INT,
        exp.DataType.Type.BIGINT,
        exp.DataType.Type.DOUBLE,
        exp.DataType.Type.DECIMAL,
        exp.DataType.Type.DATE,
        exp.DataType.Type.TIMESTAMP,
        exp.DataType.Type.TIMESTAMPNTZ,
        exp.DataType.Type.BOOLEAN,
        exp.DataType.Type.TEXT,
        exp.DataType.Type.VARCHAR,
    }
)

# What text may stand for where it is cast: digits and their marks. Words that DuckDB knows (epoch, infinity, nan and,
# in other versions, now) are no values of rows.
WRITTEN = re.compile(r"\s*[-+]?[0-9.][-+0-9.:eETZ ]*", re.ASCII)
SPELLED = frozenset({exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR, exp.DataType.Type.BOOLEAN})

# Arguments that some allowed nodes could carry and that would change what they mean.
REFUSED_ARGUMENTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Column: frozenset({"table", "db", "catalog", "join_mark"}),
    exp.Star: frozenset({"except_", "except", "replace", "rename", "ilike"}),
    exp.In: frozenset({"query", "unnest", "field"}),
    exp.Cast: frozenset({"format", "action", "default"}),
    exp.TryCast: frozenset({"format", "action", "default"}),
    exp.Distinct: frozenset({"on"}),
    exp.Trim: frozenset({"collation"}),
}


def allowed_functions() -> str:
    """The functions, as a sentence of an error message lists them."""
    return ", ".join(sorted({*AGGREGATES.values(), *FUNCTIONS.values(), *NAMED}))
