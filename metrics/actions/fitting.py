"""Where a file that does not fit may belong."""

from __future__ import annotations

from metrics import definition
from metrics.access.visit import Visit, guarded
from metrics.intake import Reading
from metrics.intake.mapping import find


@guarded
def fitting(visit: Visit, project: str, dataset: str, reading: Reading) -> list[str]:
    """The project's other datasets, all of whose columns a file has; those of the most columns first."""
    store = visit.store
    headers = [column.header for column in reading.columns]
    found = {}
    for name, other in definition.parse(store.definition(project).text).dataset.items():
        told = dict(other.recipe.columns) if other.recipe else {}
        if name != dataset and not find(other, headers, told, reading.file_name).problems:
            found[name] = len(other.types())
    return sorted(found, key=lambda name: -found[name])
