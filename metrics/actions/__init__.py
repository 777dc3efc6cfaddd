"""What people may do: the only functions that pages, commands and routes call.

Every writing one takes its actor, leaves the store as it was or wholly changed, and takes the snapshot that follows.
"""

from metrics.actions.consequences import Told, consequences
from metrics.actions.define import Applied, apply, check, export
from metrics.actions.drafts import Draft, changed, draft, excerpt, rows, start, templates
from metrics.actions.grids import Cell, cells, grid
from metrics.actions.read import (
    document,
    forecast,
    kpi,
    money,
    portfolio,
    project,
    refresh,
    results,
    store,
)
from metrics.actions.receiving import forget, original, receive, sweep
from metrics.actions.sealing import seal
from metrics.actions.trying import trial
from metrics.actions.upload import (
    Uploaded,
    commit,
    discard,
    impact,
    preview,
    redo,
    rejects,
    repair,
    rewrite,
    stage,
    undo,
    uploads,
)

__all__ = [
    "Applied",
    "Cell",
    "Draft",
    "Told",
    "Uploaded",
    "apply",
    "cells",
    "changed",
    "check",
    "commit",
    "consequences",
    "discard",
    "document",
    "draft",
    "excerpt",
    "export",
    "forecast",
    "forget",
    "grid",
    "impact",
    "kpi",
    "money",
    "original",
    "portfolio",
    "preview",
    "project",
    "receive",
    "redo",
    "refresh",
    "rejects",
    "repair",
    "results",
    "rewrite",
    "rows",
    "seal",
    "stage",
    "start",
    "store",
    "sweep",
    "templates",
    "trial",
    "undo",
    "uploads",
]
