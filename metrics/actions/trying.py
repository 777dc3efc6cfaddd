"""Try a formula on real rows before it is applied: the newest file, sampled and bounded in time."""

from __future__ import annotations

from metrics import definition, engine, rollup
from metrics.access.visit import Visit, guarded
from metrics.errors import Problem, StoreError
from metrics.intake import Staged
from metrics.rollup import Trial


@guarded
def trial(
    visit: Visit,
    project: str,
    dataset: str,
    measure: str,
    where: str | None,
    time: str | None = None,
    file: Staged | None = None,
) -> Trial:
    """What a measure gives by month on the newest live file of a dataset, as rollup.try_formula says; nothing is kept.

    file: a staged one of this dataset, to try it on before it is committed. Raises StoreError where the dataset is
    unknown or has no live upload, FormulaError, and engine.TooLong after 2 s.
    """
    store = visit.store
    defined = definition.parse(store.definition(project).text)
    live = store.live(project).get(dataset, ())
    if file is not None and file.files and (file.files.project, file.files.dataset) == (project, dataset):
        rows = file.files.rows_path
    elif live:
        rows = live[-1].rows_path
    else:
        rows = None
    if dataset not in defined.dataset or rows is None:
        text = f"{dataset} has no live file that a formula could be tried on"
        raise StoreError(Problem(text, "Upload one first.", path=f"dataset.{dataset}"))
    with engine.connect(store.home) as con:
        return rollup.try_formula(con, defined.dataset[dataset], measure, where, rows, time)
