"""Whether a file without a key overlaps rows that are already live: then somebody must say what that means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics.dataset import Dataset
from metrics.errors import Option, Question
from metrics.store.upload import StagedFiles

Span = tuple[dt.date | None, dt.date | None]


def overlap(files: StagedFiles, dataset: Dataset, live: Sequence[Span], answered: bool = False) -> Question | None:
    """The question that a first overlap raises, for a dataset without key and mode; None where there is nothing to ask.

    live: half-open spans of the dataset's live uploads. answered: the mode was stated with this upload.
    """
    if answered or dataset.mode is not None or dataset.key() or files.first is None or files.until is None:
        return None
    first, until = files.first, files.until
    met = [(a, b) for a, b in live if a is not None and b is not None and a < until and first < b]
    if not met:
        return None
    start = max(first, min(a for a, _ in met))
    end = min(until, max(b for _, b in met))
    text = (
        f"The file spans {first} to {until - dt.timedelta(days=1)} and overlaps rows already loaded "
        f"from {start} to {end - dt.timedelta(days=1)}, and the dataset has no id to tell repeated rows apart."
    )
    options = (
        Option("replace_span", f"rows already loaded from {first} until {until} give way to this file's"),
        Option("append", "all rows count: repeated ones count twice"),
        Option("upsert", "needs an id or natural key in the definition; without one it is the same as append"),
    )
    return Question("mode", text, "--mode replace_span|append|upsert", options)
