"""The portfolio's charts and list: sums checked by hand, gaps that are said, filters that do what they say."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.chart import payback_timeline, portfolio_list, portfolio_net, standing
from metrics.chart.theme import LIGHT
from metrics.results import Headline, Held, HeldResult, KnownMonth, Payback

HELD = HeldResult(of=4, met=2, missed=2, within_noise=0)


def head(name: str, **fields: object) -> Headline:
    given: dict[str, object] = {"currency": "EUR", "launch": dt.date(2025, 1, 1), "has_kpis": True} | fields
    return Headline(project=name.lower(), name=name, **given)  # type: ignore[arg-type]


def flows(first: int, *months: tuple[float, float | None]) -> tuple[KnownMonth, ...]:
    return tuple(
        KnownMonth(period=dt.date(2025, first + n, 1), cost=cost, benefit=benefit)
        for n, (cost, benefit) in enumerate(months)
    )


A = head("A", net=10.0, cost=110.0, flows=flows(1, (100, 0), (10, 70), (0, 50)))
B = head("B", net=-45.0, cost=60.0, flows=flows(2, (50, None), (5, 10), (5, 5)))
LONELY = head("Lonely", net=None, cost=30.0, flows=flows(1, (30, None)))


def test_months_add_up_and_no_unknown_is_a_silent_zero() -> None:
    found = portfolio_net.months([A, B, LONELY])
    told = [(m.period.month, m.cost, m.benefit, m.cumulative, m.unknown, m.ended) for m in found]
    assert told == [
        (1, 100, 0, -100, (), ()),
        (2, 60, 70, -90, ("B",), ()),
        (3, 5, 60, -35, (), ()),
        (4, 5, 5, -35, (), ("A",)),
    ]
    assert found[-1].cumulative == (A.net or 0) + (B.net or 0)  # as the card above says
    assert [month.whole for month in found] == [True, False, True, False]
    said = portfolio_net.gaps([A, B, LONELY], "EUR")
    assert "In 1 month the benefit of B is unknown and counts nothing." in said
    assert "Later data are not there yet, so the sum goes on without A from April 2025 on." in said
    early = head("Early", net=1.0, cost=1.0, flows=flows(1, (1, 2)))
    assert (
        "Later data are not there yet, so the sum goes on without Early from February 2025 on and A from April 2025 on."
        in portfolio_net.gaps([A, B, early], "EUR")
    )  # each from its own month on: one date for all would be untrue of most
    several = [head(f"P{n}", net=1.0, cost=1.0, flows=flows(n, (1, 2))) for n in range(1, 7)]
    assert "without P1 from February 2025 on, P2 from March 2025 on, P3 from April 2025 on and 2 more." in "".join(
        portfolio_net.gaps(several, "EUR")
    )
    assert any("left out: no benefit of Lonely is known yet" in line for line in said)
    figure = portfolio_net.figure([A, B, LONELY], LIGHT, "EUR")
    hollow = next(trace for trace in figure.data if trace.name == "not all known")
    assert [day.month for day in hollow.x] == [2, 4]
    assert "unknown: B" in hollow.hovertext[0]
    assert "lowest EUR\u202f\u2212100 in January 2025" in portfolio_net.alt([A, B], "EUR")


def test_without_any_known_net_there_is_no_month() -> None:
    assert portfolio_net.months([LONELY]) == []
    assert portfolio_net.alt([LONELY], "EUR") == "No project has a known net yet."


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), "none"),
        ((None, None), "none"),
        (("met", "met"), "holds"),
        (("met", "within_noise"), "unsure"),
        (("met", "met", "missed"), "missed"),
        (("met", "missed", "missed"), "slips"),
        (("missed", "missed", "met"), "slips"),
        (("missed", None, "missed", "met"), "slips"),
        (("missed", "missed", "met", "met"), "holds"),
    ],
)
def test_slipping_is_two_misses_in_the_last_three_that_count(states: tuple[Held | None, ...], expected: str) -> None:
    assert standing.of(head("A", held=HELD, held_states=states)) == expected


def test_who_holds_and_who_slips_is_said() -> None:
    heads = [
        head("A", held=HELD, held_states=("met",)),
        head("B", held=HELD, held_states=("missed", "missed", "met")),
        head("C"),
    ]
    assert standing.sentence(heads) == (
        "**1 of 2 projects with a target holds it in the latest period**, **1 slips** (two of the last three missed)."
    )
    unsure = [head(name, held=HELD, held_states=("within_noise",)) for name in "DE"]
    assert "2 projects with a target holds it in the latest period**, 1 lies within noise." in standing.sentence(
        [heads[0], unsure[0]]
    )
    two = standing.sentence([heads[0], heads[0], heads[1], heads[1], *unsure])
    assert two.startswith(
        "**2 of 6 projects with a target hold it in the latest period**, 2 lie within noise, **2 slip** ("
    )
    assert standing.sentence([heads[1]]).startswith("**0 of 1 project with a target holds it in the latest period**")
    assert standing.told(heads[1]) == "Slips: 2 of the last 3 missed"
    assert standing.sentence([heads[2]]) == ""


def test_fifty_lanes_stand_apart_and_draw_their_intervals() -> None:
    heads = [
        head(f"P{n:02}", payback=Payback(status="paid_back", months=50.0 - n, earliest=49.0 - n, latest=53.0 - n))
        for n in range(49)
    ] + [head("Lost")]
    rows = payback_timeline.ordered(heads)
    assert [rows[0].name, rows[-1].name] == ["P48", "Lost"]
    figure = payback_timeline.figure(rows, LIGHT)
    assert sum(1 for trace in figure.data if trace.name.endswith("earliest to latest")) == 49
    assert figure.layout.height / 50 >= 2 * 15  # px: a name and its line, neither on another's


def test_filters_and_orders_do_what_they_say() -> None:
    heads = [
        head(
            "Alpha", owner="a@example.com", verdict="improved", net=5.0, payback=Payback(status="paid_back", months=9)
        ),
        head("Beta", owner="b@example.com", verdict="worse", net=-5.0, decision="Look.", payback=Payback()),
        head("Gamma", verdict="improved", net=None, payback=Payback(status="paid_back", months=3)),
    ]

    def names(**asked: str) -> list[str]:
        return [each.name for each in portfolio_list.listed(heads, portfolio_list.Asked(**asked))]

    assert names() == ["Beta", "Alpha", "Gamma"]
    assert names(order="net") == ["Alpha", "Beta", "Gamma"]
    assert names(order="payback") == ["Gamma", "Alpha", "Beta"]
    assert names(order="name", verdict="improved") == ["Alpha", "Gamma"]
    assert names(owner=portfolio_list.NOBODY) == ["Gamma"]
    assert names(status="none") == ["Beta"]
    assert names(text="B@EXAMPLE beta") == ["Beta"]
    assert names(target="holds") == []
    assert list(portfolio_list.owners(heads)) == ["", "a@example.com", "b@example.com", portfolio_list.NOBODY]
