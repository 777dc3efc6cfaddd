"""Figures of a closed month that moved, in words for people."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import words
from metrics.actions.consequences import UNKNOWN, Told
from metrics.measure.restated import FIRM, Figure, Moved
from metrics.results import Booked, BookedPoint

FIGURES = {"expected": "expected", "effect": "effect", "held": "target", "benefit": "benefit", "complete": "complete"}
MONEY = {"cost": "Cost", "benefit": "Benefit", "net": "Net", "currency": "Currency"}
FEW = 3  # moves that a sentence names


def told(move: Moved, currency: str) -> Told:
    """A moved figure by the KPI's title, with both values as people read them; more digits where they look equal."""
    before, after = (_value(move, each, currency) for each in (move.before, move.after))
    if before == after and not move.refit:
        before, after = (_exact(each) for each in (move.before, move.after))
    return Told(_name(move), before, after)


def clause(moves: Sequence[Moved], currency: str, most: int | None = FEW) -> str:
    """The first few moves, or all of them: "Human-handled tickets 360 → 372 tickets; target met → missed".

    What follows from a value or a target that moved is left to the table.
    """
    counted = {(move.kpi, move.period) for move in moves if move.figure in FIRM}
    follows = ("expected", "effect", "benefit")
    found = [
        told(move, currency)
        for move in moves
        if not (move.kpi and move.figure in follows and (move.kpi, move.period) in counted)
    ]
    said = "; ".join(f"{each.figure} {_bare(each)} → {each.after}" for each in found[:most])
    left = len(found) - (len(found) if most is None else most)
    return said + (f"; {words.count(left, 'more figure')}" if left > 0 else "")


def figures(booked: Booked) -> dict[str, str]:
    """A month's figures as the audit shows them."""
    found = {f"{_of(point)}": _level(point.value, point.unit) for point in booked.points}
    if booked.net is not None or booked.cost is not None:
        found["Net"] = UNKNOWN if booked.net is None else words.money(booked.net, booked.currency, exact=True)
    return found


def _bare(each: Told) -> str:
    """The value before, without the unit where the value after has the same."""
    number, _, unit = each.before.partition(" ")
    return number if unit and each.after.endswith(f" {unit}") else each.before


def _name(move: Moved) -> str:
    if move.kpi is None:
        return f"{MONEY[move.figure]} of the month"
    when = "" if move.grain == "month" or move.period is None else f", {words.period(move.period, move.grain or '')}"
    return f"{move.title}{when}" + ("" if move.figure == "value" else f": {FIGURES[move.figure]}")


def _of(point: BookedPoint) -> str:
    return point.title + ("" if point.grain == "month" else f", {words.period(point.period, point.grain)}")


def _value(move: Moved, value: Figure, currency: str) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("_", " ")
    if move.figure == "effect":
        return words.percent(value, 1, signed=True)
    if move.figure in ("benefit", "cost", "net"):
        return words.money(value, currency, exact=True)
    return _level(value, move.unit)


def _level(value: float | None, unit: str) -> str:
    if value is None:
        return UNKNOWN
    if unit == words.SHARE:
        return words.percent(value, 2)
    digits = 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 4
    return words.number(value, None if value == int(value) else digits) + (f" {unit}" if unit else "")


def _exact(value: Figure) -> str:
    return format(value, ",.12g") if isinstance(value, float) else str(value)
