"""Bytes on their way in and out, and figures on their way into words."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from metrics import actions, definition
from metrics.actions import receiving
from metrics.actions.consequences import consequences
from metrics.store import Store
from tests.visits import visit

TEXT = """
[project]
id = "p"
launch = 2025-01-01
currency = "CHF"
[dataset.d]
shape = "events"
time = "day"
[dataset.f]
shape = "forecasts"
target = "week"
made_on = "made_on"
forecast = "forecast"
[kpi.calls]
title = "Calls"
dataset = "d"
measure = "count(*)"
better = "lower"
[forecast.demand]
title = "Demand"
dataset = "f"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


class Stream(io.BytesIO):
    """Notes how much was asked for at once."""

    asked = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked = max(self.asked, -1 if size is None else size)
        assert size is not None
        assert size > 0
        return super().read(size)


def test_a_stream_is_received_in_chunks_under_a_name_of_our_own(store: Store) -> None:
    stream = Stream(b"x" * (3 * receiving.CHUNK_BYTES + 7))
    path = actions.receive(visit(store), "../../etc/Übersicht 2026.csv", stream)
    assert path.parent == store.home / "staging"
    assert path.suffix == ".csv"
    assert path.stat().st_size == 3 * receiving.CHUNK_BYTES + 7
    assert stream.asked == receiving.CHUNK_BYTES
    actions.forget(visit(store), path)
    assert not path.exists()


def test_an_interrupted_stream_leaves_nothing(store: Store) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        actions.receive(visit(store), "a.csv", Broken())
    assert list((store.home / "staging").iterdir()) == []


def test_what_an_unfinished_upload_left_is_swept_after_a_day(store: Store) -> None:
    old, new = (actions.receive(visit(store), name, io.BytesIO(b"a")) for name in ("old.csv", "new.csv"))
    assert actions.sweep(store) == 0
    assert len(store.sweep(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))) == 2
    assert not old.exists()
    assert not new.exists()


def test_only_staging_is_forgotten(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "mine.csv"
    other.write_text("a")
    actions.forget(visit(store), other)
    assert other.exists()


def test_the_original_comes_back_byte_for_byte(store: Store, tmp_path: Path) -> None:
    actions.apply(visit(store, "ada"), TEXT)
    content = "day,no\r\n" + "".join(f"2025-01-{day:02},{day}\r\n" for day in range(1, 20))
    file = actions.receive(visit(store), "days.csv", io.BytesIO(content.encode("utf-16")))
    done = actions.commit(visit(store, "ada"), actions.stage(visit(store), "p", "d", file, file_name="days.csv"))
    assert done.upload.rows == 19
    assert actions.original(visit(store), done.upload.id) == content.encode("utf-16")


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        ("kpi.calls.month.effect", "-0.58", "-0.6", ("Calls: effect", "−58.0 %", "−60.0 %")),
        ("kpi.calls.week.held", None, "3 of 4", ("Calls by week: held", "unknown", "3 of 4")),
        ("kpi.calls.month.verdict", "insufficient_baseline", "indicative",
         ("Calls: verdict", "Too little data before launch", "Indicative only")),
        ("payback.months", "5.1", "7.4", ("Paid back after", "5.1 months", "7.4 months")),
        ("payback.months", "2.46", "2.51", ("Paid back after", "2.5 months", "2.5 months (a little higher)")),
        ("kpi.calls.month.effect", "-0.58", "-0.58004", ("Calls: effect", "−58.0 %", "−58.0 % (a little lower)")),
        ("payback.date", None, "2025-03-10", ("Paid back on", "unknown", "10 Mar 2025")),
        ("payback.status", "projected", "paid_back", ("Payback", "projected", "paid back")),
        ("money.net", "-1200", "56100", ("Net to date", "CHF −1,200", "CHF 56,100")),
        ("as_of", "2025-01-31", "2025-02-28", ("Data to", "31 Jan 2025", "28 Feb 2025")),
        ("forecast.demand.v1.2.3.wape", "0.2", "0.25",
         ("Demand, v1.2, 3 weeks ahead: error (WAPE)", "20.0 %", "25.0 %")),
    ],
)  # fmt: skip
def test_figures_are_told_in_words(path: str, before: str | None, after: str, told: tuple[str, str, str]) -> None:
    (found,) = consequences([(path, before, after)], definition.parse(TEXT))
    plain = [re.sub(r"\s", " ", text) for text in (found.figure, found.before, found.after)]
    assert tuple(plain) == told


def test_payback_is_told_first_and_forecasts_last() -> None:
    changes = [("forecast.demand.m.1.wape", "0.1", "0.2"), ("kpi.calls.month.effect", "0.1", "0.2"),
               ("money.net", "1", "2"), ("payback.months", "1", "2")]  # fmt: skip
    told = [each.figure for each in consequences(changes, definition.parse(TEXT))]
    assert told == ["Paid back after", "Net to date", "Calls: effect", "Demand, m, 1 week ahead: error (WAPE)"]


def test_a_grid_has_its_types_without_rows_and_takes_edits_back() -> None:
    columns: dict[str, actions.Cell] = {"on": "date", "amount": "number", "cash": "flag", "who": "names", "why": "text"}
    empty = actions.grid([], columns)
    full = actions.grid([{"on": dt.date(2025, 1, 1), "amount": Decimal("1.5"), "who": ("a", "b"), "else": 1}], columns)
    assert empty.schema == full.schema
    assert full.to_pylist() == [
        {"on": dt.date(2025, 1, 1), "amount": 1.5, "cash": None, "who": ["a", "b"], "why": None}
    ]
    edit = {"on": "2025-02-01T00:00:00.000", "amount": 0.1, "cash": False, "why": " x ", "_index": 3}
    meant = {"on": dt.date(2025, 2, 1), "amount": Decimal("0.1"), "cash": False, "why": "x"}
    assert actions.cells(edit, columns) == meant
