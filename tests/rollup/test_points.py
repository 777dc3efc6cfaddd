"""Points on small tables: segments, drivers, maturity, time of a KPI, nulls and zero denominators."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.errors import FormulaError, StoreError
from metrics.rollup.points import MOST_SEGMENTS

TICKETS = {
    "shape": "events",
    "id": "ticket",
    "time": "opened",
    "columns": {"closed": "timestamp", "channel": "text", "minutes": "decimal", "orders": "integer"},
}

#        ticket  opened        closed        channel  minutes orders
ROWS = """
    SELECT ticket::VARCHAR AS ticket, opened::TIMESTAMP AS opened, closed::TIMESTAMP AS closed,
        channel::VARCHAR AS channel, minutes::DECIMAL(18,6) AS minutes, orders::BIGINT AS orders
    FROM (VALUES
        ('1', '2025-01-01', '2025-01-02', 'chat',  10,   1),
        ('2', '2025-01-15', '2025-02-03', 'mail',  20,   2),
        ('3', '2025-01-31', NULL,         'chat',  NULL, 3),
        ('4', '2025-03-01', '2025-03-02', 'chat',  30,   0),
        ('5', '2025-03-15', '2025-03-15', NULL,    NULL, 0),
        ('6', '2025-03-31', '2025-04-02', NULL,    NULL, 0)
    ) AS t(ticket, opened, closed, channel, minutes, orders)
"""


def points(con, columns: str = "period::VARCHAR, value", where: str = "segment IS NULL", kpi: str = "k") -> list[tuple]:
    return con.execute(f"SELECT {columns} FROM points WHERE kpi = '{kpi}' AND {where} ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("measure", "january", "february", "march"),
    [
        ("count(*)", (3, 3, None), (0, 0, None), (3, 3, None)),
        ("sum(minutes)", (30, 30, None), (0, 0, None), (30, 30, None)),
        ("avg(minutes)", (15, 30, 2), (None, None, 0), (30, 30, 1)),
        ("sum(minutes) / sum(orders)", (5, 30, 6), (None, 0, 0), (None, 30, 0)),
        ("median(minutes)", (15, None, None), (None, None, None), (30, None, None)),
        ("count(DISTINCT channel)", (2, None, None), (0, None, None), (1, None, None)),
    ],
)
def test_value_and_parts(rolled, upload, measure: str, january: tuple, february: tuple, march: tuple) -> None:
    """February is empty but inside one file between counts of 3: covered, a count is 0 and an average null."""
    con = rolled(TICKETS, {"k": {"measure": measure}}, [upload(ROWS)])
    assert points(con, "value, numerator, denominator, covered", kpi="k' AND period = '2025-01-01") == [
        (*january, True)
    ]
    assert points(con, "value, numerator, denominator, covered", kpi="k' AND period = '2025-02-01") == [
        (*february, True)
    ]
    assert points(con, "value, numerator, denominator, covered", kpi="k' AND period = '2025-03-01") == [(*march, True)]


def test_an_unknown_period_is_null_and_never_zero(rolled, upload) -> None:
    many = "SELECT range::VARCHAR AS ticket, DATE '2025-01-31' + (59 * (range % 2))::INTEGER AS opened FROM range(40)"
    plain = {"shape": "events", "id": "ticket", "time": "opened", "columns": {"opened": "date"}}
    con = rolled(plain, {"k": {"measure": "count(*)"}}, [upload(many)])
    assert points(con, "period::VARCHAR, value, numerator, rows, covered, complete, partial_reason")[1] == (
        "2025-02-01", None, None, 0, False, False, "no data",
    )  # fmt: skip


def test_where_does_not_change_what_is_covered(rolled, upload) -> None:
    con = rolled(TICKETS, {"k": {"measure": "count(*)", "where": "channel = 'mail'"}}, [upload(ROWS)])
    assert points(con, "period::VARCHAR, value, rows, covered") == [
        ("2025-01-01", 1, 1, True),
        ("2025-02-01", 0, 0, True),
        ("2025-03-01", 0, 0, True),
    ]


def test_segments_have_the_same_periods_and_add_up(rolled, upload) -> None:
    con = rolled(TICKETS, {"k": {"measure": "count(*)", "segments": ["channel"]}}, [upload(ROWS)])
    assert points(con, "segment, period::VARCHAR, value", "segment IS NOT NULL") == [
        ("channel=(none)", "2025-01-01", 0),
        ("channel=(none)", "2025-02-01", 0),
        ("channel=(none)", "2025-03-01", 2),
        ("channel=chat", "2025-01-01", 2),
        ("channel=chat", "2025-02-01", 0),
        ("channel=chat", "2025-03-01", 1),
        ("channel=mail", "2025-01-01", 1),
        ("channel=mail", "2025-02-01", 0),
        ("channel=mail", "2025-03-01", 0),
    ]


def test_values_beyond_the_fifty_largest_are_other(rolled, upload) -> None:
    """Value n has n rows, 1 to 60: the 50 largest are 11 to 60, the others hold 1 + … + 10 = 55 rows."""
    query = (
        "SELECT (n * 100 + i)::VARCHAR AS ticket, TIMESTAMP '2025-01-01' AS opened, 'it''s ' || n AS channel"
        " FROM range(1, 61) a(n), range(1, 61) b(i) WHERE i <= n"
    )
    plain = {"shape": "events", "id": "ticket", "time": "opened", "columns": {"channel": "text"}}
    con = rolled(plain, {"k": {"measure": "count(*)", "segments": ["channel"]}}, [upload(query)])
    found = dict(points(con, "segment, value", "segment IS NOT NULL"))
    assert len(found) == MOST_SEGMENTS + 1
    assert found["channel=(other)"] == 55
    assert found["channel=it's 11"] == 11
    assert sum(found.values()) == 60 * 61 / 2


def test_another_time_column_moves_rows_and_coverage(rolled, upload) -> None:
    con = rolled(TICKETS, {"k": {"measure": "count(*)", "time": "closed"}}, [upload(ROWS)])
    assert points(con) == [("2025-01-01", 1), ("2025-02-01", 1), ("2025-03-01", 2), ("2025-04-01", 1)]


def test_immature_periods_are_not_complete(rolled, upload) -> None:
    """Data known through 31 March: after 20 days February (ends 1 March) is mature, March is not."""
    con = rolled(TICKETS, {"k": {"measure": "count(*)", "mature_after": 20}}, [upload(ROWS)])
    found = points(con, "period::VARCHAR, complete, partial_reason")
    assert [complete for _, complete, _ in found] == [True, True, False]
    assert found[2][2] == "not mature until 2025-04-21 (data is known up to 2025-04-01)"
    stated = upload(ROWS, complete_through=dt.date(2025, 4, 20))
    con = rolled(TICKETS, {"k": {"measure": "count(*)", "mature_after": 20}}, [stated])
    assert [complete for (complete,) in points(con, "complete", "period = '2025-03-01'")] == [True]


def test_today_is_the_day_in_the_projects_time_zone(rolled, upload) -> None:
    late = dt.datetime(2025, 3, 31, 22, 30, tzinfo=dt.UTC)  # already April in Berlin
    for zone, complete in (("UTC", False), ("Europe/Berlin", True)):
        con = rolled(TICKETS, {"k": {"measure": "count(*)"}}, [upload(ROWS)], now=late, timezone=zone)
        assert points(con, "complete", "period = '2025-03-01'") == [(complete,)]


DRIVEN = {
    "orders": {"measure": "sum(orders)", "segments": ["channel"], "grain": "week"},
    "k": {"measure": "count(*)", "driver": "orders", "per": 1000, "segments": ["channel"]},
}


def test_driver_at_the_grain_of_the_driven_and_by_its_own_segment(rolled, upload) -> None:
    """January: 3 tickets on 6 orders, of them chat 2 on 4. March: no orders, no value. `orders` stays weekly."""
    con = rolled(TICKETS, DRIVEN, [upload(ROWS)])
    found = points(con, "segment, period::VARCHAR, value, numerator, denominator", "true")
    assert (None, "2025-01-01", 500, 3000, 6) in found
    assert ("channel=chat", "2025-01-01", 500, 2000, 4) in found
    assert ("channel=mail", "2025-01-01", 500, 1000, 2) in found
    assert (None, "2025-03-01", None, 3000, 0) in found
    assert con.execute("SELECT DISTINCT grain FROM points WHERE kpi = 'orders'").fetchall() == [("week",)]
    assert con.execute("SELECT DISTINCT kind FROM kpis WHERE kpi = 'k'").fetchall() == [("ratio",)]


def test_a_driver_without_the_segment_column_gives_its_total(rolled, upload) -> None:
    kpis = DRIVEN | {"orders": {"measure": "sum(orders)"}}
    con = rolled(TICKETS, kpis, [upload(ROWS)])
    found = points(con, "value, denominator", "segment = 'channel=chat' AND period = '2025-01-01'")
    assert found == [(pytest.approx(2000 / 6), 6)]


def test_infinite_results_are_null(rolled, upload) -> None:
    query = "SELECT '1' AS ticket, TIMESTAMP '2025-01-01' AS opened, 'inf'::DOUBLE AS x"
    plain = {"shape": "events", "id": "ticket", "time": "opened", "columns": {"x": "double"}}
    assert points(rolled(plain, {"k": {"measure": "sum(x)"}}, [upload(query)])) == [("2025-01-01", None)]


def test_a_formula_that_fails_on_the_rows_names_the_kpi(rolled, upload) -> None:
    with pytest.raises(FormulaError, match=r"kpi\.k\.measure.*fails on the rows.*chat.*try_cast"):
        rolled(TICKETS, {"k": {"measure": "sum(cast(channel AS integer))"}}, [upload(ROWS)])
    con = rolled(TICKETS, {"k": {"measure": "count(try_cast(channel AS integer))"}}, [upload(ROWS)])
    assert points(con)[0] == ("2025-01-01", 0)


def test_placeholder_dates_are_named(rolled, upload) -> None:
    far = ROWS.replace("'2025-04-02'", "'9999-12-31'")
    with pytest.raises(StoreError, match=r"column 'closed', dataset.d.*2025-01-02 to 9999-12-31.*nulls"):
        rolled(TICKETS, {"k": {"measure": "count(*)", "time": "closed"}}, [upload(far)])


def test_without_uploads_there_are_no_points(rolled) -> None:
    con = rolled(TICKETS, {"k": {"measure": "count(*)", "segments": ["channel"]}}, [])
    assert con.execute("SELECT count(*) FROM points").fetchone() == (0,)
    assert con.execute("SELECT count(*) FROM kpis").fetchone() == (0,)
