"""What people may do: the only functions that pages, commands and routes call.

Every writing one takes its actor, leaves the store as it was or wholly changed, and takes the snapshot that follows.
"""

from metrics.actions.adopting import Adopted, adopted, proposal
from metrics.actions.alerting import (
    Checked,
    Seen,
    alerts,
    firing,
    judged,
    mute,
    receivers,
    run_rules,
    unmute,
    untold_owner,
    wish,
    wishes,
)
from metrics.actions.annotating import annotate, chart_notes, edit_note, remove_note
from metrics.actions.assuming import Assumed, assumed_range, assumed_value, assumptions, sign, varied
from metrics.actions.auditing import (
    audit,
    audit_count,
    audit_csv,
    audit_difference,
    audit_head,
    audit_json,
    audit_names,
    audit_page,
    audit_titles,
    verify_audit,
)
from metrics.actions.batch import Batch, commit_all
from metrics.actions.closing import MonthEnd, accept_restatement, close_month, month_end
from metrics.actions.consequences import Told, closed, consequences, warned
from metrics.actions.deed_words import MAY
from metrics.actions.define import Applied, apply, check, export
from metrics.actions.drafts import Draft, changed, draft, excerpt, free_id, rows, start, templates
from metrics.actions.fitting import fitting
from metrics.actions.forecast_figures import Measured
from metrics.actions.forecast_opening import (
    OpenedForecast,
    Part,
    forecast_rows,
    forecast_rows_csv,
    opened_forecast,
)
from metrics.actions.grids import Cell, cells, grid
from metrics.actions.history import Effect, effect
from metrics.actions.house import headlines, refresh, signed_in, signed_out, store, sweep
from metrics.actions.impact import impact, impact_of_definition, impact_of_redo, impact_of_undo
from metrics.actions.month import Review, month
from metrics.actions.opening import MOST_CSV, Opened, Rows, opened, rows_behind, rows_behind_csv
from metrics.actions.people import (
    all_grants,
    doubted,
    grant,
    grant_overall,
    grants,
    make_token,
    revoke,
    revoke_overall,
    revoke_token,
    tokens,
    whom_to_ask,
)
from metrics.actions.purging import purge, purged
from metrics.actions.read import (
    document,
    forecast,
    grains_judged,
    kpi,
    money,
    portfolio,
    project,
    projects,
    results,
    segments,
)
from metrics.actions.readying import SAID, Asked, Ready, answer_readiness, readiness
from metrics.actions.receipt import problem, question, receipt
from metrics.actions.receiving import forget, original, receive
from metrics.actions.removing import remove_project, removed_projects, restore_project
from metrics.actions.reporting import portfolio_report, report
from metrics.actions.restating import ClosedMonth, moves_told
from metrics.actions.resting import File
from metrics.actions.role_words import may_now, may_still
from metrics.actions.sealing import seal
from metrics.actions.summing_up import summed_up
from metrics.actions.surviving import backup, reread, restore
from metrics.actions.taking import Taken, datasets, require_dataset, take
from metrics.actions.taking_over import take_over
from metrics.actions.trying import trial
from metrics.actions.upload import (
    Uploaded,
    commit,
    discard,
    preview,
    reasons,
    redo,
    rejects,
    repair,
    repair_ahead,
    rewrite,
    stage,
    undo,
    uploads,
)
from metrics.actions.verifying import Verification, verify_report
from metrics.actions.versions import Version, versions
from metrics.measure.forecast_accuracy import pooled
from metrics.measure.forecast_slice import Slice
from metrics.measure.what_if import Change, what_if

__all__ = [
    "MAY",
    "MOST_CSV",
    "SAID",
    "Adopted",
    "Applied",
    "Asked",
    "Assumed",
    "Batch",
    "Cell",
    "Change",
    "Checked",
    "ClosedMonth",
    "Draft",
    "Effect",
    "File",
    "Measured",
    "MonthEnd",
    "Opened",
    "OpenedForecast",
    "Part",
    "Ready",
    "Review",
    "Rows",
    "Seen",
    "Slice",
    "Taken",
    "Told",
    "Uploaded",
    "Verification",
    "Version",
    "accept_restatement",
    "adopted",
    "alerts",
    "all_grants",
    "annotate",
    "answer_readiness",
    "apply",
    "assumed_range",
    "assumed_value",
    "assumptions",
    "audit",
    "audit_count",
    "audit_csv",
    "audit_difference",
    "audit_head",
    "audit_json",
    "audit_names",
    "audit_page",
    "audit_titles",
    "backup",
    "cells",
    "changed",
    "chart_notes",
    "check",
    "close_month",
    "closed",
    "commit",
    "commit_all",
    "consequences",
    "datasets",
    "discard",
    "document",
    "doubted",
    "draft",
    "edit_note",
    "effect",
    "excerpt",
    "export",
    "firing",
    "fitting",
    "forecast",
    "forecast_rows",
    "forecast_rows_csv",
    "forget",
    "free_id",
    "grains_judged",
    "grant",
    "grant_overall",
    "grants",
    "grid",
    "headlines",
    "impact",
    "impact_of_definition",
    "impact_of_redo",
    "impact_of_undo",
    "judged",
    "kpi",
    "make_token",
    "may_now",
    "may_still",
    "money",
    "month",
    "month_end",
    "moves_told",
    "mute",
    "opened",
    "opened_forecast",
    "original",
    "pooled",
    "portfolio",
    "portfolio_report",
    "preview",
    "problem",
    "project",
    "projects",
    "proposal",
    "purge",
    "purged",
    "question",
    "readiness",
    "reasons",
    "receipt",
    "receive",
    "receivers",
    "redo",
    "refresh",
    "rejects",
    "remove_note",
    "remove_project",
    "removed_projects",
    "repair",
    "repair_ahead",
    "report",
    "require_dataset",
    "reread",
    "restore",
    "restore_project",
    "results",
    "revoke",
    "revoke_overall",
    "revoke_token",
    "rewrite",
    "rows",
    "rows_behind",
    "rows_behind_csv",
    "run_rules",
    "seal",
    "segments",
    "sign",
    "signed_in",
    "signed_out",
    "stage",
    "start",
    "store",
    "summed_up",
    "sweep",
    "take",
    "take_over",
    "templates",
    "tokens",
    "trial",
    "undo",
    "unmute",
    "untold_owner",
    "uploads",
    "varied",
    "verify_audit",
    "verify_report",
    "versions",
    "warned",
    "what_if",
    "whom_to_ask",
    "wish",
    "wishes",
]
