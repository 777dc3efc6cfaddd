"""A store in a temporary folder, and staged files as intake leaves them: real Parquet beside the original."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics.results import Warn
from metrics.store import StagedFiles, Store

Stage = Callable[..., StagedFiles]


@pytest.fixture
def born_migrated() -> None:
    """Stores are made as the product makes them."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def demo(store: Store) -> Store:
    """A store with the project `demo`, at revision 1."""
    store.save_definition("demo", "v1", "digest-1", actor="owner", expected_revision=None)
    return store


@pytest.fixture
def stage() -> Stage:
    def make(
        store: Store,
        content: str = "a;b\n1;2\n",
        recipe: str = "r1",
        dataset: str = "tickets",
        file_name: str = "export.csv",
        rows: int = 3,
        rejects: bool = True,
        project: str = "demo",
    ) -> StagedFiles:
        original, table = store.staging_path(".csv"), store.staging_path(".parquet")
        original.write_text(content)
        pq.write_table(pa.table({"of": [f"{content}|{recipe}"] * rows, "_row": list(range(rows))}), table)
        rejected = store.staging_path(".rejects.parquet") if rejects else None
        if rejected is not None:
            pq.write_table(pa.table({"_row": [7], "reason": ["not a date"]}), rejected)
        return StagedFiles(
            project=project,
            dataset=dataset,
            file_name=file_name,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            recipe_hash=recipe,
            rows_path=table,
            original_path=original,
            rejects_path=rejected,
            rows=rows,
            rejected=1 if rejects else 0,
            duplicates=2,
            first=dt.date(2025, 1, 1),
            until=dt.date(2025, 2, 1),
            complete_through=None,
            mode="upsert",
            warnings=(Warn(kind="edge", text="ends early", from_=dt.date(2025, 1, 30)),),
        )

    return make
