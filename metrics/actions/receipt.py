"""What became of a file as other programs read it: the promised JSON of `upload --json`, the route and the inbox."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from metrics.actions.taking import Taken
from metrics.errors import Problem, Question


def receipt(taken: Taken, dry_run: bool = False) -> dict[str, Any]:
    """The promised fields (docs/formats.md, part 3); `until` is the last day, unknown is null."""
    staged, upload = taken.staged, taken.upload
    files = staged.files
    last = files.until - dt.timedelta(days=1) if files and files.until else None
    found: dict[str, Any] = {
        "upload": upload.id if upload else None,
        "rows": files.rows if files else 0,
        "rejected": files.rejected if files else 0,
        "duplicates": files.duplicates if files else 0,
        "from": files.first.isoformat() if files and files.first else None,
        "until": last.isoformat() if last else None,
        "existing": taken.existing,
        "questions": [question(each) for each in staged.questions],
        "warnings": [warning.model_dump(mode="json") for warning in staged.warnings],
        "notes": list(staged.reading.notes),
    }
    if taken.note:
        found["note"] = taken.note
    if dry_run and files:
        found["changes"] = [list(change) for change in taken.changes]
    return found


def question(asked: Question) -> dict[str, Any]:
    """A question with its options, the flag that answers it, and the same as a query parameter."""
    return {
        "key": asked.key,
        "text": asked.text,
        "flag": asked.flag,
        "parameter": parameter(asked.flag),
        "column": asked.column,
        "options": [{"value": option.value, "consequence": option.consequence} for option in asked.options],
    }


def problem(found: Problem) -> dict[str, Any]:
    """A problem with where it is, its remedy, and the parameter that mends it where there is one."""
    return dataclasses.asdict(found) | {"parameter": parameter(found.flag) if found.flag else None}


def parameter(flag: str) -> str:
    """A flag as a query parameter: "--date-order dmy" is date_order=dmy."""
    name, _, words = flag.partition(" ")
    return f"{name.lstrip('-').replace('-', '_')}={words}"
