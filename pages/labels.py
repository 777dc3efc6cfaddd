"""What the fields of a definition are called on the Define page, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from metrics.actions import Cell
from metrics.dataset import Dataset
from metrics.model import Project
from pages.fields import Field

GRAINS = {"day": "Day", "week": "Week", "month": "Month"}
KEEP = {"last": "The last counts", "first": "The first counts"}
TYPES = ("text", "integer", "decimal", "double", "date", "timestamp", "boolean", "duration")
KIND = "An investment counts as invested; a running cost recurs with use"
CATEGORIES = ("build", "integration", "data", "licence", "usage", "internal_labour", "training", "run")


def project(defined: Project) -> list[Field]:
    """The fields of [project]."""
    kpis = {name: kpi.title or name for name, kpi in defined.kpi.items()}
    stages = {"pilot": "Pilot", "staged": "Staged roll-out", "production": "In production"}
    calendars = {"none": "As counted", "working_days": "Per working day", "days": "Per calendar day"}
    return [
        Field("name", "Name"),
        Field("owner", "Owner", help="Who answers for the claim"),
        Field("owner_until", "Owner until", "date", "The day on which somebody else must take over"),
        Field("launch", "Launch", "date", "The first day on which the change was in use. What lies before is compared"),
        Field("stage", "Stage", "choice", "A pilot's benefit is never scaled up", stages),
        Field(
            "primary", "Primary KPI", "maybe", "The KPI that the claim rests on; the first where none is named", kpis
        ),
        Field("currency", "Currency", help="Three letters, such as EUR"),
        Field("discount_rate", "Discount rate a year", "percent", "Without it, discounted figures stay unknown"),
        Field("timezone", "Time zone", help="Where the day begins, such as Europe/Berlin"),
        Field("calendar", "Compare", "choice", "Months differ in working days by 4 %", calendars),
        Field("holidays", "Holiday region", help="Such as DE-BY, for comparison per working day"),
        Field(
            "decision_month", "Decision in month", "whole", "Months after launch until the verdict; before it, stricter"
        ),
    ]


def kpi(defined: Project, name: str) -> dict[str, list[Field]]:
    """The fields of a KPI, by the question that they answer."""
    dataset = defined.dataset.get(defined.kpi[name].dataset)
    others = {other: each.title or other for other, each in defined.kpi.items() if other != name}
    columns = _names(dataset)
    times = {
        column: column for column, kind in (dataset.types() if dataset else {}).items() if kind in ("date", "timestamp")
    }
    better = {"lower": "Lower is better", "higher": "Higher is better"}
    classes = {
        "cash": "Cash released",
        "capacity": "Capacity freed",
        "avoided": "Cost avoided",
        "revenue": "Revenue, as margin",
    }
    return {
        "What is counted": [
            Field("title", "Name"),
            Field("unit", "Unit", help="Such as tickets, minutes per ticket, share"),
            Field("better", "Direction", "choice", "", better),
            Field("dataset", "Data", "choice", "The dataset whose rows are counted", {n: n for n in defined.dataset}),
            Field("measure", "Formula", "code", "Such as count(*), sum(minutes) / count(minutes), median(minutes)"),
            Field("where", "Only rows where", "code", "Such as handled_by = 'human'"),
            Field("grain", "Judged by", "choice", "The period that is compared", GRAINS),
            Field("grains", "Also shown by", "many", "", GRAINS),
            Field("segments", "Broken down by", "many", "Columns whose values are shown apart", columns),
            Field("time", "Counted on", "maybe", "Another date column than the dataset's", times),
            Field("mature_after", "Final after days", "whole", "Days after which a row no longer changes"),
            Field("why", "Why it matters", "area"),
        ],
        "What it is compared with": [
            Field("baseline.from", "Baseline from", "date", "Empty: all complete periods before launch"),
            Field("baseline.until", "Baseline until", "date", "The first day that no longer belongs to it"),
            Field("baseline_gap", "Periods left out before launch", "whole", "Where the launch cast its shadow ahead"),
            Field("ramp", "Periods of transition after launch", "whole", "They count neither as before nor as after"),
            Field("season", "Repeats by season", "flag", "Needs two years of baseline"),
            Field("driver", "Per unit of", "maybe", "Another KPI that drives this one, such as orders", others),
            Field("per", "Units of it", "number", "Such as 1000, for tickets per 1000 orders"),
            Field("control.kpi", "Control KPI", "maybe", "One that the launch cannot touch", others),
            Field("control.segment", "Control segment", help="Such as channel=phone"),
            Field("control.reason", "Why the launch cannot touch it"),
            Field("launches", "Staged launches", "pairs", "Lines such as: channel=chat = 2025-01-01"),
        ],
        "What was promised": [
            Field("target", "Target change", "percent", "Against the expected value; −60 means 60 % less"),
            Field("target_value", "Or target value", "number", "A level instead of a change"),
            Field("matters", "Smallest change that matters", "percent"),
            Field("guardrails", "Must not get worse", "many", "KPIs that the benefit may not be bought with", others),
        ],
        "What it is worth": [
            Field("unit_value", "Money per unit", "number", "What one unit less, or more, is worth"),
            Field(
                "realised_share", "Of which becomes real", "percent", "Without it the benefit is capacity, not money"
            ),
            Field("benefit_class", "Kind of benefit", "choice", "", classes),
            Field("volume", "Times the volume of", "maybe", "For averages: the KPI to multiply with", others),
            Field("claims", "Shared pool", help="Such as a team's budget that several projects draw on"),
        ],
    }


def new_kpi(defined: Project) -> list[Field]:
    """What a new KPI cannot be without."""
    better = {"lower": "Lower is better", "higher": "Higher is better"}
    return [
        Field("title", "Name"),
        Field("dataset", "Data", "choice", "", {name: name for name in defined.dataset}),
        Field("measure", "Formula", "text", "Such as count(*) or sum(minutes) / count(minutes)"),
        Field("better", "Direction", "choice", "", better),
    ]


def forecast(defined: Project) -> list[Field]:
    """The fields of a forecast."""
    of = {name: name for name, dataset in defined.dataset.items() if dataset.shape == "forecasts"}
    series = {name: name for name, dataset in defined.dataset.items() if dataset.shape == "series"}
    return [
        Field("title", "Name"),
        Field("dataset", "Data", "choice", "", of),
        Field("grain", "Step", "choice", "", GRAINS),
        Field("season", "Steps in a season", "whole", "52 for weeks in a year, 1 for none"),
        Field("actual_lag", "Steps until an actual is known", "whole"),
        Field("history", "Earlier actuals from", "maybe", "For the naive forecast and the scale of errors", series),
    ]


LISTS: dict[str, dict[str, Cell]] = {
    "cost": {
        "date": "date", "amount": "number", "category": "text", "kind": "text", "every": "text", "from": "date",
        "until": "date", "cash": "flag", "planned": "flag", "source": "text",
    },
    "event": {"date": "date", "until": "date", "title": "text", "kind": "text", "affects": "names"},
    "plan": {"month": "date", "benefit": "number", "cost": "number"},
}  # fmt: skip


def columns(name: str, defined: Project) -> dict[str, Any]:
    """How the columns of a list's editor look."""
    c = st.column_config
    if name == "cost":
        return {
            "date": c.DateColumn("On", width=84, help="Of a one-off cost"),
            "amount": c.NumberColumn(
                defined.project.currency, width=72, format="localized", help="The amount; positive is spent"
            ),
            "category": c.SelectboxColumn("Category", width=88, options=CATEGORIES),
            "kind": c.SelectboxColumn("Kind", width=80, options=["investment", "running"], help=KIND),
            "every": c.SelectboxColumn("Every", options=["month"], help="Of a cost that recurs"),
            "from": c.DateColumn("From", help="The first month of a cost that recurs"),
            "until": c.DateColumn("Until", help="The first month without it; empty: goes on"),
            "cash": c.CheckboxColumn("Cash", help="Money that leaves the house", default=True),
            "planned": c.CheckboxColumn("Planned", help="Not spent yet", default=False),
            "source": c.TextColumn("Source", help="Such as an order's number"),
        }
    if name == "event":
        return {
            "date": c.DateColumn("Date"),
            "until": c.DateColumn("Until"),
            "title": c.TextColumn("What happened", width="large"),
            "kind": c.SelectboxColumn("Kind", options=["note", "retraining", "pulse", "holiday"], default="note"),
            "affects": c.MultiselectColumn("KPIs it affects", options=list(defined.kpi)),
        }
    return {
        "month": c.DateColumn("Month", help="Its first day"),
        "benefit": c.NumberColumn(f"Benefit, {defined.project.currency}", format="localized"),
        "cost": c.NumberColumn(f"Cost, {defined.project.currency}", format="localized"),
    }


def _names(dataset: Dataset | None) -> Mapping[str, str]:
    return {name: name for name in dataset.types()} if dataset else {}
