"""Opening one target, month or series reads few rows: they are those that reading all of them gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, engine
from metrics.actions.resting import rested
from metrics.measure.forecast_pairs import Pairs
from metrics.measure.forecast_slice import Slice
from metrics.store import Store
from tests.visits import visit

TEXT = """
[project]
id = "n"
launch = 2023-06-01
[dataset.demand]
shape = "forecasts"
target = "month"
made_on = "made_on"
forecast = "forecast"
actual = "actual"
series = ["sku"]
model = "model"
mode = "upsert"
[forecast.demand]
dataset = "demand"
grain = "month"
season = 3
"""
MONTHS = [dt.date(2023 + n // 12, n % 12 + 1, 1) for n in range(26)]


def lines(first: int, until: int, revised: float) -> Iterator[str]:
    yield "sku,model,made_on,month,forecast,actual"
    for n in range(first, until):
        for sku in "abc":
            for model in ("old", "new"):
                for ahead in (-4, 0, 1, 2):
                    if not 0 <= n - ahead < 26 or (n, sku) == (7, "b"):  # a gap: naive forecasts look further back
                        continue
                    value = 50 + 9 * (n * (ord(sku) % 5) % 7)
                    known = "" if (n + ahead) % 5 == 4 else f"{value + revised * (ahead == 2)}"
                    yield f"{sku},{model},{MONTHS[n - ahead]},{MONTHS[n]},{value + ahead + n % 4},{known}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("needed")
    with Store.open(folder / "home") as opened:
        actions.apply(visit(opened), TEXT)
        for name, rows in (("first.csv", lines(0, 20, 0.0)), ("again.csv", lines(14, 26, 2.0))):
            (folder / name).write_text("\n".join(rows) + "\n")
            staged = actions.stage(visit(opened), "n", "demand", folder / name)
            actions.commit(visit(opened), staged)  # type: ignore[arg-type]
        yield opened


def test_what_is_read_for_a_part_is_what_reading_everything_gives(store: Store) -> None:
    rests = rested(store, store.latest_snapshot("n"))  # type: ignore[arg-type]
    asked = [Slice("new", -4, MONTHS[5]), Slice("new", 2, MONTHS[19]), Slice("new", series="b")]
    asked += [Slice("new", 1, MONTHS[16], old="old"), Slice("new", 2, since=MONTHS[5], month=MONTHS[14])]
    revised = 0
    with engine.connect(store.home) as whole:
        everything = Pairs(whole, rests.project, "demand", rests.uploads, 60, Slice("new"))
        for each in asked:
            with engine.connect(store.home) as con:
                part = Pairs(con, rests.project, "demand", rests.uploads, 60, each).cut(each)
                told = everything.cut(each)
                assert list(part.rows(100)) == list(told.rows(100)), each
                assert part.files() == told.files(), each
                assert part.figures() == pytest.approx(told.figures()), each
                assert part.count() > 0
                revised += sum(of == "actuals" for of, *_ in part.files())
    assert revised, "no actual came with another row than its own"
