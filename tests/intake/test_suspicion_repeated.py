"""One id twice in a file with the same version, or time, and other values: the file's order alone says which counts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from metrics.intake.suspicion.told import cell
from metrics.results import Warn
from tests.intake.suspicion_cases import NOW, TICKETS, Exports, Rows, kinds

D = dt.date.fromisoformat
AT = dt.datetime(2025, 3, 4, 9, 30)
VERSIONED = TICKETS.replace('time = "opened"', 'time = "opened"\nversion = "changed"')


def row(id_: str, minutes: float | None, at: dt.datetime = AT, **more: object) -> dict[str, object]:
    return {"id": id_, "opened": at, "minutes": minutes, "state": "closed", **more}


OTHERS: Rows = [row(f"X{n}", 1) for n in range(20)]


def said(home: Path, rows: Rows, text: str = TICKETS, **facts: object) -> list[Warn]:
    """The warnings of this kind alone: files of a few rows look odd in other ways."""
    return [warn for warn in Exports(home, text).found([*rows, *OTHERS], **facts) if warn.kind == "repeated"]


def test_other_values_at_the_same_time_are_told_with_both_rows(home: Path) -> None:
    twice = [row(f"T{n}", 12.5 * (n + 1), AT + dt.timedelta(days=n)) for n in range(15)]
    (warn,) = said(home, [*twice, *({**one, "minutes": 2 * float(str(one["minutes"]))} for one in twice)])
    assert warn.text == (
        "15 ids stand twice with the same opened and other values of minutes, such as T0: 12.5 in row 2, "
        "25 in row 17; the later row counts"
    )
    assert (warn.from_, warn.until) == (D("2025-03-04"), D("2025-03-19"))


def test_the_first_row_counts_where_the_dataset_says_so(home: Path) -> None:
    rows = [row("T1", 120), row("T2", 7), row("T1", None), row("T1", 240, state="open")]
    (warn,) = said(home, rows, TICKETS.replace('time = "opened"', 'time = "opened"\nkeep = "first"'))
    assert warn.text == (
        "1 id stands in several rows with the same opened and other values of minutes and state, such as T1: "
        "minutes 120 in row 2, nothing in row 4; the earlier row counts"
    )


def test_exact_repeats_later_times_and_columns_that_no_kpi_reads_are_no_matter(home: Path) -> None:
    rows = [row("T1", 1), row("T1", 1), row("T2", 2), row("T2", 3, AT + dt.timedelta(minutes=1))]
    assert said(home, rows) == []
    unread = TICKETS.replace('state = "text"', 'state = "text", agent = "text"')
    assert said(home, [row("T1", 1, agent="a"), row("T1", 1, agent="b")], unread) == []


def test_a_version_orders_rows_and_the_highest_alone_is_compared(home: Path) -> None:
    old, new = dt.datetime(2025, 4, 1), dt.datetime(2025, 4, 2)
    settled = [row("T1", 1, changed=old), row("T1", 2, changed=old), row("T1", 3, changed=new)]
    assert said(home, settled, VERSIONED) == []
    empty = [row("T1", 1, changed=None), row("T1", 2, changed=old)]
    assert said(home, empty, VERSIONED) == [], "a row without a version never beats one that has it"
    (warn,) = said(home, [*settled, row("T1", 4, AT + dt.timedelta(days=1), changed=new)], VERSIONED)
    assert "stands twice with the same changed and other values of opened and minutes" in warn.text


def test_a_log_holds_rows_of_one_time_in_their_order_unless_a_version_orders_them(home: Path) -> None:
    log = [row(f"T{n}", 1, state=state) for n in range(40) for state in ("open", "closed")]
    assert said(home, log) == []
    (warn,) = said(home, [{**one, "changed": AT} for one in log], VERSIONED)
    assert "T0: open in row 2, closed in row 3" in warn.text


@pytest.mark.parametrize(
    ("value", "told"),
    [(Decimal("13318.980000"), "13,318.98"), (Decimal("120.00"), "120"), (90550.0, "90,550"), (None, "nothing")],
)
def test_values_are_written_exactly(value: object, told: str) -> None:
    assert cell(value) == told


def test_it_stands_beside_what_else_is_found(home: Path) -> None:
    late = NOW + dt.timedelta(days=3)
    assert kinds(Exports(home).found([row("T1", 1, late), row("T1", 2, late), *OTHERS])) == ["future", "repeated"]
