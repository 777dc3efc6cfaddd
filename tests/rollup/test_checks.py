"""What a definition gets wrong: every problem with its path, value and remedy."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from metrics.model import Project
from metrics.rollup import problems

GOOD: dict[str, Any] = {
    "project": {"id": "p", "launch": dt.date(2025, 1, 1), "primary": "tickets"},
    "dataset": {
        "log": {
            "shape": "events", "id": "ticket", "time": "opened", "version": "updated",
            "columns": {"channel": "text", "minutes": "decimal", "closed": "timestamp", "ok": "boolean"},
            "rule": [{"column": "minutes", "range": [0, 1440]}],
        },
        "sales": {"shape": "series", "time": ["year", "month"], "columns": {"units": "integer"}},
        "demand": {
            "shape": "forecasts", "target": "week", "made_on": "made", "forecast": "f", "series": ["sku"],
            "intervals": {"95": ["low", "high"]}, "where": "sku <> 'x'",
            "actuals": {"dataset": "sales", "value": "units"},
        },
        "bills": {"shape": "costs", "time": "date", "amount": "amount"},
    },
    "kpi": {
        "tickets": {
            "dataset": "log", "measure": "count(*)", "where": "ok", "better": "lower", "segments": ["channel"],
            "driver": "units", "per": 1000, "guardrails": ["slow"], "volume": "units", "unit_value": 6,
            "launches": {"channel=chat": dt.date(2025, 2, 1)}, "control": {"segment": "channel=mail"},
            "baseline": {"from": dt.date(2024, 1, 1), "until": dt.date(2025, 1, 1)}, "time": "closed",
        },
        "slow": {"dataset": "log", "measure": "median(minutes)", "better": "lower"},
        "units": {"dataset": "sales", "measure": "sum(units)", "better": "higher"},
        "error": {"dataset": "demand", "measure": "count(*)", "better": "lower"},
    },
    "forecast": {"f": {"dataset": "demand", "history": "sales"}},
    "event": [{"date": dt.date(2025, 6, 1), "title": "t", "affects": ["tickets", "f"]}],
    "rollback": {"kpi": "slow", "above": 1},
    "alert": [{"kpi": "slow", "below": 1}],
}  # fmt: skip


def changed(path: str, value: object) -> Project:
    """The good project with one value changed; None removes it."""
    import copy

    raw = copy.deepcopy(GOOD)
    place: Any = raw
    *way, name = path.split("/")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is None:
        place.pop(name)
    else:
        place[name] = value
    return Project.model_validate(raw)


def test_a_good_project_has_no_problems() -> None:
    assert problems(Project.model_validate(GOOD)) == []


CASES: list[tuple[str, object, str, str]] = [
    ("kpi/tickets/dataset", "lgo", "kpi.tickets.dataset", "Did you mean log"),
    ("kpi/tickets/where", "okay", "kpi.tickets.where", "Did you mean ok"),
    ("kpi/tickets/where", "channel", "kpi.tickets.where", "true or false"),
    ("kpi/tickets/measure", "cont(*)", "kpi.tickets.measure", "Functions allowed"),
    ("kpi/tickets/measure", "avg(minutes)", "kpi.tickets.driver", "only a count or a sum"),
    ("kpi/slow/unit_value", 5, "kpi.slow.unit_value", "do not add up"),
    ("kpi/tickets/time", "channel", "kpi.tickets.time", "holds text, not a time"),
    ("kpi/tickets/time", "close", "kpi.tickets.time", "Did you mean closed"),
    ("kpi/tickets/segments", ["chanel"], "kpi.tickets.segments", "Did you mean channel"),
    ("kpi/tickets/segments", ["ok"], "kpi.tickets.segments", "holds boolean"),
    ("kpi/tickets/driver", "unit", "kpi.tickets.driver", "Did you mean units"),
    ("kpi/tickets/driver", "tickets", "kpi.tickets.driver", "refer to itself"),
    ("kpi/units/driver", "slow", "kpi.tickets.driver", "no driver of its own"),
    ("kpi/tickets/per", 0, "kpi.tickets.per", "above 0"),
    ("kpi/tickets/volume", "nope", "kpi.tickets.volume", "Defined: tickets"),
    ("kpi/tickets/control", {"kpi": "slw"}, "kpi.tickets.control.kpi", "Did you mean slow"),
    ("kpi/tickets/control", {"segment": "ok=true"}, "kpi.tickets.control.segment", "column=value"),
    ("kpi/tickets/launches", {"chat": dt.date(2025, 2, 1)}, "kpi.tickets.launches", "column=value"),
    ("kpi/tickets/guardrails", ["slow", "fast"], "kpi.tickets.guardrails", "no KPI of this name"),
    ("kpi/tickets/baseline_gap", 1, "kpi.tickets.baseline", "ends after 2024-12-01"),
    ("project/launch", dt.date(2024, 6, 1), "kpi.tickets.baseline", "ends after 2024-06-01"),
    ("project/primary", "ticket", "project.primary", "Did you mean tickets"),
    ("forecast/f/dataset", "log", "forecast.f.dataset", "shape events"),
    ("forecast/f/dataset", "demnd", "forecast.f.dataset", "Did you mean demand"),
    ("forecast/f/history", "sale", "forecast.f.history", "Did you mean sales"),
    ("event/0/affects", ["tikets"], "event.0.affects", "Did you mean tickets"),
    ("event/0/until", dt.date(2025, 5, 1), "event.0.until", "before it begins"),
    ("rollback/kpi", "low", "rollback.kpi", "Did you mean slow"),
    ("alert/0/below", None, "alert.0", "State above or below"),
    ("rollback/above", None, "rollback", "State above or below"),
    ("alert/0/kpi", "confidence", "alert.0.kpi", "no KPI"),
    ("dataset/log/columns/_seq", "integer", "dataset.log", "kept for upload"),
    ("dataset/log/columns/Channel", "text", "dataset.log.columns", "capital letters"),
    ("dataset/log/columns/opened", "text", "dataset.log.time", "not a time"),
    ("dataset/log/rule", [{"column": "minute", "required": True}], "dataset.log.rule.0.column", "Did you mean minutes"),
    ("dataset/log/rule", [{"column": "channel", "range": [0, 1]}], "dataset.log.rule.0.range", "holds text"),
    ("dataset/sales/time", ["year"], "dataset.sales.time", "one part|has no such column|year and month"),
    ("dataset/sales/columns/month", "text", "dataset.sales.time", "whole number"),
    ("dataset/demand/where", "sku = 1 +", "dataset.demand.where", "cannot be read"),
    ("dataset/demand/columns", {"f": "text"}, "dataset.demand.forecast", "holds text"),
    ("dataset/demand/intervals", {"150": ["low", "high"]}, "dataset.demand.intervals", "percent"),
    ("dataset/demand/actuals", {"dataset": "sale", "value": "units"}, "dataset.demand.actuals.dataset", "no dataset"),
    ("dataset/demand/actuals", {"dataset": "sales", "value": "sold"}, "dataset.demand.actuals.value", "no number"),
    ("dataset/bills/columns", {"amount": "text"}, "dataset.bills.amount", "Declare it as integer or decimal"),
    ("dataset/demand/columns", {"week": "integer"}, "kpi.error.time", "into periods"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "value", "path", "says"), CASES)
def test_problem(where: str, value: object, path: str, says: str) -> None:
    import re

    found = problems(changed(where, value))
    assert [problem for problem in found if problem.path == path and re.search(says, str(problem))], found
    assert all(problem.path for problem in found)


def test_a_series_may_count_steps_where_only_forecasts_of_steps_look_back_on_it() -> None:
    steps = {"shape": "series", "time": "step", "columns": {"step": "integer", "value": "double"}}
    demand = {"shape": "forecasts", "target": "ahead", "horizon": "ahead", "forecast": "f", "actual": "a"}
    raw: dict[str, Any] = {
        "project": {"id": "p", "launch": dt.date(2025, 1, 1)},
        "dataset": {"demand": {**demand, "columns": {"ahead": "integer"}}, "training": steps},
        "forecast": {"f": {"dataset": "demand", "history": "training"}},
    }
    assert problems(Project.model_validate(raw)) == []
    dated = {**demand, "made_on": "made_on", "columns": {"ahead": "date"}, "horizon": None}
    kpi = {"tickets": {"dataset": "training", "measure": "sum(value)", "better": "lower"}}
    for change in ({"forecast": {}}, {"dataset": {**raw["dataset"], "demand": dated}}, {"kpi": kpi}):
        paths = [problem.path for problem in problems(Project.model_validate(raw | change))]
        assert "dataset.training.time" in paths


@pytest.mark.parametrize(
    ("target", "remedy"),
    [(-30, "write -30 % as -0.3."), (-1, "write -1 % as -0.01."), (12.5, "write 12.5 % as 0.125.")],
)
def test_a_percentage_is_not_taken_for_a_fraction(target: float, remedy: str) -> None:
    (problem,) = problems(changed("kpi/slow/target", target))
    assert problem.path == "kpi.slow.target"
    assert remedy in problem.remedy
    assert not problems(changed("kpi/slow/target", -0.99))


def test_target_and_target_value_exclude_each_other() -> None:
    kpi = {**GOOD["kpi"]["slow"], "target": -0.5, "target_value": 3}
    assert [problem.path for problem in problems(changed("kpi/slow", kpi))] == ["kpi.slow.target"]


def test_all_problems_come_at_once() -> None:
    kpi = {
        "dataset": "log",
        "measure": "sum(nope)",
        "where": "minutes",
        "better": "lower",
        "segments": ["x"],
        "per": -1,
    }
    found = problems(changed("kpi/slow", kpi))
    assert {problem.path for problem in found} == {
        "kpi.slow.measure", "kpi.slow.where", "kpi.slow.segments", "kpi.slow.per",
    }  # fmt: skip
