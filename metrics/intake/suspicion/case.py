"""What the checks look at: a staged file, its dataset, and what was live when it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from metrics import engine
from metrics.dataset import Dataset
from metrics.model import Grain, Project
from metrics.store.upload import StagedFiles, Upload

COARSEST: tuple[Grain, ...] = ("month", "week", "day")  # the order in which edges are looked at
MATURE = 30  # days after which facts count as settled where no KPI states mature_after: most tickets are closed by then


@dataclass(frozen=True)
class Case:
    """A staged file before its checks.

    live: the project's live uploads by dataset, in order. columns: what the KPIs read of each dataset
    (rollup.columns_read). headers: the file's own, as far as they are known. twins: live uploads of the same bytes, in
    any project. now: naive, in the project's time zone.
    """

    files: StagedFiles
    project: Project
    live: Mapping[str, Sequence[Upload]]
    columns: Mapping[str, frozenset[str]]
    now: dt.datetime
    headers: tuple[str, ...] = ()
    twins: tuple[Upload, ...] = field(default=())

    @property
    def dataset(self) -> Dataset:
        """What the file was read as."""
        return self.project.dataset[self.files.dataset]

    @property
    def before(self) -> Sequence[Upload]:
        """The live uploads of the same dataset, but for the file itself (read again, or uploaded twice)."""
        same = (self.files.sha256, self.files.recipe_hash)
        return [one for one in self.live.get(self.files.dataset, ()) if (one.sha256, one.recipe_hash) != same]

    @property
    def keyed(self) -> bool:
        """Whether rows of several files can be the same thing, exported again."""
        return bool(self.dataset.key()) and self.files.mode != "append"

    def grains(self) -> tuple[Grain, ...]:
        """The grains of the results that the rows end up in, the coarsest first; months where there is none."""
        mine = {
            grain
            for kpi in self.project.kpi.values()
            if kpi.dataset == self.files.dataset
            for grain in kpi.all_grains()
        }
        mine |= {one.grain for one in self.project.forecast.values() if one.dataset == self.files.dataset}
        return tuple(grain for grain in COARSEST if grain in mine) or ("month",)

    def mature(self) -> int | None:
        """Days after which a row's facts no longer change, as the KPIs state it; None where none does."""
        stated = [kpi.mature_after for kpi in self.project.kpi.values() if kpi.dataset == self.files.dataset]
        return max((days for days in stated if days is not None), default=None)


def moment(dataset: Dataset) -> str | None:
    """SQL of the time that a row stands at; of forecasts the day they were made on. None where rows have none.

    The targets of forecasts begin and end with few rows by nature: the first has one horizon only.
    """
    if dataset.shape == "forecasts":
        return engine.name(dataset.made_on) if dataset.made_on else None
    times = dataset.times()
    if len(times) < 2:
        return engine.name(times[0]) if times else None
    parts = [engine.name(part) for part in times] + ["1"] * (3 - len(times))
    return f"TRY(make_date({', '.join(parts[:3])}))"


def scan(path: Path) -> str:
    """A FROM item of an upload's rows."""
    return f"read_parquet({engine.text(str(path))})"


def sql(name: str) -> str:
    """The text of intake/sql/suspicion_<name>.sql."""
    return files("metrics.intake").joinpath("sql", f"suspicion_{name}.sql").read_text("utf-8")


def listed(columns: Sequence[str]) -> str:
    """Columns of an SQL list."""
    return ", ".join(engine.name(column) for column in columns)
