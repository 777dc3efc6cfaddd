"""The guided path of Define: template, project, data, KPI, baseline, costs, done; the file beside each step."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from metrics import actions, arrivals, words
from metrics.access.visit import Visit
from metrics.errors import StoreError
from metrics.results import Headline
from metrics.store import Upload
from pages import baselining, columns, incoming, labels, live, pieces
from pages.editor import Editor

STEPS = {
    "project": "Project",
    "data": "Data",
    "kpi": "KPI",
    "baseline": "Baseline",
    "costs": "Costs",
    "done": "Done",
}
FIRST = 2  # the template is the first step
TYPED_AGAIN = "What is typed into this table is kept when you press Apply; a reload before that forgets it."


def steps(now: str, reached: frozenset[str] = frozenset()) -> None:
    """The path in words, the present step in bold, what is done ticked."""
    names = {"template": "Template", **STEPS}
    marks = []
    for n, (step, name) in enumerate(names.items(), start=1):
        tick = " :green[:material/check:]" if step in reached else ""
        marks.append(f"**{n} {name}**{tick}" if step == now else f":gray[{n} {name}]{tick}")
    st.markdown(" :gray[─] ".join(marks))


def path(visit: Visit, head: Headline, editor: Editor) -> None:
    """The step that is open, the file's part beside it, and the way on."""
    done = _done(visit, head, editor)
    named = {
        name: f"{n} {title}" + (" ✓" if name in done else "") for n, (name, title) in enumerate(STEPS.items(), FIRST)
    }
    step = pieces.choose("Step", "step", named, default="data", as_switch=True, hidden=True)
    drawn: dict[str, Callable[[Visit, Headline, Editor], tuple[str, ...]]] = {
        "project": _project,
        "data": _data,
        "kpi": _kpi,
        "baseline": _baseline,
        "costs": _costs,
        "done": _finished,
    }
    left, right = st.columns([13, 7])
    with left:
        place = drawn[step](visit, head, editor)
        _on(step)
    with right:
        st.markdown("**The same, in the file**")
        text = actions.excerpt(editor.draft.text, place) if place else editor.draft.text
        st.code(text or "# not in the file yet", language="toml", wrap_lines=True)


def _done(visit: Visit, head: Headline, editor: Editor) -> frozenset[str]:
    """The steps that hold what the claim needs."""
    defined, primary = editor.defined, editor.defined.primary()
    kpi = defined.kpi.get(primary) if primary else None
    found = {
        "project": bool(defined.project.owner),
        "data": bool(_live(visit, head)),
        "kpi": kpi is not None
        and (kpi.target is not None or kpi.target_value is not None)
        and _matched(visit, head, primary or "", kpi.grain),
        "baseline": primary in editor.draft.seals,
        "costs": kpi is not None and kpi.unit_value is not None and any(cost.amount for cost in defined.cost),
    }
    return frozenset(step for step, there in found.items() if there)


def _matched(visit: Visit, head: Headline, name: str, grain: str) -> bool:
    """Whether rows meet the KPI's condition, as far as results are known."""
    try:
        found = actions.kpi(visit, head.project, name, grain)
    except StoreError:
        return True  # no results of it yet
    return all(warn.kind != "no_rows" for warn in found.warnings)


def _live(visit: Visit, head: Headline) -> list[Upload]:
    return [each for each in actions.uploads(visit, head.project) if each.state == "live"]


def _on(step: str) -> None:
    """Back and on; what is typed and not applied stays in its step."""
    names = list(STEPS)
    place = names.index(step)

    def go(to: str) -> None:
        st.session_state["step"] = to

    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if place:
            before = names[place - 1]
            st.button(f"Back to {STEPS[before]}", icon=":material/arrow_back:", on_click=go, args=(before,))
        if place + 1 < len(names):
            after = names[place + 1]
            st.button(
                f"On to {STEPS[after]}",
                icon=":material/arrow_forward:",
                type="primary" if step != "baseline" else "secondary",
                on_click=go,
                args=(after,),
            )


def _project(visit: Visit, head: Headline, editor: Editor) -> tuple[str, ...]:
    st.markdown("**Who answers for it, and from which day on did it work?** What lies before the launch is compared.")
    wanted = ("name", "owner", "owner_until", "launch", "stage", "currency")
    fields = [each for each in labels.project(editor.defined) if each.name in wanted]
    live.form(editor, ("project",), {"": fields}, editor.defined.project.model_dump())
    return ("project",)


def _data(visit: Visit, head: Headline, editor: Editor) -> tuple[str, ...]:
    defined = editor.defined
    if not defined.dataset:
        st.markdown("**No data yet.** Add the table that the KPIs are counted from under *Data*, beside this path.")
        return ("dataset",)
    name = pieces.choose("Dataset", "dataset", {name: name for name in defined.dataset}, hidden=True)
    st.markdown(
        f"**Bring an export of {words.plain(name)}**, from long before launch on. It is read here as under *Uploads*; "
        "columns that are called otherwise, or are not there, are asked about."
    )
    queue = arrivals.queue(visit, head.project, name)
    incoming.desk(visit, queue, defined, lambda _, queue, one, of: columns.adopt(editor, queue, one, of))
    if files := [each for each in _live(visit, head) if each.dataset == name]:
        rows = sum(each.rows for each in files)
        st.markdown(
            f":green[:material/check:] **{words.count(rows, 'row')} live** from {words.count(len(files), 'file')}."
        )
    return ("dataset", name)


def _kpi(visit: Visit, head: Headline, editor: Editor) -> tuple[str, ...]:
    defined = editor.defined
    if not defined.kpi:
        if not defined.dataset:
            st.markdown("**No KPI yet**, and no data that one could be counted from: add them under *Data*.")
            return ("kpi",)
        st.markdown("**No KPI yet.** Count what the data have; target, rows and segments are stated next.")
        editor.add("kpi", lambda _: labels.new_kpi(defined), {"measure": "count(*)"}, unfolded=True)
        return ("kpi",)
    name = _which(editor)
    st.markdown("**What is counted, and what was promised?** The formula is tried on real rows while you type.")
    wanted = ("title", "unit", "better", "measure", "where", "grain", "segments", "target", "guardrails")
    groups = {
        title: [each for each in fields if each.name in wanted] for title, fields in labels.kpi(defined, name).items()
    }
    values = defined.kpi[name].model_dump(by_alias=True)
    dataset = defined.kpi[name].dataset
    live.form(
        editor,
        ("kpi", name),
        {title: fields for title, fields in groups.items() if fields},
        values,
        wide=3,
        tries=True,
        fixed={"dataset": dataset, "time": values["time"]},
        upload=lambda: _to_data(dataset),
    )
    return ("kpi", name)


def _to_data(dataset: str) -> None:
    def go() -> None:
        st.session_state["step"], st.session_state["dataset"] = "data", dataset

    if st.button(f"Bring an export of {words.plain(dataset)}", icon=":material/upload_file:", on_click=go):
        st.rerun()  # the whole page: the form around it is drawn by itself


def _baseline(visit: Visit, head: Headline, editor: Editor) -> tuple[str, ...]:
    if not editor.defined.kpi:
        st.markdown("**No KPI yet**, so there is nothing to seal.")
        return ("kpi",)
    name = _which(editor)
    baselining.step(editor, head, name)
    with st.expander("Other periods", icon=":material/date_range:"):
        wanted = ("baseline.from", "baseline.until", "baseline_gap", "ramp", "season")
        fields = [each for group in labels.kpi(editor.defined, name).values() for each in group if each.name in wanted]
        editor.form(("kpi", name), {"": fields}, editor.defined.kpi[name].model_dump(by_alias=True))
    return ("kpi", name)


def _costs(visit: Visit, head: Headline, editor: Editor) -> tuple[str, ...]:
    defined, name = editor.defined, editor.defined.primary()
    if name and name in defined.kpi:
        kpi = defined.kpi[name]
        unit = words.one("cases" if kpi.unit == words.SHARE else kpi.unit or "unit")
        st.markdown(f"**What is it worth?** {words.plain(kpi.title or name)}, for each {words.plain(unit)}")
        wanted = ("unit_value", "realised_share", "benefit_class", "volume")
        fields = [each for group in labels.kpi(defined, name).values() for each in group if each.name in wanted]
        live.form(editor, ("kpi", name), {"": fields}, kpi.model_dump(by_alias=True), part="worth")
    editor.listed("cost", "**What does it cost?** One-off amounts on a date, or every month. Positive is spent.")
    if open_ := sum(cost.amount == 0 for cost in defined.cost):
        what = (
            "counts nothing: fill it in, or take it out"
            if open_ == 1
            else "count nothing: fill them in, or take them out"
        )
        st.markdown(f":orange[:material/edit: **{words.count(open_, 'line')} without an amount**] {what}.")
    st.caption(TYPED_AGAIN)
    return ("cost",)


def _finished(visit: Visit, head: Headline, editor: Editor) -> tuple[str, ...]:
    done = _done(visit, head, editor)
    lacks = {
        "project": "nobody is named as its owner",
        "data": "no rows are live",
        "kpi": "its main KPI has no target",
        "baseline": "the baseline of its main KPI is not sealed",
        "costs": "money per unit or the costs are open, so no payback can be told",
    }
    open_ = {step: why for step, why in lacks.items() if step not in done}
    if not open_:
        st.success("Everything that a claim needs is stated.", icon=":material/check:")
    else:
        st.markdown(f"**{words.count(len(open_), 'thing')} open.** Each can be done later; until then pages say so.")
    for step, name in STEPS.items():
        if step in lacks:
            mark = ":green[:material/check:]" if step in done else ":orange[:material/radio_button_unchecked:]"
            st.markdown(f"{mark} **{name}**" + (f": {open_[step]}" if step in open_ else ""))
    st.markdown(f":material/fact_check: {actions.readiness(visit, head.project).sentence}")
    with st.container(horizontal=True):
        pieces.open_page("project", "Open the project", project=head.project)
        pieces.open_page("payback", "Its payback", project=head.project)
        pieces.open_page("define", "Its readiness", project=head.project, part="readiness")
    return ()


def _which(editor: Editor) -> str:
    """The KPI that the step is about; the primary one first."""
    names = {name: each.title or name for name, each in editor.defined.kpi.items()}
    return pieces.choose("KPI", "kpi", names, default=editor.defined.primary(), hidden=True)
