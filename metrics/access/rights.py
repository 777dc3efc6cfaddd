"""The role table: who may do what. Every function of metrics.actions that reads or writes for someone has a line.

Tests fail where an action, a page, a command or a route has none; docs/security.md prints this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.store import Role, Scope

Of = Literal["project", "upload", "staged", "definition", "overall", "any", "token"]


@dataclass(frozen=True)
class Right:
    """The least role, in the project that the argument `of` leads to. overall: a role in every project.

    any: for everybody who is let in; what they get holds only what they may see. limited: also for those who see some
    segments only, and what they get is limited likewise. scope: of a token that opens it too. not_owner: for anybody
    but the owner whom the project names, whatever their role: nobody signs what they answer for themselves.
    """

    role: Role
    of: Of = "project"
    limited: bool = False
    scope: Scope | None = None
    not_owner: bool = False


VIEWS = Right("viewer", limited=True)
ACTIONS: Mapping[str, Right] = {
    # results
    "projects": Right("viewer", "any", limited=True),
    "portfolio": Right("viewer", "any", limited=True),
    "project": VIEWS,
    "kpi": VIEWS,
    "grains_judged": Right("viewer", "any", limited=True),
    "forecast": Right("viewer"),
    "money": Right("viewer"),
    "results": Right("viewer", limited=True, scope="results"),
    "document": Right("viewer", limited=True, scope="results"),
    "export": Right("viewer"),
    "opened": VIEWS,
    "segments": VIEWS,
    "versions": Right("viewer"),
    "rows_behind": Right("analyst", limited=True),
    "rows_behind_csv": Right("analyst", limited=True),
    "opened_forecast": Right("viewer"),
    "forecast_rows": Right("analyst"),
    "forecast_rows_csv": Right("analyst"),
    # notes on charts
    "chart_notes": Right("viewer"),
    "annotate": Right("analyst"),
    "edit_note": Right("analyst"),
    "remove_note": Right("analyst"),
    "report": Right("viewer"),
    "portfolio_report": Right("viewer", "any", limited=True),
    "verify_report": Right("viewer"),
    # files
    "preview": Right("analyst", "any"),
    "rewrite": Right("analyst", "any"),
    "receive": Right("analyst", "any"),
    "forget": Right("analyst", "any"),
    "stage": Right("analyst", scope="upload"),
    "commit": Right("analyst", "staged", scope="upload"),
    "commit_all": Right("analyst", "staged"),
    "take": Right("analyst", scope="upload"),
    "impact": Right("analyst", "staged", scope="upload"),
    "datasets": Right("analyst", scope="upload"),
    "require_dataset": Right("analyst", scope="upload"),
    "fitting": Right("analyst"),
    "uploads": Right("analyst"),
    "purged": Right("analyst"),
    "effect": Right("analyst", "upload"),
    "rejects": Right("analyst", "upload"),
    "reasons": Right("analyst", "upload"),
    "repair": Right("analyst", "upload"),
    "repair_ahead": Right("analyst"),
    "original": Right("analyst", "upload"),
    "undo": Right("analyst", "upload"),
    "redo": Right("analyst", "upload"),
    "impact_of_undo": Right("analyst", "upload"),
    "impact_of_redo": Right("analyst", "upload"),
    "purge": Right("owner", "upload"),
    "reread": Right("owner", "upload"),
    "same_bytes": Right("owner", "upload"),
    # definitions
    "draft": Right("analyst"),
    "trial": Right("analyst"),
    "readiness": Right("viewer"),
    "answer_readiness": Right("owner"),
    "apply": Right("owner", "definition"),
    "impact_of_definition": Right("owner", "definition"),
    "seal": Right("owner"),
    "remove_project": Right("owner"),
    "restore_project": Right("owner"),
    "removed_projects": Right("owner", "any"),
    # month end: who stands behind the figures
    "month_end": Right("viewer"),
    "month": Right("viewer"),
    "close_month": Right("owner"),
    "accept_restatement": Right("owner"),
    "take_over": Right("owner"),
    "assumptions": Right("viewer"),
    "sign": Right("analyst", not_owner=True),
    "load_samples": Right("owner", "overall"),
    # who is told: what fires is for whoever sees the whole project
    "alerts": VIEWS,
    "firing": Right("viewer", "any", limited=True),
    "mute": Right("owner"),
    "unmute": Right("owner"),
    "receivers": Right("owner"),
    "untold_owner": Right("owner"),
    "wishes": Right("owner"),
    "wish": Right("owner"),
    "run_rules": Right("owner", "overall"),
    # what was done: of one project for its owners, of all for admins (metrics/actions/auditing.py asks)
    "audit": Right("owner", "any"),
    "audit_count": Right("owner", "any"),
    "audit_page": Right("owner", "any"),
    "audit_names": Right("owner", "any"),
    "audit_csv": Right("owner", "any"),
    "audit_titles": Right("owner", "any"),
    "audit_difference": Right("owner", "any"),
    "audit_head": Right("viewer", "any"),
    "verify_audit": Right("owner", "any"),
    # all of the store
    "backup": Right("admin", "overall"),
    # who may
    "grants": Right("owner"),
    "grant": Right("owner"),
    "doubted": Right("owner", "any"),
    "revoke": Right("owner"),
    "whom_to_ask": Right("viewer", "any", limited=True),
    "all_grants": Right("admin", "overall"),
    "grant_overall": Right("admin", "overall"),
    "revoke_overall": Right("admin", "overall"),
    "tokens": Right("owner"),
    "make_token": Right("owner"),
    "revoke_token": Right("owner", "token"),
}
PAGES: Mapping[str, Role] = {
    "portfolio": "viewer",
    "project": "viewer",
    "payback": "viewer",
    "forecasts": "viewer",
    "month": "viewer",
    "method": "viewer",
    "alerts": "viewer",
    "uploads": "analyst",
    "define": "owner",
    "audit": "owner",
    "people": "owner",
}
"""The least role, in any project, of those who find a page in the navigation; what it shows is asked for by actions."""
