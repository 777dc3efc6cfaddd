"""Define, for owners: the project, its data, KPIs, baseline and money as forms over the one TOML file."""

import streamlit as st

from metrics import actions
from pages import (
    arriving,
    confirming,
    dataset_fields,
    guide,
    labels,
    live,
    meanwhile,
    pieces,
    readiness,
    removing,
    starting,
    terms,
    which_project,
)
from pages.editor import NEW, Editor, buttons

SECTIONS = {
    "guide": "Guided path",
    "project": "Project",
    "data": "Data",
    "kpis": "KPIs",
    "costs": "Costs",
    "events": "Events",
    "forecasts": "Forecasts",
    "plan": "Plan",
    "readiness": "Readiness",
    "file": "File",
}

HOW_TO_READ = """
- Every form edits the one project file, all or nothing: *Apply* checks the whole of it, and names what does not fit.
- *What it changes* works out every figure that an edit would move, before it is applied.
- What touches a sealed baseline needs a reason, which is kept with your name; both values stand beside each other.
"""
COMMON = ("KPI", "Definition", "Readiness")
WORDS = {
    "guide": (
        "Dataset", "Period", "Segment", "Launch", "Stage", "Baseline", "Sealed", "Transition", "Season", "Rung",
        "Indicative", "Proven", "Control", "Target", "Guardrail", "Benefit", "Benefit class", "Realised share",
        "Capacity", "Payback", "Encoding", "Delimiter", "Id", "Reject", "Staged", "Commit", "Live", "TOML",
    ),
    "project": ("Stage", "Staged", "Launch", "Discount rate", "Decision month"),
    "data": ("Dataset", "Series", "Period", "Id", "Horizon", "Actual"),
    "kpis": (
        "Dataset", "Period", "Segment", "Driver", "Launch", "Baseline", "Sealed", "Transition", "Season", "Control",
        "Target", "Matters", "Guardrail", "Benefit", "Benefit class", "Realised share", "Capacity", "Pool",
        "Apportioning", "Id", "Staged", "Live",
    ),
    "costs": ("Invested",),
    "events": ("Retraining",),
    "forecasts": ("Dataset", "Series", "Season", "Actual", "Naive"),
    "plan": ("Benefit",),
    "readiness": ("Launch", "Stage", "Staged", "Expected", "Target", "Rollback"),
    "file": ("Rollback", "TOML"),
    "new": ("Launch", "Stage", "Baseline", "Dataset", "Sealed", "Payback"),
}  # fmt: skip

visit = arriving.visit()
heads = actions.projects(visit)


def pick(kind: str, names: dict[str, str]) -> str:
    """Which dataset, KPI or forecast the form below shows."""
    return pieces.choose(kind.capitalize(), kind, names, hidden=True)


st.title("Define")
confirming.shown("define")
if not heads or st.session_state.get(NEW) or "template" in st.query_params:
    st.markdown(
        "State the KPI, its baseline and the launch **before** the numbers come in: that is what makes them count."
    )
    starting.form(visit, heads)
    if heads and st.button("Back", icon=":material/arrow_back:", type="tertiary"):
        st.session_state[NEW] = False
        st.query_params.pop("template", None)
        st.rerun()
    removing.removed(visit)
    terms.how_to_read("", *COMMON, *WORDS["new"])
    st.stop()

every = {head.project: head.name for head in heads}
which_project.there(every)
with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = which_project.chosen_of(every)
    head = next(head for head in heads if head.project == chosen)
    st.button("New project", icon=":material/add:", on_click=lambda: st.session_state.update({NEW: True}))
section = pieces.choose("Part", "part", SECTIONS, default="project", as_switch=True, hidden=True)

kept = st.session_state.get("define draft")
if kept is None or kept[0] != head.project:
    kept = st.session_state["define draft"] = (head.project, actions.draft(visit, head.project))
present = actions.draft(visit, head.project)
if section == "guide" and present.saved_by == visit.actor:  # an own commit, which teaches the definition how to read
    kept = st.session_state["define draft"] = (head.project, present)
draft = kept[1]
defined = draft.project
editor = Editor(visit, draft)
with pieces.fleeting():
    meanwhile.shown(visit, draft, present)

if section == "guide":
    guide.path(visit, head, editor)

if section == "project":
    editor.form(("project",), {"": labels.project(defined)}, defined.project.model_dump())
    editor.beside(("project",))
    removing.form(visit, editor)
    removing.removed(visit)

if section == "data":
    with st.container(horizontal=True, vertical_alignment="center"):
        name = pick("dataset", {name: name for name in defined.dataset}) if defined.dataset else None
        editor.add(
            "dataset",
            lambda said: dataset_fields.new(defined, said["shape"]),
            {"shape": "events"},
            first=dataset_fields.SHAPE,
        )
    if name:
        dataset = defined.dataset[name]
        st.markdown(f"**{name}** holds {dataset_fields.SHAPES[dataset.shape].lower()}")
        editor.form(("dataset", name), {"": dataset_fields.every(defined, name)}, dataset.model_dump(by_alias=True))
        editor.types(name)
        with st.container(horizontal=True, vertical_alignment="center"):
            editor.remove("dataset", name)
            pieces.open_page("uploads", "Upload a file for it", project=head.project, dataset=name)
        editor.beside(("dataset", name))
    else:
        st.markdown("No data yet: add the table that the KPIs are counted from.")

if section == "kpis":
    with st.container(horizontal=True, vertical_alignment="center"):
        name = pick("kpi", {name: each.title or name for name, each in defined.kpi.items()}) if defined.kpi else None
        if defined.dataset:
            editor.add("kpi", lambda _: labels.new_kpi(defined), {"measure": "count(*)"})
    if name:
        live.form(
            editor,
            ("kpi", name),
            labels.kpi(defined, name),
            defined.kpi[name].model_dump(by_alias=True),
            wide=3,
            tries=True,
        )
        editor.sealing(name)
        editor.remove("kpi", name)
        editor.beside(("kpi", name))
    else:
        st.markdown("No KPI yet. " + ("Add the first." if defined.dataset else "Add its data first, under Data."))

if section == "forecasts":
    sources = [name for name, each in defined.dataset.items() if each.shape == "forecasts"]
    with st.container(horizontal=True, vertical_alignment="center"):
        name = pick("forecast", {n: f.title or n for n, f in defined.forecast.items()}) if defined.forecast else None
        if sources:
            editor.add("forecast", lambda _: labels.forecast(defined)[:2], {"dataset": sources[0]})
    if name:
        editor.form(
            ("forecast", name), {"": labels.forecast(defined)}, defined.forecast[name].model_dump(by_alias=True)
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            editor.remove("forecast", name)
            pieces.open_page(
                "define",
                "Its columns, actuals and rows",
                project=head.project,
                part="data",
                dataset=defined.forecast[name].dataset,
            )
        editor.beside(("forecast", name))
    else:
        st.markdown("No forecast yet. Add one" + ("." if sources else " after a dataset of forecasts, under Data."))

if section == "costs":
    editor.listed(
        "cost", "What it costs: one-off amounts on a date, or every month from and until. Positive amounts are spent."
    )
if section == "events":
    editor.listed("event", "What charts should show as flags: a retraining, an outage, a change of process.")
if section == "plan":
    editor.listed("plan", "What was promised per month, to stand beside what came.")

if section == "readiness":
    readiness.form(visit, head.project)

if section == "file":
    st.markdown(
        "The whole definition as it is kept, with its comments. Alerts and the rollback trigger are edited here."
    )
    with st.form(f"{editor.stamp}.file"):
        text = st.text_area("Project file (TOML)", draft.text, height=560, key=f"{editor.stamp}.text")
        reason = editor.why(f"{editor.stamp}.file")
        with st.container(horizontal=True):
            pressed = buttons(f"{editor.stamp}.file")
    editor.act(pressed, lambda: text or "", reason)
    st.download_button("Download", draft.text, f"{head.project}.toml", "application/toml", icon=":material/download:")

terms.how_to_read(HOW_TO_READ, *COMMON, *WORDS[section])
