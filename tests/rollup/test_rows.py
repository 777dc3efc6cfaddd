"""Which rows count: one per id or natural key, modes, order, and files that no longer fit the definition."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metrics.errors import StoreError
from metrics.store.upload import Upload

LOG = {
    "shape": "events",
    "id": "ticket",
    "version": "updated",
    "time": "opened",
    "columns": {"state": "text"},
}


def log(*rows: tuple[str | None, str | None, str, str]) -> str:
    """A query for (ticket, updated, opened, state) rows."""
    written = ", ".join("(" + ", ".join("NULL" if cell is None else f"'{cell}'" for cell in row) + ")" for row in rows)
    return (
        "SELECT ticket::VARCHAR AS ticket, updated::TIMESTAMP AS updated, opened::TIMESTAMP AS opened, state"
        f" FROM (VALUES {written}) AS t(ticket, updated, opened, state)"
    )


def kept(rolled, dataset: dict, *uploads: Upload, columns: str = "ticket, state") -> list[tuple]:
    con = rolled(dataset, {}, uploads)
    return con.execute(f"SELECT {columns} FROM rows_d ORDER BY ALL").fetchall()


FIRST = log(
    ("a", "2025-01-01", "2025-01-01", "new"),
    ("a", "2025-01-03", "2025-01-01", "closed"),
    ("a", "2025-01-02", "2025-01-01", "open"),
    ("b", "2025-01-05", "2025-01-05", "new"),
    ("b", None, "2025-01-05", "unversioned"),
    (None, "2025-01-06", "2025-01-06", "nameless"),
    (None, "2025-01-06", "2025-01-06", "nameless too"),
)


def test_last_version_is_kept(rolled, upload) -> None:
    assert kept(rolled, LOG, upload(FIRST)) == [
        ("a", "closed"),
        ("b", "new"),
        (None, "nameless"),
        (None, "nameless too"),
    ]


def test_first_version_is_kept_and_an_unversioned_row_never_wins(rolled, upload) -> None:
    assert kept(rolled, LOG | {"keep": "first"}, upload(FIRST))[:2] == [("a", "new"), ("b", "new")]


def test_equal_versions_are_ordered_by_upload_then_row(rolled, upload) -> None:
    same = ("2025-01-01", "2025-01-01")
    one = upload(log(("a", *same, "1/1"), ("a", *same, "1/2")))
    two = upload(log(("a", *same, "2/1"), ("a", *same, "2/2")))
    assert kept(rolled, LOG, two, one) == [("a", "2/2")], "the order of the list does not matter, the sequence does"
    assert kept(rolled, LOG | {"keep": "first"}, two, one) == [("a", "1/1")]


def test_a_later_file_with_an_older_version_changes_nothing(rolled, upload) -> None:
    new = upload(log(("a", "2025-02-01", "2025-01-01", "closed")))
    old = upload(log(("a", "2025-01-01", "2025-01-01", "new")))
    assert kept(rolled, LOG, new, old) == [("a", "closed")]


def test_without_version_time_orders(rolled, upload) -> None:
    plain = {key: value for key, value in LOG.items() if key != "version"} | {"columns": {"state": "text"}}
    rows = upload(log(("a", None, "2025-01-02", "later"), ("a", None, "2025-01-01", "earlier")))
    assert kept(rolled, plain, rows) == [("a", "later")]
    assert kept(rolled, plain | {"keep": "first"}, rows) == [("a", "earlier")]


def test_undoing_an_upload_brings_the_earlier_rows_back(rolled, upload) -> None:
    one = upload(log(("a", "2025-01-01", "2025-01-01", "new")))
    two = upload(log(("a", "2025-01-02", "2025-01-01", "closed")))
    assert kept(rolled, LOG, one, two) == [("a", "closed")]
    assert kept(rolled, LOG, one) == [("a", "new")], "rolled up again on the same connection"


SERIES = {"shape": "series", "time": "day", "columns": {"site": "text", "calls": "integer"}}


def series(*rows: tuple[str, str | None, int]) -> str:
    written = ", ".join(f"('{day}', {'NULL' if site is None else repr(site)}, {calls})" for day, site, calls in rows)
    columns = "day::DATE AS day, site::VARCHAR AS site, calls::BIGINT AS calls"
    return f"SELECT {columns} FROM (VALUES {written}) t(day, site, calls)"


def spanned(upload, query: str, first: str, until: str, **more) -> Upload:
    return upload(query, first=dt.date.fromisoformat(first), until=dt.date.fromisoformat(until), **more)


def test_natural_key_of_a_series_is_period_and_segments_nulls_equal(rolled, upload) -> None:
    one = upload(series(("2025-01-01", "x", 1), ("2025-01-01", None, 2), ("2025-01-02", "x", 3)))
    two = upload(series(("2025-01-01", "x", 10), ("2025-01-01", None, 20)))
    found = kept(rolled, SERIES, one, two, columns="day::VARCHAR, site, calls, _upload, _seq, _row")
    assert found == [
        ("2025-01-01", "x", 10, "u2", 2, 1),
        ("2025-01-01", None, 20, "u2", 2, 2),
        ("2025-01-02", "x", 3, "u1", 1, 3),
    ]


def test_append_keeps_all_rows_of_a_series(rolled, upload) -> None:
    one, two = (
        upload(series(("2025-01-01", "x", 1)), mode="append"),
        upload(series(("2025-01-01", "x", 1)), mode="append"),
    )
    assert len(kept(rolled, SERIES | {"mode": "append"}, one, two, columns="calls")) == 2


def test_replace_span_hides_earlier_rows_on_its_days(rolled, upload) -> None:
    free = {"shape": "events", "time": "day", "columns": {"day": "date", "site": "text", "calls": "integer"}}
    old = spanned(
        upload,
        series(("2025-01-01", "x", 1), ("2025-01-02", "x", 2), ("2025-01-03", "y", 3)),
        "2025-01-01",
        "2025-01-04",
    )
    new = spanned(
        upload, series(("2025-01-02", "z", 9), ("2025-01-02", "z", 9)), "2025-01-02", "2025-01-03", mode="replace_span"
    )
    found = kept(rolled, free, old, new, columns="day::VARCHAR, calls")
    assert found == [("2025-01-01", 1), ("2025-01-02", 9), ("2025-01-02", 9), ("2025-01-03", 3)]
    later = spanned(upload, series(("2025-01-02", "x", 5)), "2025-01-02", "2025-01-03")
    assert len(kept(rolled, free, old, new, later, columns="calls")) == 5, (
        "a later upload is not hidden by an earlier one"
    )


def test_forecasts_are_one_row_per_model_series_and_dates(rolled, upload) -> None:
    forecasts = {
        "shape": "forecasts", "target": "week", "made_on": "made", "forecast": "f", "model": "model", "series": ["sku"],
    }  # fmt: skip
    query = (
        "SELECT DATE '2025-01-06' AS week, DATE '2024-12-30' AS made, 'm' AS model, sku, f::DOUBLE AS f"
        " FROM (VALUES ('a', {}), ('b', 2), (NULL, 3)) t(sku, f)"
    )
    found = kept(rolled, forecasts, upload(query.format(1)), upload(query.format(7)), columns="sku, f")
    assert found == [("a", 7.0), ("b", 2.0), (None, 3.0)]


def test_time_parts_make_a_date_or_none(rolled, upload) -> None:
    parts = {"shape": "series", "time": ["year", "month"], "columns": {"calls": "integer"}}
    rows = upload(
        "SELECT * FROM (VALUES (2025::BIGINT, 2::BIGINT, 5::BIGINT), (2025, 13, 6), (2025, NULL, 7))"
        " AS t(year, month, calls)"
    )
    assert kept(rolled, parts, rows, columns="calls, _time::VARCHAR") == [(5, "2025-02-01"), (6, None), (7, None)]


def test_a_dataset_without_uploads_is_an_empty_table_of_its_types(rolled) -> None:
    con = rolled(LOG | {"columns": {"state": "text", "minutes": "decimal", "ok": "boolean"}}, {}, [])
    found = {name: of for name, of, *_ in con.execute("DESCRIBE rows_d").fetchall()}
    assert found == {
        "ticket": "VARCHAR", "updated": "TIMESTAMP", "opened": "TIMESTAMP", "state": "VARCHAR",
        "minutes": "DECIMAL(18,6)", "ok": "BOOLEAN", "_upload": "VARCHAR", "_seq": "BIGINT", "_row": "BIGINT",
    }  # fmt: skip
    assert con.execute("SELECT count(*) FROM rows_d").fetchone() == (0,)


def test_a_file_read_before_a_column_was_declared_names_file_column_and_remedy(rolled, upload) -> None:
    rows = upload(FIRST)
    with pytest.raises(
        StoreError, match=r"file1.csv, column 'channel'.*before the definition.*Undo upload u1"
    ) as refused:
        rolled(LOG | {"columns": {"state": "integer", "channel": "text"}}, {}, [rows])
    assert {problem.column for problem in refused.value.problems} == {"channel", "state"}


def test_a_file_that_is_gone_is_named(rolled, upload) -> None:
    rows = upload(FIRST)
    Path(rows.rows_path).unlink()
    with pytest.raises(StoreError, match=r"file1.csv: The stored rows of upload u1 are missing"):
        rolled(LOG, {}, [rows])


def test_decimals_of_different_scale_keep_every_digit(rolled, upload) -> None:
    money = {"shape": "events", "time": "day", "columns": {"day": "date", "cost": "decimal"}}
    one = upload("SELECT DATE '2025-01-01' AS day, 1.25::DECIMAL(18,2) AS cost")
    two = upload("SELECT DATE '2025-01-01' AS day, 0.000001::DECIMAL(18,6) AS cost")
    con = rolled(money, {"k": {"measure": "sum(cost)"}}, [one, two])
    assert con.execute("SELECT value FROM points").fetchall() == [(1.250001,)]
    assert str(con.execute("SELECT sum(cost) FROM rows_d").fetchone()[0]) == "1.250001"
