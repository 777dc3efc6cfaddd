"""Costs that came as files."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metrics.errors import StoreError

BILLS = {"shape": "costs", "time": "day", "amount": "amount"}
QUERY = """
    SELECT DATE '2025-01-05' + range::INTEGER AS day, amount::DECIMAL(18,2) AS amount, category, kind
    FROM (VALUES (0, 10.10, 'Usage ', 'Investment'), (1, NULL, 'run', 'running'), (2, -2.05, NULL, ''))
        AS t(range, amount, category, kind)
"""


def costs(con) -> list[tuple]:
    return con.execute(
        "SELECT date::VARCHAR, amount, category, kind, dataset FROM uploaded_costs ORDER BY ALL"
    ).fetchall()


def test_costs_default_to_running_run(rolled, upload) -> None:
    assert costs(rolled(BILLS, {}, [upload(QUERY)])) == [
        ("2025-01-05", Decimal("10.10"), "run", "running", "d"),
        ("2025-01-07", Decimal("-2.05"), "run", "running", "d"),
    ]


def test_category_and_kind_of_the_file(rolled, upload) -> None:
    assert costs(rolled(BILLS | {"category": "category", "kind": "kind"}, {}, [upload(QUERY)])) == [
        ("2025-01-05", Decimal("10.10"), "usage", "investment", "d"),
        ("2025-01-07", Decimal("-2.05"), "run", "running", "d"),
    ]


def test_unknown_words_are_refused_with_their_row(rolled, upload) -> None:
    wrong = QUERY.replace("'Investment'", "'capex'").replace("'Usage '", "'cloud'")
    with pytest.raises(StoreError, match=r"row 1, column 'category', dataset.d.*'cloud'.*Use one of build") as refused:
        rolled(BILLS | {"category": "category", "kind": "kind"}, {}, [upload(wrong)])
    assert [problem.value for problem in refused.value.problems] == ["cloud", "capex"]


def test_parts_of_a_date_and_no_uploads(rolled, upload) -> None:
    parts = {"shape": "costs", "time": ["year", "month"], "amount": "amount", "id": "bill"}
    rows = upload(
        "SELECT 2025::BIGINT AS year, 3::BIGINT AS month, 7::DECIMAL(18,2) AS amount, 'b' AS bill FROM range(2)"
    )
    assert costs(rolled(parts, {}, [rows])) == [("2025-03-01", Decimal(7), "run", "running", "d")]
    assert costs(rolled(parts, {}, [])) == []
