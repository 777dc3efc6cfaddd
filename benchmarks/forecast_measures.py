"""Ten million forecasts measured here and by utilsforecast: `python benchmarks/forecast_measures.py [--rows N]`

Both sides read the same Parquet file (model, series, made_on, week, forecast, actual, an 80 % interval) and a training
file, and end with the same figures: MAE, RMSE, WAPE, MAPE, sMAPE, MASE, RMSSE, bias, WAPE of the naive and coverage
over all and by horizon, the WAPE of the median series, WAPE, bias and the naive's WAPE by horizon and week, WAPE and
bias by series. Figures are compared before times are. utilsforecast has no naive forecast: its user joins one in
pandas, by the simplest join that is right for these data (the week a year before), and the ratio without that join is
printed too. Imports are not counted on either side. The peer takes pandas frames: the same evaluate() calls on polars
frames took as much processor time. `whole` is what a snapshot asks for on top: warnings, reasons, erosion, comparison.
`opened` is what a page does to open one week's error at one horizon: its forecasts and actuals, the figure counted
again from them, its files and a page of rows; its ratio is to `whole`, which reads everything.

utilsforecast is no part of the product: install it beside it with `pip install utilsforecast==0.2.17`. Each figure is
one child process, and each side begins a round in turn, since what ran before leaves its traces; wall and processor
time are shown, since other work on the machine moves the first.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
LIMIT = 0.1  # of utilsforecast's time
HORIZONS, ORIGINS, SEASON, LEVEL = 8, 250, 52, 80
SIDES = ("ours", "whole", "opened", "utilsforecast")
GENERATED = """
COPY (
    WITH steps AS (
        SELECT printf('s%06d', s) AS sku, s, week,
            round(20 + hash(s) % 100 + 10 * sin(week * 2 * pi() / 52) + hash(s, week) % 1000 / 100.0, 1) AS actual
        FROM range({series}) AS r(s), range(-2 * {season}, {origins} + {horizons} + 1) AS w(week)
    )
    {query}
) TO '{file}' (FORMAT parquet)
"""
FORECASTS = """
    SELECT 'm' AS model, target.sku, DATE '2020-01-06' + CAST(7 * o AS INTEGER) AS made_on,
        DATE '2020-01-06' + CAST(7 * target.week AS INTEGER) AS week, o, h AS horizon, target.actual,
        target.actual + (hash(target.s, o, h) % 1000)::DOUBLE / 100 - 5 AS forecast,
        forecast - 4 AS low, forecast + 4 AS high
    FROM range({origins}) AS q(o), range({horizons}) AS z(h)
    JOIN steps AS target ON target.week = o + h
    ORDER BY made_on, target.sku, h
"""
TRAINING = "SELECT sku, DATE '2020-01-06' + CAST(7 * week AS INTEGER) AS day, actual AS units FROM steps WHERE week < 0"


Measured = dict[str, Any]  # seconds, processor (seconds), memory (MB), figures


class Clock:
    """Wall and processor time from here on."""

    def __init__(self) -> None:
        self.started, self.used = time.perf_counter(), time.process_time()

    def measured(self, figures: dict[str, float]) -> Measured:
        """What was used since, beside the figures that came of it."""
        return {
            "seconds": time.perf_counter() - self.started,
            "processor": time.process_time() - self.used,
            "memory": highest() / 1024,
            "figures": figures,
        }


def highest() -> int:
    """The most memory that this process held, in kB; what getrusage tells is the parent's where that was more."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def generate(folder: Path, rows: int) -> None:
    """The forecasts, in order of making, and two years of training before the first of them."""
    import duckdb

    con = duckdb.connect()
    series = max(1, rows // (HORIZONS * ORIGINS))
    for name, query in (("forecasts", FORECASTS), ("training", TRAINING)):
        parts = {"season": SEASON, "origins": ORIGINS, "horizons": HORIZONS}
        con.execute(
            GENERATED.format(series=series, file=folder / f"{name}.parquet", query=query.format(**parts), **parts)
        )


def ours(folder: Path, *, whole: bool) -> Measured:
    """The product's functions over the rows as a roll-up leaves them."""
    from metrics import engine
    from metrics.measure.forecast import forecasts
    from metrics.measure.forecast_accuracy import by_horizon, by_period, by_series
    from metrics.measure.forecast_input import create_views
    from metrics.measure.forecast_tables import create_tables
    from metrics.model import Project

    clock = Clock()
    con = engine.connect(folder)
    for table, file in (("demand", "forecasts"), ("sales", "training")):
        source = f"read_parquet({engine.text(str(folder / f'{file}.parquet'))}, file_row_number = true)"
        con.execute(
            f"CREATE VIEW rows_{table} AS"
            f" SELECT *, 'u' AS _upload, 1::BIGINT AS _seq, file_row_number AS _row FROM {source}"
        )
    project = Project.model_validate(DEFINITION)
    if whole:
        (result,), _, _ = forecasts(con, project)
        overall, horizons, periods, series = result.overall, result.by_horizon, result.by_period, result.by_series
    else:
        forecast = project.forecast["demand"]
        source_of = create_views(con, project, forecast)
        create_tables(con, forecast, source_of)
        horizons, overall = by_horizon(con, source_of.levels)
        periods = by_period(con, forecast.grain, whole_numbers=False)
        series = by_series(con)
    (all_rows,), at3 = overall, horizons[3]
    figures = {
        "rows": all_rows.points,
        **{f"all {name}": getattr(all_rows, name) for name in COMPARED},
        **{f"horizon 3 {name}": getattr(at3, name) for name in COMPARED},
        "all coverage": all_rows.coverage[str(LEVEL)] or 0,
        "weeks": len(periods),
        "week wape": sum(row.wape or 0 for row in periods),
        "series wape": series[0].wape or 0,
    }
    return clock.measured(figures)


def opened(folder: Path) -> Measured:
    """One week at one horizon opened as the Forecasts page does it, over the files as a store keeps them."""
    from benchmarks.forecast_opened import week

    clock = Clock()
    return clock.measured(week(folder, DEFINITION))


COMPARED = ("mae", "rmse", "wape", "mape", "smape", "mase", "rmsse", "bias", "naive_wape", "wape_median_series")
DEFINITION: dict[str, Any] = {
    "project": {"id": "p", "launch": "2020-01-01"},
    "dataset": {
        "demand": {
            "shape": "forecasts", "target": "week", "made_on": "made_on", "forecast": "forecast", "actual": "actual",
            "series": ["sku"], "model": "model", "intervals": {str(LEVEL): ["low", "high"]},
        },
        "sales": {"shape": "series", "time": "day", "columns": {"sku": "text", "units": "double"}},
    },
    "forecast": {"demand": {"dataset": "demand", "season": SEASON, "grain": "week", "history": "sales"}},
}  # fmt: skip


def peer(folder: Path) -> Measured:
    """The same figures from utilsforecast: one evaluate() a cut, for groups of one column each."""
    import pandas as pd
    import utilsforecast.losses as of
    from utilsforecast.evaluation import evaluate

    clock = Clock()
    columns = {
        "sku": "unique_id",
        "week": "ds",
        "actual": "y",
        "forecast": "m",
        "low": f"m-lo-{LEVEL}",
        "high": f"m-hi-{LEVEL}",
    }
    rows = pd.read_parquet(folder / "forecasts.parquet", columns=[*columns, "model", "horizon"])
    rows = rows.rename(columns=columns)
    training = pd.read_parquet(folder / "training.parquet").rename(
        columns={"sku": "unique_id", "day": "ds", "units": "y"}
    )
    joining = Clock()
    known = pd.concat([training, rows[["unique_id", "ds", "y"]].drop_duplicates(["unique_id", "ds"])])
    known["ds"] = pd.to_datetime(known.ds) + pd.Timedelta(weeks=SEASON)
    rows["ds"] = pd.to_datetime(rows.ds)
    rows = rows.merge(known.rename(columns={"y": "naive"}), on=["unique_id", "ds"], how="left")
    joined = joining.measured({})
    mase, rmsse = partial(of.mase, seasonality=SEASON), partial(of.rmsse, seasonality=SEASON)
    pooled = [of.mae, of.rmse, of.nd, of.mape, of.smape, of.bias, of.coverage]

    def told(frame: Any, metrics: list[Any], by: str, models: tuple[str, ...] = ("m",), train: Any = None) -> Any:
        level = [LEVEL] if of.coverage in metrics else None
        found = evaluate(frame, metrics, models=list(models), id_col=by, level=level, train_df=train)
        return found.set_index([by, "metric"])

    overall, horizons = told(rows, pooled, "model"), told(rows, pooled, "horizon")
    naive_all, naive_horizon = told(rows, [of.nd], "model", ("naive",)), told(rows, [of.nd], "horizon", ("naive",))
    series = told(rows, [of.nd, of.bias, mase, rmsse, of.mae], "unique_id", train=training)
    actual = rows.y.abs().groupby(rows.horizon, sort=True).mean()  # bias and naive are in relation to the actuals here
    weeks, medians, scaled, squared = 0.0, {}, {}, {}
    count = 0
    for horizon in range(HORIZONS):
        part = rows[rows.horizon == horizon]
        week = told(part, [of.nd, of.bias], "ds")
        told(part, [of.nd], "ds", ("naive",))
        weeks += week.xs("nd", level="metric").m.sum()
        count += len(week) // 2
        single = told(part, [of.nd, mase, rmsse], "unique_id", train=training)
        medians[horizon] = single.xs("nd", level="metric").m.median()
        scaled[horizon] = single.xs("mase", level="metric").m.mean()
        squared[horizon] = single.xs("rmsse", level="metric").m.mean()
    by_series = series.m.unstack()
    size = rows.y.abs().groupby(rows.unique_id).mean()
    lost = by_series.mae
    figures: dict[str, float] = {"rows": len(rows), "weeks": count, "week wape": weeks}
    typical, ratio = by_series.nd.median(), (by_series.mase.mean(), by_series.rmsse.mean())
    for name, frame, naive, mean, median, scale in (
        ("all", overall.m.xs("m"), naive_all.naive.xs("m"), rows.y.abs().mean(), typical, ratio),
        ("horizon 3", horizons.m.xs(3), naive_horizon.naive.xs(3), actual[3], medians[3], (scaled[3], squared[3])),
    ):
        figures |= {f"{name} {measure}": frame[measure] for measure in ("mae", "rmse", "mape")}
        figures |= {f"{name} wape": frame["nd"], f"{name} smape": 200 * frame["smape"]}
        figures |= {f"{name} mase": scale[0], f"{name} rmsse": scale[1]}
        figures |= {f"{name} bias": frame["bias"] / mean, f"{name} naive_wape": naive["nd"]}
        figures |= {f"{name} wape_median_series": median}
    figures["all coverage"] = overall.m.xs("m")[f"coverage_level{LEVEL}"]
    figures["series wape"] = by_series.nd[(lost * size.index.map(rows.unique_id.value_counts())).idxmax()]
    measured = clock.measured({name: float(value) for name, value in figures.items()})
    return measured | {"join": joined["seconds"]}


SIDE: dict[str, Callable[[Path], Measured]] = {
    "ours": partial(ours, whole=False),
    "whole": partial(ours, whole=True),
    "opened": opened,
    "utilsforecast": peer,
}


def main() -> None:
    """Generate, measure each side in turn, compare the figures, print ratios, delete."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        side = told.child
        print(json.dumps(SIDE[side](told.folder)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        generate(folder, told.rows)
        runs = []
        command = [sys.executable, __file__, "--folder", made, "--child"]
        for turn in range(told.runs):
            first = turn % len(SIDES)
            outs = {
                side: subprocess.run([*command, side], check=True, capture_output=True, text=True)
                for side in (*SIDES[first:], *SIDES[:first])
            }
            runs.append({side: json.loads(out.stdout) for side, out in outs.items()})
    report(runs)


def report(runs: list[dict[str, dict[str, Any]]]) -> None:
    """Both sides' figures must agree; then medians, and ratios within each round."""
    mine, theirs = runs[0]["ours"]["figures"], runs[0]["utilsforecast"]["figures"]
    assert mine.keys() == theirs.keys(), mine.keys() ^ theirs.keys()
    apart = {
        name: (mine[name], theirs[name]) for name in mine if abs(mine[name] - theirs[name]) > 1e-9 * abs(theirs[name])
    }
    print(f"{mine['rows']:,} forecasts, {os.cpu_count()} cores, median of {len(runs)}; {len(mine)} figures compared")
    print(f"figures that differ: {apart or 'none'}")
    for side in SIDES:
        middle = {key: statistics.median(run[side][key] for run in runs) for key in ("seconds", "processor", "memory")}
        print(f"{side:14} {middle['seconds']:6.1f} s {middle['processor']:6.1f} s processor {middle['memory']:6.0f} MB")
    for side in SIDES[:2]:
        wall, cpu = (
            statistics.median(run[side][key] / run["utilsforecast"][key] for run in runs)
            for key in ("seconds", "processor")
        )
        print(f"{side}: {wall:.3f} of utilsforecast's time (limit {LIMIT}), {cpu:.3f} of its processor time")
    part, cpu = (
        statistics.median(run["opened"][key] / run["whole"][key] for run in runs) for key in ("seconds", "processor")
    )
    print(f"opened: {part:.2f} of whole's time, {cpu:.2f} of its processor time")
    alone = statistics.median(
        run["ours"]["seconds"] / (run["utilsforecast"]["seconds"] - run["utilsforecast"]["join"]) for run in runs
    )
    print(f"ours: {alone:.2f} of its time without the join of a naive forecast")


if __name__ == "__main__":
    main()
