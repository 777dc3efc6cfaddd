"""Which benefits must not be paid twice: of KPIs on the same rows, and of KPIs that draw on one pool (method §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import expressions as exp

from metrics.model import Kpi, Project


def share_of_rows(project: Project, name: str) -> float:
    """The part of its benefit that a KPI counts: less than all of it where an apportioning was signed."""
    shares = [one.kpis[name] for one in project.apportioning if name in one.kpis]
    return float(min(shares, default=1))


def without_cost(project: Project) -> dict[str, str]:
    """KPIs that draw on a pool which another draws on too, and whose cost nobody states: their name and the other's.

    Without the cost nothing can cap their sum, so the first keeps its benefit and the others are refused.
    """
    stated = {pool.name for pool in project.pool}
    first: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name in _paid(project):
        pool = project.kpi[name].claims
        if pool and pool not in stated and first.setdefault(pool, name) != name:
            taken[name] = first[pool]
    return taken


def refused(project: Project) -> dict[str, str]:
    """KPIs with money that stand on rows already paid for by another: their name and the other's.

    KPIs that one apportioning divides between them may stand on the same rows.

    The primary KPI comes first, then the others in the order of the definition: the first on the rows keeps its
    benefit, so that no row is ever counted twice. Two KPIs of one dataset share rows unless their `where` conditions
    exclude each other visibly: the same column equal to (or in a list of) different values.
    """
    keeps: list[str] = []
    taken: dict[str, str] = {}
    for name in _paid(project):
        other = next((kept for kept in keeps if _share(project.kpi[kept], project.kpi[name])), None)
        if other is not None and any({name, other} <= one.kpis.keys() for one in project.apportioning):
            other = None
        if other is None:
            keeps.append(name)
        else:
            taken[name] = other
    return taken


def _paid(project: Project) -> list[str]:
    """KPIs with money, the primary first."""
    paid = [name for name, kpi in project.kpi.items() if has_price(kpi)]
    return sorted(paid, key=lambda name: name != project.primary())


def has_price(kpi: Kpi) -> bool:
    """Only where the owner gives both is an effect money; there is no default share."""
    return kpi.unit_value is not None and kpi.realised_share is not None


def _share(one: Kpi, two: Kpi) -> bool:
    if one.dataset != two.dataset:
        return False
    first, second = _allowed(one.where), _allowed(two.where)
    return all(first[column] & second[column] for column in first.keys() & second.keys())


def _allowed(where: str | None) -> Mapping[str, frozenset[str]]:
    """The values that a condition lets each column have, as far as plain equalities joined by AND say so."""
    allowed: dict[str, frozenset[str]] = {}
    for column, values in _equalities(sqlglot.parse_one(where, dialect="duckdb")) if where else ():
        allowed[column] = allowed.get(column, values) & values
    return allowed


def _equalities(node: exp.Expr) -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(node, exp.Paren):
        yield from _equalities(node.this)
    elif isinstance(node, exp.And):
        yield from _equalities(node.left)
        yield from _equalities(node.right)
    elif isinstance(node, exp.EQ) and isinstance(node.left, exp.Column) and _plain(node.right):
        yield node.left.name.lower(), frozenset([_value(node.right)])
    elif isinstance(node, exp.EQ) and isinstance(node.right, exp.Column) and _plain(node.left):
        yield node.right.name.lower(), frozenset([_value(node.left)])
    elif isinstance(node, exp.In) and isinstance(node.this, exp.Column) and all(map(_plain, node.expressions)):
        if node.expressions:
            yield node.this.name.lower(), frozenset(map(_value, node.expressions))
    elif isinstance(node, exp.Column):
        yield node.name.lower(), frozenset(["true"])
    elif isinstance(node, exp.Not) and isinstance(node.this, exp.Column):
        yield node.this.name.lower(), frozenset(["false"])


def _plain(node: exp.Expr) -> bool:
    return isinstance(node, exp.Boolean) or (isinstance(node, exp.Literal) and node.is_string)


def _value(node: exp.Expr) -> str:
    """The value as text; numbers are left out above, as 1 and 1.0 are one value but two texts."""
    return str(node.this).lower()
