"""Parts of snapshots as they were frozen, kept by the hash of their bytes: a part that stands is read once a process.

What a visitor may see of a part is decided after it is read (metrics/actions/limited.py), so that nothing that is kept
here depends on who asks. Results are frozen: whoever gets one gets the same one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from metrics.results import Headline, Result
from metrics.store import SnapshotRow, Store

SomeResult = TypeVar("SomeResult", bound=Result)
KEPT = 512  # parts: some 100 kB each, a KPI by day for years a few MB
HEADLINES = 4096


def part(store: Store, row: SnapshotRow, key: str, kind: type[SomeResult]) -> SomeResult:
    """One part of a snapshot. Raises KeyError for one that it does not have, StoreError for a damaged one."""
    found = _part(store, row.project, row.id, key, row.part_hashes[key], kind)
    assert isinstance(found, kind)
    return found


@lru_cache(maxsize=HEADLINES)
def headline(data: bytes) -> Headline:
    """A headline from its bytes."""
    return Headline.model_validate_json(data)


@lru_cache(maxsize=KEPT)
def _part(store: Store, project: str, snapshot: str, key: str, _sha256: str, kind: type[Result]) -> Result:
    return kind.model_validate_json(store.part(project, snapshot, key))
