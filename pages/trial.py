"""A formula tried on real rows while it is typed: its value by month, the rows it takes, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from metrics import actions, arrivals, words, worker
from metrics.access.visit import Visit
from metrics.chart import written
from metrics.errors import ProveoutError
from metrics.intake import Staged
from metrics.model import Project
from metrics.rollup import Trial
from pages import fields, pieces, telling

SHOWN = 12  # months, newest first
FEW = 4  # months that are shown without scrolling, and without empty rows
REMEMBERED = 20  # trials of a session
SECONDS = 30.0  # for the worker; the query itself gets two


def shown(visit: Visit, defined: Project, said: fields.Values, upload: Callable[[], None] | None = None) -> None:
    """The formula as it stands in the form, by month of the newest file; nothing is kept.

    upload: draws the way to bring a file, where there is none to try it on.
    """
    dataset, name = str(said.get("dataset") or ""), defined.project.id
    waiting = _waiting(visit, name, dataset) if dataset in defined.dataset else None
    live = [each for each in actions.uploads(visit, name) if each.dataset == dataset and each.state == "live"]
    with st.container(border=True):
        if waiting is None and not live:
            st.markdown(":material/science: **Nothing to try it on yet.** The formula needs real rows of its data.")
            if upload:
                upload()
            else:
                pieces.open_page("uploads", "Upload an export of it", project=name, dataset=dataset)
            return
        if not said.get("measure"):
            st.markdown(":material/science: **Type a formula**: it is tried on the newest file at once.")
            return
        rows = waiting.files if waiting and waiting.files else live[-1]
        asked = (name, dataset, str(said["measure"]), said.get("where"), said.get("time"), str(rows.rows_path))
        try:
            found = _tried(visit, asked, waiting)
        except ProveoutError as error:
            telling.problems(error.problems, "The formula does not work yet", place=False)
            return
        _found(found, str(said.get("unit") or ""), rows.file_name, staged=waiting is not None)


def _waiting(visit: Visit, project: str, dataset: str) -> Staged | None:
    """The newest file that waits to be committed; none while some are: their rows are moved at any moment."""
    queue = arrivals.queue(visit, project, dataset)
    queue.settle(visit)
    ready = [] if queue.committing else queue.ready()
    return ready[-1].staged if ready else None


def _tried(visit: Visit, asked: tuple[Any, ...], waiting: Staged | None) -> Trial:
    """The trial, once for the same question: a form is drawn again with every widget that is touched."""
    known: dict[tuple[Any, ...], Trial] = st.session_state.setdefault("trials", {})
    if asked not in known:
        found: Trial = worker.run(visit, actions.trial, *asked[:-1], waiting, deadline=SECONDS)
        known[asked] = found
        while len(known) > REMEMBERED:
            known.pop(next(iter(known)))
    return known[asked]


def _found(found: Trial, unit: str, source: str, staged: bool) -> None:
    state = "not committed yet" if staged else "live"
    among = ("the first " if found.sampled else "") + words.count(found.rows, "row")
    st.markdown(
        f":material/science: **Tried on {words.plain(source)}** ({state}): it takes "
        f"**{words.number(found.matching)}** of {among}."
    )
    for each in found.absent:
        has = f"it has {', '.join(map(words.plain, each.has))}" if each.has else "it has no value at all"
        st.markdown(
            f":orange[:material/rule: **No row says “{words.plain(each.text)}”** in {words.plain(each.column)}:] "
            f"{has}. Is it called otherwise here?"
        )
    if not found.points:
        st.markdown("No row is left: look at “Only rows where”.")
        return
    known = [point for point in found.points if point.value is not None]
    left, right = st.columns([2, 3])
    if known:
        with left:
            st.metric(
                words.period(known[-1].month, "month"),
                words.plain(words.level(known[-1].value, unit)),
                chart_data=[point.value for point in known],
                chart_type="line",
            )
    with right:
        st.dataframe(
            written.written(
                [
                    {"Month": point.month, "Value": point.value, "Rows": point.rows}
                    for point in list(reversed(found.points))[:SHOWN]
                ],
                {"Month": written.period("month"), "Value": written.level_in(unit)},
            ),
            height="content" if len(found.points) < FEW else 180,
            hide_index=True,
            placeholder="–",
            alt="The formula's value and the rows that it takes, by month, the newest first",
        )
    st.caption("Before rows with the same id are reduced to one; the last month may be incomplete. Nothing was saved.")
