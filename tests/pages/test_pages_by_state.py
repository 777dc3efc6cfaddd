"""Every page in every state: nothing there, nothing uploaded, too little, as it should be, conflicting, restated."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from metrics import actions
from metrics.access import rights
from metrics.results import ProjectResult
from tests.chart import examples
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


State = tuple[str | None, Callable[[Keeper], None], dict[str, str]]  # project, what is kept, words that a page must say
NOTHING = dict.fromkeys(
    ["portfolio", "project", "payback", "forecasts", "month", "alerts", "uploads", "people"], "Nothing to"
)
STATES: dict[str, State] = {
    "empty": (None, lambda keep: None, NOTHING | {"define": "New project", "audit": "No entry"}),
    "without data": (
        "new-project",
        lambda keep: keep(examples.empty()),
        {
            "project": "This project has no KPI with data. Upload the export",
            "payback": "**New project has no payback yet**: no cost or benefit in money is known.",
            "forecasts": "This project defines no forecast.",
            "month": "A month can be reviewed once it is complete and after launch.",
            "alerts": "Nothing fires now.",
            "uploads": "No file yet.",
        },
    ),
    "too little": (
        "contract-review",
        lambda keep: keep(examples.young()),
        {
            "portfolio": "Hours a review has too little data before launch to compare with.",
            "project": "two months before launch are too few to compare with; three are needed.",
            "payback": "Too little data before launch",
            "month": "39 hours; 1 (2.5\u202f%) less than in January 2025, better.",
        },
    ),
    "normal": (
        "support-assistant",
        lambda keep: keep(examples.assistant()),
        {
            "project": "Human-handled tickets are 61 % below the same months before launch, between 57 % and 64 %.",
            "payback": "**paid back 3.5 months after launch, not proven**",
            "month": "the target was met.",
        },
    ),
    "forecasts alone": (
        "demand-forecast",
        lambda keep: keep(examples.demand()),
        {
            "project": "it has no KPI with a before and an after.",
            "forecasts": "1 week ahead, retrained is **15\u202f% off**, 12.0 points better than the naive forecast.",
        },
    ),
    "not reached": (
        "route-planning",
        lambda keep: keep(examples.routes()),
        {"project": "Indicative only", "payback": "has not paid back"},
    ),
    "conflicting": (
        "support-assistant",
        lambda keep: keep(conflicting()),
        {
            "portfolio": "methods disagree, so nothing is claimed",
            "project": "Methods disagree",
            "payback": "Methods disagree",
            "month": "Methods disagree",
        },
    ),
    "restated": (
        "support-assistant",
        restated,
        {"project": "October 2025", "month": "October 2025 is restated"},
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_every_page_says_how_it_stands(empty_store: Keeper, state: str) -> None:
    project, kept, words = STATES[state]
    kept(empty_store)
    for name in rights.PAGES:
        query = {"project": project} if project else {}
        if state == "restated" and name == "month":
            query["month"] = f"{OCTOBER:%Y-%m}"
        app = page(name, **query)
        said = text(app)
        assert app.title, name
        assert not BROKEN.search(said), (name, BROKEN.search(said))
        assert words.get(name, "") in said, (name, said)
