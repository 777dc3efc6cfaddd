"""Warnings of uploads on their way: staged, committed, on the results that they touch, gone once they are untrue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from metrics import actions, snapshot
from metrics.results import ProjectResult, Warn
from metrics.store import Store, Upload
from tests.visits import visit

D = dt.date.fromisoformat
TICKETS = """
[project]
id = "p"
launch = 2025-01-01

[dataset.tickets]
shape = "events"
id = "id"
time = "opened"
columns = { minutes = "decimal", channel = "text" }

[dataset.stock]
shape = "series"
time = "month"
columns = { units = "decimal" }

[kpi.tickets]
dataset = "tickets"
measure = "count(*)"
better = "lower"
grains = ["month", "week"]
segments = ["channel"]
unit_value = 5
realised_share = 1

[kpi.units]
dataset = "stock"
measure = "sum(units)"
better = "lower"

[[cost]]
date = 2024-12-01
amount = 1000
category = "build"
kind = "investment"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "owner"), TICKETS)
        yield opened


class Months:
    """Uploads files of tickets: 30 to 34 a day, in seeded order, from one day to another."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    def upload(self, first: str, until: str, share: float = 1.0, factor: float = 1.0) -> Upload:
        path = self.folder / f"{first}_{until}_{share}_{factor}.csv"
        rng = np.random.default_rng(5)
        lines = ["id,opened,minutes,channel"]
        day = D(first)
        while day < D(until):
            for number in range(round((30 + day.toordinal() % 5) * share)):
                minutes = round(float(rng.lognormal(2.5, 0.3)) * factor, 1)
                channel = ("chat", "phone")[number % 2]
                lines.append(f"T{day:%Y%m%d}-{number},{day} {8 + number % 10:02d}:00:00,{minutes:.1f},{channel}")
            day += dt.timedelta(days=1)
        path.write_text("\n".join(lines) + "\n")
        return actions.commit(
            visit(self.store, "analyst"), actions.stage(visit(self.store), "p", "tickets", path)
        ).upload


@pytest.fixture
def months(store: Store, tmp_path: Path) -> Months:
    return Months(store, tmp_path)


def of(result: ProjectResult, name: str = "tickets", grain: str = "month", segment: str | None = None) -> list[Warn]:
    """The warnings of uploads on one KPI."""
    kpi = next(k for k in result.kpis if (k.name, k.grain, k.segment) == (name, grain, segment))
    return [warn for warn in kpi.warnings if warn.upload]


def results(store: Store) -> ProjectResult:
    return actions.results(visit(store), "p")


def test_a_gap_is_told_on_every_kpi_of_its_dataset_until_the_missing_file_comes(store: Store, months: Months) -> None:
    months.upload("2024-06-01", "2025-02-01")
    late = months.upload("2025-03-01", "2025-06-01")
    assert [warn.kind for warn in late.warnings] == ["gap"], late.warnings
    (gap,) = late.warnings
    assert (gap.kind, gap.from_, gap.until) == ("gap", D("2025-02-01"), D("2025-03-01"))
    told = gap.model_copy(update={"upload": late.id})
    result = results(store)
    assert [warn for warn in result.warnings if warn.upload] == [told]
    for grain, segment in (("month", None), ("week", None), ("month", "channel=chat")):
        assert of(result, grain=grain, segment=segment) == [told]
    assert "units" not in {kpi.name for kpi in result.kpis if kpi.warnings}
    assert result.money is not None
    assert result.money.warnings == (told,), "the benefit is counted from these rows"
    heads = actions.portfolio(visit(store))
    others = [warn for kpi in result.kpis if not kpi.segment for warn in kpi.warnings if not warn.upload]
    others += [warn for warn in result.warnings if not warn.upload]
    assert heads[0].warnings == len(others) + 1, "told at several places, it is one warning"

    missing = months.upload("2025-02-01", "2025-03-01")
    assert missing.warnings == ()
    assert of(results(store)) == []
    assert store.upload(late.id).warnings == (gap,), "what was said of the file stays with it"
    actions.undo(visit(store, "analyst"), missing.id)
    assert of(results(store)) == [told]
    actions.undo(visit(store, "analyst"), late.id)
    assert of(results(store)) == []


def test_an_edge_is_named_once_and_gone_when_the_rest_of_the_month_comes(store: Store, months: Months) -> None:
    half = months.upload("2024-06-01", "2025-05-11")
    (edge,) = half.warnings
    assert (edge.kind, edge.from_) == ("edge", D("2025-05-01"))
    result = results(store)
    whole = next(kpi for kpi in result.kpis if kpi.grain == "month" and kpi.segment is None)
    assert [(w.kind, w.from_) for w in whole.warnings if w.kind == "edge"] == [("edge", D("2025-05-01"))]
    assert of(result) == [], "the KPI says itself that May is not counted"
    assert of(result, grain="week") == [], "the weeks of May that are there are whole"
    assert [warn for warn in result.warnings if warn.upload] == []
    months.upload("2025-05-11", "2025-06-01")
    assert of(results(store)) == []
    assert not any(w.kind == "edge" for kpi in results(store).kpis for w in kpi.warnings)


def test_a_filtered_month_stays_noted_after_later_months_and_until_it_is_exported_again(
    store: Store, months: Months
) -> None:
    months.upload("2024-06-01", "2025-05-01")
    thin = months.upload("2025-05-01", "2025-06-01", share=0.3)
    assert [warn.kind for warn in thin.warnings] == ["edge"]
    for first, until in (("2025-06-01", "2025-07-01"), ("2025-07-01", "2025-08-01")):
        assert months.upload(first, until).warnings == ()
        assert [warn.upload for warn in of(results(store))] == [thin.id]
        assert [warn.upload for warn in of(results(store), grain="week")] == [thin.id]
    months.upload("2025-05-01", "2025-06-01")
    assert of(results(store)) == []


def test_another_unit_is_noted_until_the_corrected_file_stands_for_its_rows(store: Store, months: Months) -> None:
    months.upload("2024-06-01", "2025-05-01")
    seconds = months.upload("2025-05-01", "2025-06-01", factor=60)
    assert [warn.kind for warn in seconds.warnings] == []  # no KPI reads the minutes
    average = TICKETS + '[kpi.time]\ndataset = "tickets"\nmeasure = "sum(minutes) / count(*)"\nbetter = "lower"\n'
    actions.apply(visit(store, "owner"), average)
    june = months.upload("2025-06-01", "2025-07-01", factor=60.0001)
    assert [warn.kind for warn in june.warnings] == ["unit"]
    assert [warn.upload for warn in of(results(store), "time")] == [june.id]
    corrected = months.upload("2025-06-01", "2025-07-01")
    assert {(warn.kind, warn.upload) for warn in of(results(store), "time")} == {("history", corrected.id)}


def test_a_changed_definition_asks_the_checks_again(store: Store, months: Months) -> None:
    months.upload("2024-06-01", "2025-02-01")
    late = months.upload("2025-03-01", "2025-06-01")
    applied = actions.apply(visit(store, "owner"), TICKETS.replace('minutes = "decimal"', 'minutes = "double"'))
    assert applied.reread == 2
    again = store.upload(late.id)
    assert again.recipe_hash != late.recipe_hash
    assert again.warnings == late.warnings


def test_warnings_are_no_input_of_a_snapshot(store: Store, months: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version's checks say other things of the same files: the same inputs keep their id."""
    late = months.upload("2025-03-01", "2025-06-01")
    present = store.upload(late.id)
    digest = results(store).inputs.definition
    ids = {
        snapshot.snapshot_id(digest, [upload], {}, D("2025-05-31"))
        for upload in (present, type(present)(**{**vars(present), "warnings": (Warn(kind="edge", text="another"),)}))
    }
    assert len(ids) == 1


def test_a_failing_check_never_costs_the_upload(store: Store, months: Months) -> None:
    first = months.upload("2024-06-01", "2025-02-01")
    kept = first.rows_path.read_bytes()
    first.rows_path.write_bytes(b"damaged")
    path = months.folder / "next.csv"
    path.write_text("id,opened,minutes,channel\n" + "".join(f"N{n},2025-02-01 08:00:00,5,chat\n" for n in range(30)))
    staged = actions.stage(visit(store), "p", "tickets", path)
    assert staged.files is not None
    assert {warn.kind for warn in staged.warnings} == {"unchecked"}
    first.rows_path.write_bytes(kept)
    assert {warn.kind for warn in actions.stage(visit(store), "p", "tickets", path).warnings} <= {"edge"}


def test_repaired_rejects_are_no_shrunken_months(store: Store, months: Months) -> None:
    months.upload("2024-06-01", "2025-02-01")
    path = months.folder / "rejects.csv"
    rows = [f"R{m},2024-{m:02}-15 09:00:00,1.5,chat,{m},minutes: is no number" for m in range(6, 13)]
    path.write_text("\n".join(["id,opened,minutes,channel,_row,_reason", *rows]) + "\n")
    staged = actions.stage(visit(store), "p", "tickets", path)
    assert staged.files is not None
    assert staged.files.rows == 7
    assert staged.files.warnings == ()
