"""What a checked measure is made of: an additive sum, a ratio of two, or neither.

additive: counts and sums, their sums and differences, times constants. value = numerator.
ratio: one additive over another (avg(x) = sum(x) / count(x)), scaled or shifted by constants; their quotient.
other: medians, distinct counts, extremes, products …: only the value itself, recomputed per grain.

A sum over no rows is 0, as a count is; a sum over rows whose values are all missing stays null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from metrics.rollup import language

Kind = Literal["additive", "ratio", "other"]


@dataclass(frozen=True)
class Parts:
    """SQL of a measure's parts. For kind "constant" (inside the analysis only) `numerator` is the constant."""

    kind: Literal["additive", "ratio", "other", "constant"]
    numerator: str = ""
    denominator: str = ""


OTHER = Parts("other")


def parts(node: exp.Expr) -> Parts:
    """The additive parts of an expression over aggregates."""
    if isinstance(node, exp.Paren):
        return parts(node.this)
    if isinstance(node, exp.Literal) and not node.is_string:
        return Parts("constant", node.sql(dialect="duckdb"))
    if isinstance(node, exp.Neg):
        return _scaled(parts(node.this), "(-{})")
    if isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast) and node.to.this == exp.DataType.Type.DOUBLE:
        return _scaled(parts(node.this), "CAST({} AS DOUBLE)")
    if isinstance(node, exp.Coalesce):
        return _coalesced(node)
    if isinstance(node, exp.Add | exp.Sub):
        return _plus(parts(node.this), parts(node.expression), "+" if isinstance(node, exp.Add) else "-")
    if isinstance(node, exp.Mul):
        return _times(parts(node.this), parts(node.expression))
    if isinstance(node, exp.Div):
        return _over(parts(node.this), parts(_without_nullif(node.expression)))
    return _aggregate(node)


def value(node: exp.Expr) -> str:
    """SQL of the whole expression: divisions safe and in doubles, averages as sum over count, sums of no rows 0."""
    return _safe(node.copy()).sql(dialect="duckdb")


def _aggregate(node: exp.Expr) -> Parts:
    inner = node.this if isinstance(node, exp.Filter) else node
    where = f" FILTER({value(node.expression).strip()})" if isinstance(node, exp.Filter) else ""
    if isinstance(inner, exp.Count | exp.Sum | exp.Avg | exp.CountIf) and not isinstance(inner.this, exp.Distinct):
        if isinstance(inner, exp.Avg):
            of = value(inner.this)
            return Parts("ratio", f"SUM({of}){where}", f"COUNT({of}){where}")
        return Parts("additive", value(node))
    return OTHER


def _without_nullif(node: exp.Expr) -> exp.Expr:
    """nullif(x, 0) below a division says what every division here does anyway."""
    while isinstance(node, exp.Paren):
        node = node.this
    zero = isinstance(node, exp.Nullif) and isinstance(node.expression, exp.Literal) and _number(node.expression) == 0
    return node.this if zero else node


def _number(node: exp.Literal) -> float | None:
    return None if node.is_string else float(node.name)


def _coalesced(node: exp.Coalesce) -> Parts:
    fallback = node.expressions[0] if len(node.expressions) == 1 else None
    inner = parts(node.this)
    if inner.kind == "additive" and isinstance(fallback, exp.Literal) and _number(fallback) == 0:
        return Parts("additive", f"COALESCE({inner.numerator}, 0)")
    return OTHER


def _scaled(of: Parts, by: str) -> Parts:
    """Multiplied by a constant: the factor goes into the numerator."""
    return OTHER if of.kind == "other" else Parts(of.kind, by.format(of.numerator), of.denominator)


def _plus(left: Parts, right: Parts, sign: str) -> Parts:
    kinds = {left.kind, right.kind}
    if "other" in kinds:
        return OTHER
    total = f"({left.numerator} {sign} {right.numerator})"
    if kinds <= {"additive"} or kinds <= {"constant"}:
        return Parts(left.kind, total)
    if kinds == {"ratio"}:
        return Parts("ratio", total, left.denominator) if left.denominator == right.denominator else OTHER
    if kinds == {"ratio", "constant"}:  # c ± n/d = (c·d ± n)/d
        under = left.denominator or right.denominator
        first = left.numerator if left.kind == "ratio" else f"{left.numerator} * {under}"
        second = right.numerator if right.kind == "ratio" else f"{right.numerator} * {under}"
        return Parts("ratio", f"({first} {sign} {second})", under)
    return OTHER


def _times(left: Parts, right: Parts) -> Parts:
    if "other" in (left.kind, right.kind):
        return OTHER
    if right.kind == "constant":
        return _scaled(left, f"({{}} * {right.numerator})")
    return _scaled(right, f"({left.numerator} * {{}})") if left.kind == "constant" else OTHER


def _over(left: Parts, right: Parts) -> Parts:
    if "other" in (left.kind, right.kind):
        return OTHER
    if right.kind == "constant":
        return _scaled(left, f"(CAST({{}} AS DOUBLE) / nullif({right.numerator}, 0))")
    if right.kind == "additive" and left.kind in ("additive", "constant"):
        if left.kind == "constant":  # c / n is no ratio of additive parts
            return OTHER
        return Parts("ratio", left.numerator, right.numerator)
    return OTHER


def _safe(node: exp.Expr) -> exp.Expr:
    """The tree as it runs, changed from the leaves up."""
    if isinstance(node, exp.Filter):
        return _aggregated(_inside(node.this), _inside(node.expression))
    node = _inside(node)
    if isinstance(node, exp.Sum | exp.Avg):
        return _aggregated(node, None)
    if isinstance(node, exp.Div | exp.Mod):
        under = exp.Nullif(this=node.expression.copy(), expression=exp.Literal.number(0))
        top = node.this.copy()
        return type(node)(this=exp.cast(top, "DOUBLE") if isinstance(node, exp.Div) else top, expression=under)
    return node


def _inside(node: exp.Expr) -> exp.Expr:
    for key, child in list(node.args.items()):
        if isinstance(child, exp.Expr):
            node.set(key, _safe(child))
        elif isinstance(child, list):
            node.set(key, [_safe(part) if isinstance(part, exp.Expr) else part for part in child])
    return node


def _aggregated(inner: exp.Expr, where: exp.Expr | None) -> exp.Expr:
    """An aggregate, with its FILTER: sums of no rows are 0, averages are sum over count."""

    def filtered(call: exp.Expr) -> exp.Expr:
        return call if where is None else exp.Filter(this=call, expression=where.copy())

    if isinstance(inner, exp.Sum):
        none = exp.EQ(this=filtered(exp.Count(this=exp.Star())), expression=exp.Literal.number(0))
        first = exp.If(this=none, true=exp.Literal.number(0))
        return exp.Paren(this=exp.Case(ifs=[first], default=filtered(inner.copy())))
    if isinstance(inner, exp.Avg) and not isinstance(inner.this, exp.Distinct):
        total = exp.cast(filtered(exp.Sum(this=inner.this.copy())), "DOUBLE")
        rows = exp.Nullif(this=filtered(exp.Count(this=inner.this.copy())), expression=exp.Literal.number(0))
        return exp.Paren(this=exp.Div(this=total, expression=rows))
    return filtered(inner.copy())


def aggregates(node: exp.Expr) -> list[exp.Expr]:
    """The aggregate calls in a tree."""
    return [part for part in node.walk() if type(part) in language.AGGREGATES]
