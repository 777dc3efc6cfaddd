"""No row is paid for twice."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from metrics.measure.money import money
from metrics.measure.overlap import refused
from tests.measure.money_tables import Series, lay_out, project

PAID = {"unit_value": 1, "realised_share": 1}


@pytest.mark.parametrize(
    ("one", "two", "shared"),
    [
        (None, None, True),
        ("channel = 'chat'", None, True),
        ("channel = 'chat'", "channel = 'email'", False),
        ("'chat' = channel", "(Channel = 'email') and open", False),
        ("channel = 'chat'", "channel = 'Chat'", True),  # by case alone: not visibly different
        ("channel = 'chat' and open", "channel = 'chat' and not open", False),
        ("channel in ('chat', 'phone')", "channel in ('email')", False),
        ("channel in ('chat', 'phone')", "channel = 'phone'", True),
        ("channel = 'chat' or open", "channel = 'email'", True),
        ("kind = 1", "kind = 1.0", True),  # numbers have many spellings
        ("channel = 'chat'", "team = 'email'", True),
        ("channel <> 'chat'", "channel = 'chat'", True),  # true, but not visible enough: refused rather than double
    ],
)
def test_shared_rows(one: str | None, two: str | None, shared: bool) -> None:
    of = project({"a": {**PAID, "where": one}, "b": {**PAID, "where": two}})
    assert refused(of) == ({"b": "a"} if shared else {})


def test_the_primary_keeps_its_benefit() -> None:
    kpi = {"a": PAID, "b": PAID, "c": {"unit_value": 1}, "d": {**PAID, "dataset": "other"}}
    assert refused(project(kpi, info={"primary": "b"})) == {"a": "b"}


def test_a_refused_benefit_is_null_with_a_loud_reason() -> None:
    of = project({"a": {**PAID, "title": "Tickets"}, "b": {**PAID, "title": "Minutes"}})
    con = duckdb.connect()
    series = Series(dt.date(2025, 1, 1), [60], [100])
    value, kpis, reasons, warnings = money(
        con, of, lay_out(con, of, {"a": series, "b": series}), as_of=dt.date(2025, 1, 31)
    )
    assert [one.benefit for one in kpis] == [40, None]
    assert value.benefit == 40
    assert "same rows as a" in reasons["kpi.b.benefit"]
    assert [one.kind for one in warnings] == ["same_rows"]
    assert "Minutes" in warnings[0].text
    assert "Tickets" in warnings[0].text
