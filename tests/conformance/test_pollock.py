"""Messy CSVs with known clean versions: the Pollock benchmark (PVLDB 2023) and csv-spectrum, through the command line.

Pollock: Vitagliano et al., "Pollock: A Data Loading Benchmark", PVLDB 16(8). DuckDB's best settings score 9.44 of 10
(simple) on the files at hand. csv-spectrum's `location_coordinates` contradicts its own JSON.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from metrics.intake import rewrite
from tests.commands import Commands

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark's own code: the score is computed in one place."""
    spec = importlib.util.spec_from_file_location("pollock_benchmark", ROOT / "benchmarks" / "pollock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_score_counts_what_the_benchmark_counts(bench: ModuleType, tmp_path: Path) -> None:
    clean, got = tmp_path / "clean.csv", tmp_path / "got.csv"
    clean.write_text("a,b\n1,x\n2,y\n")
    assert bench.score("f", clean, clean).total == pytest.approx(10)
    assert bench.score("f", clean, got).total == 0
    got.write_text("A,b\n01,x\n")  # case and zeros are normalised in header and records, not in cells
    score = bench.score("f", clean, got)
    assert score.header == (1, 1, 1)
    assert score.records == pytest.approx((1 / 2, 1, 2 / 3))
    assert score.cells == pytest.approx((2 / 6, 2 / 4, 2 / 5))
    got.write_text("a;b\n1;x\n2;y\n")
    assert bench.score("f", clean, got).one_column


def test_pollock(bench: ModuleType, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written by what `preview --csv-dir` calls for each file; csv-spectrum goes through the command itself."""
    monkeypatch.setattr(bench, "convert", _written)
    scores = bench.pollock(shared_data / "messy" / "pollock", tmp_path)
    assert len(scores) == 136
    assert [score.name for score in scores if score.one_column or not score.loaded] == []
    assert bench.simple(scores) >= 9.9
    assert bench.weighted(scores) >= 9.9
    strays = [score.total for score in scores if score.pollution == "row_extra_quote"]
    assert min(strays) == pytest.approx(10)


def test_the_command_writes_the_same_bytes(shared_data: Path, tmp_path: Path) -> None:
    """Four of the files; all 136 through the command: `python benchmarks/pollock.py FOLDER`."""
    files = sorted((shared_data / "messy" / "pollock" / "csv").iterdir())[::34]
    _written(files, tmp_path / "direct", tmp_path / "home")
    Commands(tmp_path)("preview", *map(str, files), "--csv-dir", str(tmp_path / "command"), "--json")
    assert len(files) == 4
    for file in files:
        assert (tmp_path / "command" / file.name).read_bytes() == (tmp_path / "direct" / file.name).read_bytes()


def _written(files: Sequence[Path], target: Path, home: Path) -> None:
    target.mkdir(parents=True)
    for file in files:
        rewrite(file, home, target / file.name)


def test_csv_spectrum(bench: ModuleType, shared_data: Path, tmp_path: Path) -> None:
    right = bench.spectrum(shared_data / "messy" / "csv_spectrum", tmp_path)
    assert len(right) == 12
    assert [name for name, ok in right.items() if not ok] == ["location_coordinates.csv"]
