"""A lake of small Parquet files and the roll-up over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics import engine
from metrics.dataset import Mode
from metrics.model import Project
from metrics.rollup import roll_up
from metrics.store.upload import Upload

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

MakeUpload = Callable[..., Upload]
RollUp = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect(tmp_path, memory="800MB") as connection:
        yield connection


@pytest.fixture
def upload(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> MakeUpload:
    """A live upload of the rows that a query gives (`_row` is added), or of a Parquet file that exists."""
    made: list[Upload] = []

    def make(
        query: str | Path,
        *,
        first: dt.date | None = None,
        until: dt.date | None = None,
        mode: Mode = "upsert",
        duplicates: int = 1,
        complete_through: dt.date | None = None,
        seq: int | None = None,
    ) -> Upload:
        number = seq or len(made) + 1
        path = query if isinstance(query, Path) else tmp_path / f"upload{number}.parquet"
        if not isinstance(query, Path):
            con.execute(
                f"COPY (SELECT row_number() OVER ()::BIGINT AS _row, * FROM ({query})) TO '{path}' (FORMAT parquet)"
            )
        (rows,) = con.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchone() or (0,)
        made.append(
            Upload(
                id=f"u{number}",
                project="p",
                dataset="d",
                seq=number,
                state="live",
                file_name=f"file{number}.csv",
                sha256="0" * 64,
                recipe_hash="0" * 64,
                rows=rows,
                rejected=0,
                duplicates=duplicates,
                first=first,
                until=until,
                complete_through=complete_through,
                mode=mode,
                warnings=(),
                uploaded_at=NOW,
                uploaded_by="analyst",
                rows_path=path,
                rejects_path=None,
                original_path=path,
            )
        )
        return made[-1]

    return make


@pytest.fixture
def rolled(con: duckdb.DuckDBPyConnection) -> RollUp:
    """The connection after a roll-up of one dataset "d" with KPIs given as dictionaries."""

    def roll(
        dataset: dict[str, Any],
        kpis: dict[str, dict[str, Any]],
        uploads: Sequence[Upload],
        *,
        now: dt.datetime = NOW,
        **project: Any,
    ) -> duckdb.DuckDBPyConnection:
        info = {"id": "p", "launch": dt.date(2025, 1, 1)} | project
        defined = {name: {"dataset": "d", "better": "lower"} | kpi for name, kpi in kpis.items()}
        model = Project.model_validate({"project": info, "dataset": {"d": dataset}, "kpi": defined})
        roll_up(con, model, {"d": uploads}, now)
        return con

    return roll
