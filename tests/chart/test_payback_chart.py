"""Payback figures: the running sum, its ring, and projections that look like projections."""

from __future__ import annotations

import datetime as dt
from typing import Any

import plotly.graph_objects as go
import pytest

from metrics.chart import payback, payback_timeline
from metrics.chart.theme import DARK, LIGHT
from metrics.results import CashFlow, Money, Payback
from tests.chart import examples


def draw(money: Money) -> go.Figure:
    """The chart in light."""
    return payback.figure(money, examples.LAUNCH, LIGHT, "EUR")


def trace(figure: go.Figure, name: str) -> Any:
    """The one trace of that name."""
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def projected() -> Money:
    """Two known months and three projected ones that cross zero."""
    rows = ((100.0, 0.0, False), (0.0, 30.0, False), (0.0, 30.0, True), (0.0, 30.0, True), (0.0, 30.0, True))
    flows, running = [], 0.0
    for period, (cost, benefit, ahead) in zip(examples.months(dt.date(2024, 12, 1), 5), rows, strict=True):
        running += benefit - cost
        flows.append(
            CashFlow(period=period, cost=cost, benefit=benefit, net=benefit - cost, cumulative=running, projected=ahead)
        )
    return Money(payback=Payback(status="projected", months=3.3, date=dt.date(2025, 4, 10)), cash_flows=tuple(flows))


def test_the_line_is_the_cumulative_net_at_month_ends() -> None:
    money = examples.assistant_money()
    line = trace(draw(money), "cumulative net")
    assert list(line.x) == [flow.period for flow in money.cash_flows]
    assert list(line.y) == [flow.cumulative for flow in money.cash_flows]
    assert (line.xperiod, line.xperiodalignment) == ("M1", "end")


def test_costs_hang_below_and_benefits_stand_above() -> None:
    money = examples.assistant_money()
    figure = draw(money)
    assert list(trace(figure, "cost").y) == [-flow.cost for flow in money.cash_flows]
    assert list(trace(figure, "benefit").y) == [flow.benefit for flow in money.cash_flows]
    assert list(trace(figure, "benefit unknown").x) == [dt.date(2025, 9, 1)]


def test_the_ring_stands_where_the_money_came_back() -> None:
    money = examples.assistant_money()
    ring = trace(draw(money), "break-even")
    assert (list(ring.x), list(ring.y)) == ([dt.date(2025, 4, 15)], [0.0])
    before, after = money.cash_flows[5], money.cash_flows[6]
    assert before.cumulative < 0 < after.cumulative  # March and April: the line crosses inside April
    share = -before.cumulative / (after.cumulative - before.cumulative)
    assert ring.x[0] == dt.date(2025, 4, 1) + dt.timedelta(days=int(share * 30))


@pytest.mark.parametrize(("proven", "word"), [(True, "paid back"), (False, "paid back, not proven")])
def test_the_ring_says_whether_it_is_proven(proven: bool, word: str) -> None:
    money = examples.assistant_money()
    figure = draw(money.model_copy(update={"payback": money.payback.model_copy(update={"proven": proven})}))
    assert f"<b>{word}<br>after 3.5 months</b>" in [a.text for a in figure.layout.annotations]
    assert trace(figure, "break-even").marker.line.color == (LIGHT.good if proven else LIGHT.ink)


def test_projected_months_are_hollow_and_dotted() -> None:
    figure = draw(projected())
    ahead = trace(figure, "cumulative net, projected")
    assert ahead.line.dash == "dot"
    assert list(ahead.marker.color) == [LIGHT.ink] + [LIGHT.paper] * 3
    assert list(ahead.y) == [-70.0, -40.0, -10.0, 20.0]  # joined to the last known month
    assert list(trace(figure, "cumulative net").y) == [-100.0, -70.0]
    assert trace(figure, "benefit, projected").marker.color == "rgba(0, 0, 0, 0)"
    assert "<b>projected<br>after 3.3 months</b>" in [a.text for a in figure.layout.annotations]


def test_the_planned_line_is_cumulated_from_its_first_month() -> None:
    plan = (None, 10.0, None, 5.0, None)
    money = projected()
    flows = tuple(f.model_copy(update={"planned": p}) for f, p in zip(money.cash_flows, plan, strict=True))
    planned = trace(draw(money.model_copy(update={"cash_flows": flows})), "planned")
    assert list(planned.y) == [10.0, 10.0, 15.0]
    assert planned.x[0] == dt.date(2025, 1, 1)


def test_not_reached_has_no_ring() -> None:
    money = examples.routes().money
    assert money is not None
    assert "break-even" not in [trace.name for trace in draw(money).data]


def test_the_launch_line_stands_at_the_launch() -> None:
    upright = [s for s in draw(examples.assistant_money()).layout.shapes if s.x0 == s.x1]
    assert [shape.x0 for shape in upright] == [examples.LAUNCH]


def test_the_timeline_has_a_lane_a_project() -> None:
    heads = [examples.headline(build()) for build in (examples.assistant, examples.routes, examples.young)]
    figure = payback_timeline.figure(heads, LIGHT)
    dot = trace(figure, "Support assistant")
    assert list(dot.x) == [3.49]
    assert dot.marker.color == LIGHT.ink  # paid back, not proven
    texts = [annotation.text for annotation in figure.layout.annotations]
    assert texts == [
        "Support assistant",
        "<b>3.5 months, not proven</b>",
        "Route planning",
        "<b>not reached</b>",
        "Contract review",
        "<b>no payback yet</b>",
    ]
    assert "Route planning, not reached" in payback_timeline.alt(heads)


def test_proven_is_teal_a_projection_hollow_and_the_interval_drawn() -> None:
    head = examples.headline(examples.assistant())
    backs = (
        Payback(status="paid_back", proven=True, months=5.1, earliest=4.4, latest=6.3),
        Payback(status="projected", months=11.4, earliest=8.8, latest=17.0),
    )
    heads = [head.model_copy(update={"name": str(n), "payback": back}) for n, back in enumerate(backs)]
    figure = payback_timeline.figure(heads, DARK)
    assert trace(figure, "0").marker.color == DARK.good
    assert trace(figure, "1").marker.color == DARK.paper
    assert list(trace(figure, "1, earliest to latest").x) == [8.8, 17.0]
    assert figure.layout.xaxis.range[1] > 17
