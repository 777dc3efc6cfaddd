"""The calibration's own bookkeeping: what it measures, when it measures anew, and what it calls not met."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibration import __main__ as run
from benchmarks.calibration.cells import CONTROL_DESIGN, Line, cells
from benchmarks.calibration.families import FAMILIES, Design, series
from benchmarks.calibration.judged import required, still_open

LINE = Line("f | month 36+12 | +0%", "f", "month 36+12", 0.0, "its", 1000, 0, 0, 0.126, 0.95, 0.05, 0.01, 0.01)
RIVAL = replace(LINE, method="UC, AR(1)", series=100, width=0.1)


def test_every_design_effect_and_family_asked_for_is_a_cell_and_controls_have_their_own() -> None:
    every = [str(cell) for cell in cells()]
    assert len(set(every)) == len(every) == len(FAMILIES) * (6 * 2 + 2) + 2 * 2
    assert [cell.family for cell in cells() if "control" in cell.methods] == ["shared shock"] * 2 + [
        "staged rollout"
    ] * 2


def test_one_seed_makes_one_series() -> None:
    first, second = (series("Poisson 100", Design("week", 104, 26), -0.3, np.random.default_rng(3)) for _ in "ab")
    assert (first.values == second.values).all()
    assert first.values[104:].mean() / first.values[:104].mean() == pytest.approx(0.7, abs=0.2)


@pytest.mark.parametrize("family", ["shared shock", "staged rollout"])
def test_controls_move_with_their_kpi_and_not_with_the_launch(family: str) -> None:
    rng = np.random.default_rng(1)
    made = [series(family, CONTROL_DESIGN, -0.5, rng) for _ in range(300)]
    logs = np.log([(one.values, one.control) for one in made if one.control is not None])
    step = logs[:, :, 36:].mean(2) - logs[:, :, 24:36].mean(2)  # whole years: the season cancels
    assert step[:, 0].mean() == pytest.approx(np.log(0.5), abs=0.03)
    assert step[:, 1].mean() == pytest.approx(0, abs=0.03)
    waves = np.column_stack([f(2 * np.pi * k * np.arange(48) / 12) for k in (1, 2) for f in (np.cos, np.sin)])
    columns = np.column_stack([np.ones(48), np.arange(48), np.arange(48) >= 36, waves])
    rest = logs - logs @ np.linalg.pinv(columns).T @ columns.T
    alike = (rest[:, 0] * rest[:, 1]).sum(1) / np.sqrt((rest[:, 0] ** 2).sum(1) * (rest[:, 1] ** 2).sum(1))
    assert alike.mean() == pytest.approx(0.8, abs=0.08)  # a short series takes some of it for trend and season


def test_a_second_run_goes_on_and_more_series_replace_fewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, page = tmp_path / "found.jsonl", tmp_path / "page.md"

    def kept(count: int) -> list[int]:
        asked = ["--cells", "shared.*-30", "--methods", "its;control", "--series", str(count)]
        monkeypatch.setattr(sys, "argv", ["calibration", *asked, "--out", str(out), "--doc", str(page)])
        run.main()
        return [json.loads(text)["series"] for text in out.read_text().splitlines()]

    assert kept(3) == [3, 3]
    assert kept(3) == [3, 3]
    assert kept(4) == [3, 3, 4, 4]
    assert page.read_text().count("| control | 4 |") == 1
    assert "| control | 3 |" not in page.read_text()


def test_what_is_not_met_is_named() -> None:
    told = "\n".join(required([replace(LINE, covered=0.915, alarmed=0.08, refused=0.11), RIVAL]))
    assert told.count("f, month 36+12, +0%") == 4  # coverage, false alarms, width, refusals
    assert "(1.26 of UC, AR(1))" in told
    assert "leave it open in 1 cell" in told
    met = "\n".join(required([LINE, replace(RIVAL, covered=0.92, series=1000)]))
    assert "open" not in met
    assert "f, month 36+12" not in met


def test_a_rival_is_open_where_few_series_cannot_rule_it_out() -> None:
    assert still_open([LINE, RIVAL]) == ["UC, AR(1)"]
    assert still_open([LINE, replace(RIVAL, covered=0.89)]) == ["UC, AR(1)"]
    assert still_open([LINE, replace(RIVAL, covered=0.87)]) == []
    assert still_open([LINE, replace(RIVAL, width=0.12)]) == []
    assert still_open([LINE, replace(RIVAL, series=1000)]) == []
