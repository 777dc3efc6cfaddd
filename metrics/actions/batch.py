"""Several staged files made live one after the other, with one snapshot for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh
from metrics.actions.upload import Uploaded, commit
from metrics.errors import ProveoutError
from metrics.intake import Staged


@dataclass(frozen=True)
class Batch:
    """What became of files committed together: those that are live, in order, and what stopped the others."""

    done: tuple[Uploaded, ...]
    failed: ProveoutError | None = None


@guarded
def commit_all(
    visit: Visit,
    staged: Sequence[Staged],
    expected: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Batch:
    """Commit staged files of one project in their order; the first that fails stops it, what came before stays.

    expected: the revision that the impact of all of them was computed on; a change by somebody else, even between two
    of these files, stops the rest. progress: told the share done; the snapshot at the end counts as a file.
    """
    store = visit.store
    done: list[Uploaded] = []
    for each in staged:
        project = each.files.project if each.files else ""
        try:
            uploaded = commit(visit, each, expected, more_follow=True)
        except ProveoutError as error:
            if done:
                refresh(store, done[-1].upload.project)
            return Batch(tuple(done), error)
        done.append(uploaded)
        if expected is not None:  # one further, unless the file was live already and taught nothing
            expected = min(store.revision(project), expected + 1)
        if progress:
            progress(len(done) / (len(staged) + 1))
    if done:
        refresh(store, done[-1].upload.project)
    if progress:
        progress(1.0)
    return Batch(tuple(done))
