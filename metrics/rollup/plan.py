"""The roll-up of a project: live rows in, tables rows_<dataset>, uploaded_costs, points and kpis out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import duckdb

from metrics import engine
from metrics.model import Project
from metrics.rollup.costs import make_uploaded_costs
from metrics.rollup.kpis import make_kpis
from metrics.rollup.points import columns_read, make_points
from metrics.rollup.rows import make_rows
from metrics.store.upload import Upload

SECONDS = 900.0  # ten million rows and ten KPIs take some; a definition that needs more is a mistake or an attack


def roll_up(
    con: duckdb.DuckDBPyConnection, project: Project, live: Mapping[str, Sequence[Upload]], now: dt.datetime
) -> None:
    """Make the tables of docs/architecture.md from the live uploads of each dataset. now: an aware instant.

    Raises StoreError where a stored file does not fit the definition, FormulaError where a formula does not fit rows,
    engine.TooLong after 15 minutes.
    """
    today = now.astimezone(ZoneInfo(project.project.timezone)).date()
    with engine.deadline(con, SECONDS, "Computing the KPIs"):
        for name, dataset in project.dataset.items():
            make_rows(con, name, dataset, live.get(name, ()), columns_read(project, name))
        make_uploaded_costs(con, project)
        make_points(con, project, live, today)
        make_kpis(con, project)
