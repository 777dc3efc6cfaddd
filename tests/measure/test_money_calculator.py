"""The calculator over files: its shapes, what it leaves null and why, and what it refuses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.errors import ProveoutError, UploadRefused
from metrics.measure.calculator import calculator

FIGURES = ("npv", "irr", "xnpv", "xirr", "mirr", "payback", "first_crossed", "discounted_payback", "roi", "roi_pv")


def calculated(folder: Path, text: str, **rates: Any) -> dict[str, Any]:
    path = folder / "flows.csv"
    path.write_bytes(text.encode())
    return calculator(path, **rates)


def test_every_null_has_its_reason(tmp_path: Path) -> None:
    for text in ("period,amount\n0,-100\n1,60\n2,70\n", "date,amount\n2025-01-01,-100\n2025-02-01,130\n", "0,5\n1,5\n"):
        for rate in (None, 0.1):
            found = calculated(tmp_path, text, discount_rate=rate)
            assert {name for name in FIGURES if found[name] is None} <= found["reasons"].keys()
            assert not {name for name in FIGURES if found[name] is not None} & found["reasons"].keys()


def test_dated_flows_in_months_from_the_first(tmp_path: Path) -> None:
    """Netted by month: −100 in January, +40 and +10 in February, +100 in March, of which half is needed."""
    text = (
        "\ufeffDate; Amount; Note\r\n2025-03-31;100;c\r\n2025-01-15;-100;a\r\n2025-02-02;40;\r\n2025-02-20;10;b\r\n\r\n"
    )
    found = calculated(tmp_path, text, discount_rate=0.1)
    assert found["payback"] == pytest.approx(2 + 1.5 / 31)  # 16.5 March, from 15 January
    assert found["discounted_payback"] > found["payback"]
    times = np.array([(day - dt.date(2025, 1, 15)).days / 365 for day in (dt.date(2025, 1, 15),)])
    assert times[0] == 0
    days = [0, 18, 36, 75]
    assert found["xnpv"] == pytest.approx(
        sum(a * 1.1 ** (-d / 365) for a, d in zip([-100, 40, 10, 100], days, strict=True))
    )
    assert found["ignored_columns"] == ["note"]
    assert found["flows"] == 4


def test_cost_and_benefit(tmp_path: Path) -> None:
    found = calculated(tmp_path, "date,cost,benefit\n2025-01-01,100,0\n2026-01-01,10,220\n", discount_rate=0.1)
    assert found["roi"] == pytest.approx(1.0)
    assert found["roi_pv"] == pytest.approx((200 - 100 - 10 / 1.1) / (100 + 10 / 1.1))
    assert calculated(tmp_path, "period,cost,benefit\n0,0,5\n")["reasons"]["roi"] == "there is no cost to divide by"


def test_periods_that_are_missing_have_no_flow_and_repeated_ones_add_up(tmp_path: Path) -> None:
    found = calculated(tmp_path, "period,amount\n5,60\n3,-100\n5,61\n", discount_rate=0.1)
    assert found["npv"] == pytest.approx(-100 + 121 / 1.21)
    assert found["irr"] == pytest.approx(0.1)
    assert found["payback"] == pytest.approx(1 + 100 / 121)


def test_several_rates_are_told(tmp_path: Path) -> None:
    found = calculated(tmp_path, "0,-4000\n1,25000\n2,-25000\n")
    assert found["irr"] is None
    assert "0.25, 4" in found["reasons"]["irr"]
    assert calculated(tmp_path, "0,100\n1,-100\n2,100\n")["reasons"]["irr"].startswith("no rate")


def test_paid_back_and_lost_again(tmp_path: Path) -> None:
    found = calculated(tmp_path, "0,-100\n1,60\n2,60\n3,-30\n4,5\n", discount_rate=0.1)
    assert (found["payback"], found["discounted_payback"]) == (None, None)
    assert found["first_crossed"] == pytest.approx(1 + 40 / 60)
    assert "ends below it again" in found["reasons"]["payback"]
    back = calculated(tmp_path, "0,-100\n1,60\n2,60\n3,-30\n4,40\n", discount_rate=0.1)
    assert (back["payback"], back["first_crossed"]) == pytest.approx((3 + 10 / 40, 1 + 40 / 60))
    assert calculated(tmp_path, "0,-100\n1,60\n")["reasons"]["first_crossed"].endswith("does not reach zero")


def test_mirr_takes_its_own_rates(tmp_path: Path) -> None:
    text = "0,-100\n1,60\n2,70\n"
    own = calculated(tmp_path, text, finance_rate=0.1, reinvest_rate=0.12)["mirr"]
    assert own == pytest.approx(((60 * 1.12 + 70) / 100) ** 0.5 - 1)
    assert calculated(tmp_path, text, discount_rate=0.12)["mirr"] == pytest.approx(own)
    assert calculated(tmp_path, text)["mirr"] is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", [(None, None, None)]),
        ("date,amount\n", [(None, None, None)]),
        ("when,amount\n1,2\n", [(None, None, "when, amount")]),
        ("date,period,amount,cost\n", [(None, None, "date, period, amount, cost")] * 2),
        ("date,amount,amount\n2025-01-01,1,2\n", [(None, None, None)]),
        ("period,cost\n1,2\n", [(None, None, "period, cost")]),
        (
            "date,amount\n2025-01-01,-1\n31.01.2025,5\n\n2025-02-01,1.000,50\n2025-02-02,€5\n2025-13-01,\n",
            [
                (3, "date", "31.01.2025"),
                (5, None, None),
                (6, "amount", "€5"),
                (7, "date", "2025-13-01"),
                (7, "amount", ""),
            ],
        ),
        (
            "period,amount\n0,nan\n1.5,1e400\n2,1e99\n",
            [(2, "amount", "nan"), (3, "period", "1.5"), (3, "amount", "1e400"), (4, "amount", "1e99")],
        ),
        ("period,amount\n0,-1\n999999,2\n", [(None, "period", None)]),
        ('period,amount\n0,"1\n', [(None, None, None)]),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_every_problem(
    tmp_path: Path, text: str, places: list[tuple[int | None, str | None, str | None]]
) -> None:
    with pytest.raises(UploadRefused) as refused:
        calculated(tmp_path, text)
    assert [(one.row, one.column, one.value) for one in refused.value.problems] == places
    assert all(one.file == "flows.csv" for one in refused.value.problems)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused, match="no such file"):
        calculator(tmp_path / "none.csv")
    with pytest.raises(UploadRefused, match="cannot be read"):
        calculator(tmp_path)
    (tmp_path / "latin.csv").write_bytes(b"date,amount\n2025-01-01,\xa35\n")
    with pytest.raises(UploadRefused, match="UTF-8"):
        calculator(tmp_path / "latin.csv")
    with pytest.raises(ProveoutError, match="discount-rate"):
        calculator([["0", "1"]], -1)


def test_a_rate_in_percent_is_refused_with_the_fraction_that_was_meant() -> None:
    for rate, meant in ((8, r"write 8 % as 0\.08\."), (12.5, r"write 8 % as 0\.08, 12\.5 % as 0\.125\.")):
        with pytest.raises(ProveoutError, match=f"between 0 and 1.*{meant}"):
            calculator([["0", "1"]], rate)
    assert calculator([["0", "1"]], 1)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet='date,;amount\n\t0123456789-."€', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    lines = [line.split(",") for line in text.split("\n")]
    try:
        found = calculator(lines, 0.1)
    except UploadRefused as error:
        assert str(error)  # noqa: PT017 - most texts are refused, some are not
    else:
        assert int(str(found["flows"])) > 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-900, 900), min_size=2, max_size=12), st.integers(1, 50))
def test_the_first_number_does_not_matter(amounts: list[int], shift: int) -> None:
    one, two = (
        calculator([["period", "amount"], *([str(i + start), str(a)] for i, a in enumerate(amounts))], 0.1)
        for start in (0, shift)
    )
    assert one == two


def test_flows_far_away_are_worth_nothing_and_break_nothing(tmp_path: Path) -> None:
    found = calculated(tmp_path, "0,-100\n1,1200\n9000,5\n", discount_rate=1)
    assert found["discounted_payback"] == pytest.approx(100 / (1200 / 2))
    far = calculated(tmp_path, "1900-01-01,-100\n2200-12-01,1000\n", discount_rate=1)
    assert far["discounted_payback"] is None
    assert 3_600 < far["payback"] < 3_612
    with pytest.raises(UploadRefused, match="1900 to 2200"):
        calculated(tmp_path, "2025-01-01,-100\n9999-12-01,1000\n")
