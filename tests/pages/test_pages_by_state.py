"""Every page in every state: nothing there, nothing uploaded, too little, as it should be, conflicting, restated."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from metrics import actions
from metrics.access import rights
from metrics.results import ProjectResult
from tests.chart import examples
from tests.pages import seen
from tests.pages.example_store import Keeper, page, text
from tests.pages.test_month_page import OCTOBER, again, moved, owner

BROKEN = re.compile(r"\bNone\b(?! of)|\bnan\b|\bNaT\b|\{\w+\}|Traceback|<[a-z_.]+ object")


def conflicting() -> ProjectResult:
    """The time series says the opposite of the comparison with the mean."""
    result = examples.assistant()
    kpi = result.kpis[0]
    ladder = tuple(
        rung.model_copy(update={"relative": 0.2, "low": 0.1, "high": 0.3}) if rung.method == "its" else rung
        for rung in kpi.ladder
    )
    said = "Human-handled tickets: the methods disagree on whether they fell."
    changed = kpi.model_copy(update={"verdict": "conflict", "ladder": ladder, "sentence": said})
    return result.model_copy(update={"kpis": (changed, *result.kpis[1:])})


def restated(keep: Keeper) -> None:
    keep(examples.assistant())
    actions.close_month(owner(), "support-assistant", OCTOBER, "fine")
    again(moved(examples.assistant(), 12.0))
    actions.judged(actions.store(), "support-assistant")


def few_forecasts(keep: Keeper) -> None:
    """One model, some weeks, nothing to compare it with yet."""
    result = examples.demand()
    (forecast,) = result.forecasts
    one = {
        name: tuple(each for each in getattr(forecast, name) if each.model == "retrained")
        for name in ("by_horizon", "overall", "by_period", "by_series")
    }
    one["by_period"] = one["by_period"][:3]
    bare = forecast.model_copy(update=one | {"comparison": (), "erosion": (), "retrainings": ()})
    keep(result.model_copy(update={"forecasts": (bare,)}))


State = tuple[str | None, Callable[[Keeper], None], dict[str, str]]  # project, what is kept, words that a page must say
NOTHING = dict.fromkeys(
    ["portfolio", "project", "payback", "forecasts", "month", "alerts", "uploads", "people"], "Nothing to"
)
PROJECT = {  # what the pages that hold no result say of any project
    "uploads": "No file yet.",
    "define": "What it changes",
    "people": "The definition names no owner.",
    "audit": "every one is as it was written",
    "method": "Payback",
    "alerts": "Nothing fires now.",
    "forecasts": "This project defines no forecast.",
}
STATES: dict[str, State] = {
    "empty": (None, lambda keep: None, NOTHING | {"define": "New project", "audit": "No entry", "method": "Payback"}),
    "without data": (
        "new-project",
        lambda keep: keep(examples.empty()),
        PROJECT
        | {
            "portfolio": "No project has a known net yet",
            "project": "This project has no KPI with data. Upload the export",
            "payback": "**New project has no payback yet**: no cost or benefit in money is known.",
            "month": "A month can be reviewed once it is complete and after launch.",
        },
    ),
    "too little": (
        "contract-review",
        lambda keep: keep(examples.young()),
        PROJECT
        | {
            "portfolio": "Hours a review has too little data before launch to compare with.",
            "project": "two months before launch are too few to compare with; three are needed.",
            "payback": "Too little data before launch",
            "month": "39 hours; 1 hour less (2.5\u202f%) than in January 2025, better.",
        },
    ),
    "normal": (
        "support-assistant",
        lambda keep: keep(examples.assistant()),
        PROJECT
        | {
            "portfolio": "The project has paid back, not proven",
            "project": "Human-handled tickets are 61 % below the same months before launch, between 57 % and 64 %.",
            "payback": "**paid back 3.5 months after launch, not proven**",
            "month": "the target was met.",
        },
    ),
    "forecasts alone": (
        "demand-forecast",
        lambda keep: keep(examples.demand()),
        PROJECT
        | {
            "portfolio": "No project has a target that could be judged yet.",
            "payback": "no cost or benefit in money is known",
            "month": "**Nothing is known of February 2026**",
            "project": "it has no KPI with a before and an after.",
            "forecasts": "1 week ahead, retrained is **15\u202f% off**, 12.0 points better than the naive forecast.",
        },
    ),
    "too few forecasts": (
        "demand-forecast",
        few_forecasts,
        PROJECT
        | {
            "portfolio": "No project has a target that could be judged yet.",
            "project": "it has no KPI with a before and an after.",
            "payback": "no cost or benefit in money is known",
            "month": "**Nothing is known of February 2026**",
            "forecasts": "1 week ahead, retrained is",
        },
    ),
    "not reached": (
        "route-planning",
        lambda keep: keep(examples.routes()),
        PROJECT
        | {
            "portfolio": "The project has not paid back",
            "project": "Payback: not reached.",
            "payback": "has not paid back",
            "month": "no KPI has a value in it",
        },
    ),
    "conflicting": (
        "support-assistant",
        lambda keep: keep(conflicting()),
        PROJECT
        | {
            "portfolio": "methods disagree, so nothing is claimed",
            "project": "Methods disagree",
            "payback": "Methods disagree",
            "month": "Methods disagree",
        },
    ),
    "restated": (
        "support-assistant",
        restated,
        PROJECT
        | {
            "portfolio": "The project has paid back, not proven",
            "project": "October 2025",
            "payback": "paid back 3.5 months after launch",
            "month": "October 2025 is restated",
            "alerts": "October 2025, closed by olga, is told otherwise now",
            "audit": "closed October 2025",
        },
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_every_page_says_how_it_stands(empty_store: Keeper, state: str) -> None:
    project, kept, words = STATES[state]
    assert set(words) == set(rights.PAGES), "no page is left out of a state"
    kept(empty_store)
    for name in rights.PAGES:
        query = {"project": project} if project else {}
        if state == "restated" and name == "month":
            query["month"] = f"{OCTOBER:%Y-%m}"
        app = page(name, **query)
        said = text(app) + seen.words(app)
        assert app.title, name
        assert not BROKEN.search(said), (name, BROKEN.search(said))
        assert words[name] in said, (name, said)
