"""What becomes of a loaded file: its rejects with their reasons, its facts, and the staged files for the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metrics import words
from metrics.dataset import Dataset, Recipe
from metrics.errors import Option, Problem, Question, UploadRefused
from metrics.intake import facts, recipe, unique
from metrics.intake.casts import Cast
from metrics.intake.describe import describe
from metrics.intake.job import Job
from metrics.intake.load import Loaded
from metrics.intake.reading import Reject, Staged
from metrics.intake.rejects import add_repeats, read, write
from metrics.intake.values import Values
from metrics.results import Warn
from metrics.store.upload import StagedFiles

TOO_MANY = 0.05  # share of rejected rows that never passes unasked
SHOWN = 20  # rejected cells shown


def finish(job: Job, found: Values, plan: Sequence[Cast], loaded: Loaded) -> Staged:
    """Staged files, or the question whether so many rejects are right. Raises UploadRefused without any usable row."""
    shown = job.understood.source.file_name
    loaded = unique.enforce(job, loaded)
    total = loaded.rows + loaded.rejected
    if not total:
        remedy = "Export it again with its rows; nothing was loaded."
        raise UploadRefused(Problem("has a header but no rows", remedy, file=shown))
    sample = _rejects(job, plan, loaded)
    if not loaded.rows:
        raise UploadRefused(facts.none_accepted(shown, loaded.rejected, sample, job.dataset))
    remembered = recipe.after(job.told, found, job.dataset, job.understood.source.typed, job.understood.doubted)
    if loaded.rejected > TOO_MANY * total and "rejects" not in job.told.accept:
        return _asked(job, found, loaded, remembered, sample, _too_many(loaded, total, sample))
    rows, _, _ = Job.files(job.born)
    twice = 0 if loaded.ascending else facts.duplicates(job.con, rows, job.dataset, loaded.rows)
    gone, key = facts.overwritten(job.con, rows, job.dataset) if twice and not job.dataset.id else (0, ())
    if gone > TOO_MANY * loaded.rows and "overwritten" not in job.told.accept:
        return _asked(job, found, loaded, remembered, sample, _overwritten(job.dataset, gone, loaded.rows, key))
    warnings = _warnings(job.understood.source.file_name, loaded, total) + _repeated(job.dataset, gone, key)
    names, positions = job.understood.header.names, job.understood.positions
    found = replace(found, filled={names[positions[c]]: n for c, n in facts.filled(rows).items() if c in positions})
    reading = describe(job.understood, found, job.dataset, blank=loaded.blank)
    return Staged(
        _files(job, loaded, twice, recipe.digest(remembered, job), warnings), reading, remembered, (), sample, warnings
    )


def _asked(
    job: Job, found: Values, loaded: Loaded, remembered: Recipe, sample: tuple[Reject, ...], question: Question
) -> Staged:
    """Nothing is staged before the question is answered."""
    reading = describe(job.understood, found, job.dataset, questions=(question,), blank=loaded.blank)
    return Staged(None, reading, remembered, (question,), sample)


def _files(job: Job, loaded: Loaded, twice: int, recipe_hash: str, warnings: tuple[Warn, ...]) -> StagedFiles:
    dataset, source = job.dataset, job.understood.source
    rows_path, rejects_path, _ = Job.files(job.born)
    first, until = facts.span(job.con, rows_path, dataset)
    return StagedFiles(
        project=job.project,
        dataset=job.name,
        file_name=source.file_name,
        sha256=source.sha256,
        recipe_hash=recipe_hash,
        rows_path=rows_path,
        original_path=source.original,
        rejects_path=rejects_path if loaded.rejected else None,
        rows=loaded.rows,
        rejected=loaded.rejected,
        duplicates=twice,
        first=first,
        until=until,
        complete_through=job.told.complete_through,
        mode=job.told.mode or dataset.mode or ("upsert" if dataset.key() else "append"),
        warnings=warnings,
    )


def _rejects(job: Job, plan: Sequence[Cast], loaded: Loaded) -> tuple[Reject, ...]:
    """The file of rejected cells, and the first of them."""
    if not loaded.rejected:
        return ()
    _, target, bad = Job.files(job.born)
    names = job.understood.header.names
    headers = [names[job.understood.positions[cast.column]] for cast in plan]
    if loaded.bad is not None:
        write(job.con, bad, job.table, plan, headers, target)
        bad.unlink()
    add_repeats(job.con, unique.REPEATS, job.table, plan, headers, target)
    return tuple(read(job.con, target, SHOWN))


def _too_many(loaded: Loaded, total: int, sample: Sequence[Reject]) -> Question:
    text = (
        f"{loaded.rejected:,} of {total:,} rows ({loaded.rejected / total:.1%}) would be rejected. Load the others? "
        f"Otherwise repair the file, or take its export again, and upload that."
    )
    listed = "; ".join(str(reject) for reject in sample[:3])
    option = Option("rejects", f"{words.count(loaded.rows, 'row is', 'rows are')} loaded. The first rejects: {listed}")
    return Question("accept", text, "--accept rejects", (option,))


def _overwritten(dataset: Dataset, gone: int, rows: int, key: Sequence[object]) -> Question:
    told, finer = "model or series", ""
    if dataset.shape == "series":
        told, finer = "series", " Rows finer than a day are events, one row each: sums and counts take them all."
    text = (
        f"{gone:,} of {rows:,} rows ({gone / rows:.1%}) share {_key(dataset, key)} or another such key with a later row"
        f" of other values, and would not count. Load them so? Otherwise say which columns tell such rows apart"
        f" ({told}) in the definition.{finer}"
    )
    left = words.count(rows - gone, "row")
    option = Option("overwritten", f"of all rows with one key the last counts: {left} at most")
    return Question("accept", text, "--accept overwritten", (option,))


def _repeated(dataset: Dataset, gone: int, key: Sequence[object]) -> tuple[Warn, ...]:
    if not gone:
        return ()
    share = words.count(gone, "row shares its key with a later row", "rows share their key with a later row")
    return (Warn(kind="overwritten", text=f"{share} of other values, as with {_key(dataset, key)}; the last counts"),)


def _key(dataset: Dataset, key: Sequence[object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(dataset.key(), key, strict=True))


def _warnings(file_name: str, loaded: Loaded, total: int) -> tuple[Warn, ...]:
    if not loaded.rejected:
        return ()
    was = "was" if loaded.rejected == 1 else "were"
    return (Warn(kind="rejects", text=f"{loaded.rejected:,} of {total:,} rows of {file_name} {was} rejected."),)
