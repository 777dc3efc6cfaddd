"""One target week of the benchmark's forecasts opened, as the Forecasts page does it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from metrics import engine
from metrics.measure.forecast_pairs import Pairs
from metrics.measure.forecast_slice import Slice
from metrics.model import Project
from metrics.store.upload import Upload

ASKED = Slice("m", 3, dt.date(2022, 1, 3))
PAGE = 50  # rows


def week(folder: Path, definition: dict[str, Any]) -> dict[str, float]:
    """The week's figures counted again from its forecasts; its files and a page of rows are read, too."""
    files = (("demand", "forecasts"), ("sales", "training"))
    uploads = [_upload(folder / f"{file}.parquet", dataset, seq) for seq, (dataset, file) in enumerate(files, start=1)]
    with engine.connect(folder) as con:
        pairs = Pairs(con, Project.model_validate(definition), "demand", uploads, 600, ASKED).cut(ASKED)
        assert pairs.files()
        assert len(list(pairs.rows(PAGE))) == min(PAGE, pairs.count())
        return {name: value for name, value in pairs.figures().items() if value is not None}


def _upload(path: Path, dataset: str, seq: int) -> Upload:
    return Upload(
        id=path.stem, project="p", dataset=dataset, seq=seq, state="live", file_name=path.name, sha256="",
        recipe_hash="", rows=1, rejected=0, duplicates=0, first=None, until=None, complete_through=None, mode="append",
        warnings=(), uploaded_at=dt.datetime.now(dt.UTC), uploaded_by="", rows_path=path, rejects_path=None,
        original_path=path,
    )  # fmt: skip
