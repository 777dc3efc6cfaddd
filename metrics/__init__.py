"""Proveout keeps the numbers of a before/after claim honest: `prove` is the whole way through the house."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported late below, so that metrics.errors alone stays cheap to import
    from metrics.document import Proof
    from metrics.model import Project
    from metrics.store import Seal, Upload

# Before anything imports NumPy. The matrices here have hundreds of rows: two threads that share them take twice as long
# as one, and the last bits of a sum would depend on how many cores a machine has.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def prove(
    home: Path,
    project: Project,
    live: Mapping[str, Sequence[Upload]],
    seals: Mapping[str, Seal],
    revision: int,
    now: dt.datetime,
) -> Proof:
    """All results of a project from its live rows as they stand at `now` (aware): rows, points, numbers, document."""
    from metrics import document, engine, rollup
    from metrics.measure.change import proved
    from metrics.measure.drawn import draws
    from metrics.measure.forecast import forecasts
    from metrics.measure.money import money
    from metrics.measure.seal import lay_over
    from metrics.store.soundness import require_sound

    require_sound(live)
    with engine.connect(home) as con:
        rollup.roll_up(con, project, live, now)
        lay_over(con, seals)
        when = document.clock(con, project, now)
        kpis, reasons, proofs = proved(con, project, seals, rollup.unmatched(con, project))
        accuracy, more, warnings = forecasts(con, project)
        value, kpis, why, hints = money(con, project, kpis, as_of=when.as_of, draws=draws(project, kpis, proofs))
        notes = rollup.standing(con, project, live)
    reasons |= {**more, **why}
    numbers = document.Numbers(tuple(kpis), tuple(accuracy), value, reasons, (*warnings, *hints), notes)
    return document.assemble(project, live, seals, revision, when, numbers)
