"""The way of a file from disk to staged rows: take, understand, study, ask or load."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.errors import Question, UploadRefused
from metrics.intake import casts, facts, load, mapping, recipe, source, typed, values
from metrics.intake.answers import Answers
from metrics.intake.casts import Cast
from metrics.intake.describe import describe
from metrics.intake.finish import finish
from metrics.intake.job import Job
from metrics.intake.load import Loaded
from metrics.intake.reading import Staged
from metrics.intake.table import by_row_file, in_order
from metrics.intake.uncut import uncut
from metrics.intake.understand import understand
from metrics.intake.values import HEAD_ROWS, Values

TAKEN, STUDIED, LOADED = 0.15, 0.35, 0.9  # progress after each step


@dataclass(frozen=True)
class _Read:
    values: Values
    plan: list[Cast]
    loaded: Loaded | None  # None: questions are open


def stage(
    path: Path,
    *,
    project: str,
    name: str,
    dataset: Dataset,
    timezone: str,
    home: Path,
    staging: Path,
    answers: Answers | None = None,
    file_name: str | None = None,
    progress: Callable[[float], None] | None = None,
    known_recipe: bool | None = None,
) -> Staged:
    """Read a file for dataset `name` of `project` into `staging`, a folder below `home`.

    known_recipe: the dataset's recipe has read a file before (default: it has one); then the file is read in one scan
    and what contradicts the recipe stops it. A file that lies in `staging` is used as it is, any other is copied there.
    progress is told the share done, 0 to 1. With open questions nothing is loaded and `files` is None.
    Raises UploadRefused, with all problems, where the file cannot become rows.
    """
    told = (answers or Answers()).over(Answers.from_recipe(dataset.recipe))
    known = dataset.recipe is not None if known_recipe is None else known_recipe
    dataset = dataset.model_copy(update={"recipe": (answers or Answers()).beside(dataset.recipe)})
    shown = file_name or path.name
    tell = _rising(progress)
    born = staging / uuid.uuid4().hex
    taken = source.take(
        path, staging, file_name=shown, encoding=told.encoding, progress=lambda done: tell(TAKEN * done),
        sheet=told.sheet, wanted=mapping.wanted(dataset, told.columns),
        remembered=answers is None or answers.encoding is None,
    )  # fmt: skip
    waste = [copy for copy in (*taken.temporary, by_row_file(taken, staging)) if copy != taken.original]
    done: Staged | None = None
    try:
        understood = understand(taken, told, dataset, staging)
        if understood.problems:
            raise UploadRefused(understood.problems)
        with engine.connect(home, memory=f"{load.MEMORY_MB}MB") as con:
            job = Job(con, home, understood, told, project, name, dataset, timezone, born, tell)
            done = _stage(job, known, staging)
        tell(1.0)
        return done
    except duckdb.Error as error:
        raise UploadRefused(uncut(error, shown)) from None
    finally:
        source.discard(waste)
        if done is None or done.files is None:
            source.discard([copy for copy in (taken.original, *Job.files(born)) if copy != path])


def _stage(job: Job, known: bool, staging: Path) -> Staged:
    while True:
        try:
            return _once(job, known)
        except (duckdb.Error, load.Miscounted):
            # quoted line breaks refuse DuckDB's parallel reader or make fewer rows than lines; damaged rows stop it
            table = in_order(job.table, job.understood.source, staging)
            if table == job.table:
                raise
            job = replace(job, understood=replace(job.understood, table=table))


def _once(job: Job, known: bool) -> Staged:
    if job.understood.questions:
        found = _study(job, whole=True)
        return _ask(job, found, [*job.understood.questions, *found.decided.questions])
    read = _read(job, known)
    if read.loaded is None:
        return _ask(job, read.values, read.values.decided.questions)
    return finish(job, read.values, read.plan, read.loaded)


def _read(job: Job, known: bool) -> _Read:
    """Load by what the recipe and the first rows say, and by the whole columns where that leaves or raises a doubt."""
    found = _study(job, whole=not known)
    if known and (found.decided.questions or found.decided.problems):
        found, known = _study(job, whole=True), False
    while True:
        if found.decided.problems:
            raise UploadRefused(found.decided.problems)
        if found.decided.questions:
            return _Read(found, [], None)
        job.tell(STUDIED)
        plan = _plan(job, found)
        rows, _, bad = Job.files(job.born)
        source_ = job.understood.source
        loaded = load.load(job.home, job.table, source_, plan, rows, bad, job.part(STUDIED, LOADED), job.dataset.id)
        if not (known and loaded.bad and _doubtful(job, plan, loaded.bad)):
            found = _second_look(job, found, loaded) if known and loaded.rows else found
            return _Read(found, plan, None if found.decided.questions else loaded)
        found, known = _study(job, whole=True), False  # values refused here fit another reading: look at them all


def _second_look(job: Job, found: Values, loaded: Loaded) -> Values:
    """What the recipe settled is said where the loaded rows do not show it themselves, however late they come."""
    rows, _, _ = Job.files(job.born)
    if facts.with_fractions(job.con, rows, found.unsure):
        found = _study(job, whole=True)
        if found.decided.problems:
            raise UploadRefused(found.decided.problems)
    dates = [column for column in found.decided.said if column in found.dates]
    for column in facts.past_the_twelfth(job.con, rows, dates):
        del found.decided.said[column]
    if loaded.rows > HEAD_ROWS and any(column in found.decided.said for column in dates):
        return _study(job, whole=True)  # what the recipe alone settles may spread far below the first rows
    return found


def _doubtful(job: Job, plan: Sequence[Cast], bad: Path) -> bool:
    return facts.another_reading(job.con, bad, job.table, plan, job.dataset.types())


def _study(job: Job, whole: bool) -> Values:
    understood = job.understood
    cells, types = understood.cells(), job.dataset.types()
    file_name = understood.source.shown
    with load.progress([job.con], job.part(TAKEN, STUDIED)):

        def run(told: Answers) -> Values:
            return values.study(job.con, job.table, cells, types, told, job.dataset, job.timezone, file_name, whole)

        return typed.study(run, job.told, job.dataset.recipe) if understood.source.typed else run(job.told)


def _plan(job: Job, found: Values) -> list[Cast]:
    cells, nulls = job.understood.cells(), job.table.nulls
    return casts.casts(job.dataset, cells, found, nulls, job.timezone)


def _ask(job: Job, found: Values, questions: Sequence[Question]) -> Staged:
    reading = describe(job.understood, found, job.dataset, questions=tuple(questions))
    return Staged(
        None,
        reading,
        recipe.after(job.told, found, job.dataset, job.understood.source.typed, job.understood.doubted),
        tuple(questions),
    )


def _rising(progress: Callable[[float], None] | None) -> Callable[[float], None]:
    """Progress that never goes back, also where a file turns out to need another reading."""
    reached = 0.0

    def tell(done: float) -> None:
        nonlocal reached
        reached = max(reached, done)
        if progress is not None:
            progress(reached)

    return tell
