"""A real store whose snapshots are the example results of tests/chart: what pages read, without the way to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from metrics import definition, snapshot
from metrics.results import ProjectResult
from metrics.store import Store
from tests.pages import seen

PAGES = Path(__file__).resolve().parents[2] / "pages"
SECONDS = 30  # the first page of a process imports Plotly and pandas


def toml(result: ProjectResult) -> str:
    """A definition that names what the result has."""
    lines = ["[project]", f'id = "{result.project}"', f'name = "{result.name}"', f"launch = {result.launch}"]
    lines += ["", "[dataset.rows]", 'shape = "events"', 'time = "at"']
    for kpi in {kpi.name: kpi for kpi in result.kpis}.values():
        lines += ["", f"[kpi.{kpi.name}]", 'dataset = "rows"', 'measure = "count(*)"', f'better = "{kpi.better}"']
        lines += ['why = "What it is for"']
    return "\n".join(lines) + "\n"


def keep(store: Store, result: ProjectResult) -> None:
    """Put a result into the store as the snapshot of a project's present revision."""
    text = toml(result)
    project = definition.parse(text)
    revision = store.save_definition(result.project, text, definition.digest(project), actor="test")
    parts = snapshot.freeze(result, project, recheck_on=dt.date(2999, 1, 1))
    store.save_snapshot(
        result.project, snapshot_id=str(result.snapshot), revision=revision, as_of=result.as_of, parts=parts
    )


def page(name: str, **query: str) -> AppTest:
    """A page asked for by its address, with the query; fails on any exception, and on a term without explanation."""
    app = AppTest.from_file(PAGES / "main.py", default_timeout=SECONDS)
    app.switch_page(f"{name}.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception, [found.message for found in app.exception]
    assert not (lacking := seen.unexplained(app)), f"{name} uses and does not explain {lacking}"
    return app


def text(app: AppTest) -> str:
    """All words of a page: titles, Markdown, captions, cards, messages."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.warning, app.error)
    words = [element.value for kind in kinds for element in kind]
    return "\n".join([*words, *(f"{card.label}: {card.value}" for card in app.metric)])


Keeper = Callable[[ProjectResult], None]
