"""Define, for owners: the project, its data, KPIs, baseline and money as forms over the one TOML file."""

import datetime as dt
import re

import streamlit as st

from metrics import actions, serving, words, worker
from metrics.access import local
from metrics.errors import DefinitionError, ProveoutError
from pages import fields, labels, pieces
from pages.fields import Answered, Field

SECTIONS = {
    "project": "Project",
    "data": "Data",
    "kpis": "KPIs",
    "costs": "Costs",
    "events": "Events",
    "forecasts": "Forecasts",
    "plan": "Plan",
    "file": "File",
}
NEW = "new project"
WORDS = {"kpi": "KPI"}

store = pieces.store()
heads = actions.portfolio(store)


def save(text: str, answered: Answered | None = None, place: str = "", reason: str | None = None) -> None:
    """Apply a text and draw anew; or tell every problem, beside its field where it has one."""
    try:
        with st.spinner("Checking, and working out the new figures"):
            done = worker.run(store, actions.apply, text, local.user(), reason or None)
    except DefinitionError as error:
        return fields.show(error.problems, answered.places if answered else {}, place)
    except ProveoutError as error:
        return fields.show(error.problems, {}, place)
    said = f"{done.project} is " + ("created" if done.created else "saved" if done.changed else "unchanged")
    said += f"; {words.count(done.reread, 'upload')} read again" if done.reread else ""
    st.session_state["define said"] = ". ".join((said, *done.notes))
    st.session_state["define draft"] = None
    st.session_state[NEW] = False
    st.query_params["project"] = done.project
    st.rerun()


def why() -> str | None:
    """The reason that a change of a sealed part needs."""
    if not draft.seals:
        return None
    return st.text_input("Reason for the change", help="Needed where it touches a sealed baseline; kept with your name")


def form(
    place: tuple[str | int, ...], groups: dict[str, list[Field]], values: fields.Values, try_it: bool = False
) -> None:
    """A part of the definition as a form; Apply writes what differs into the text."""
    key, answered = ".".join(map(str, place)), Answered()
    with st.form(f"{stamp}.{key}"):
        for title, group in groups.items():
            if len(groups) > 1:
                st.markdown(f"**{title}**")
            fields.draw(group, values, f"{stamp}.{key}", answered, wide=3 if try_it else 2)
        reason = why()
        with st.container(horizontal=True):
            sent = st.form_submit_button("Apply", type="primary", key=f"{stamp}.{key}.apply")
            tried = try_it and st.form_submit_button("Try on the newest file", icon=":material/science:")
    if tried:
        attempt(answered.values)
    if sent:
        save(actions.changed(draft.text, place, values, answered.values), answered, key, reason)


def attempt(said: fields.Values) -> None:
    """The formula as it stands in the form, by month of the newest file; nothing is kept."""
    asked = (head.project, said["dataset"], said["measure"] or "", said["where"], said["time"])
    try:
        found = worker.run(store, actions.trial, *asked, deadline=30.0)
    except ProveoutError as error:
        st.error(fields.escaped(str(error)), title=error.title, icon=":material/error:")
        return
    with st.container(border=True):
        sample = f" of the first {words.number(found.rows)}" if found.sampled else f" of {words.number(found.rows)}"
        st.markdown(f"**{words.number(found.matching)}**{sample} rows of the newest file are counted, by month:")
        known = [point for point in found.points if point.value is not None]
        if known:
            last = known[-1]
            st.metric(
                words.period(last.month, "month"),
                f"{words.number(last.value)} {said['unit'] or ''}",
                chart_data=[point.value for point in known],
                chart_type="line",
            )
        st.dataframe(
            [
                {"Month": words.period(p.month, "month"), "Value": p.value, "Rows": p.rows}
                for p in reversed(found.points)
            ],
            height=220,
            alt="The formula's value by month",
        )
        st.caption("Before rows with the same id are reduced to one. Nothing was saved.")


def create() -> None:
    """A new project from a template."""
    st.subheader("New project")
    templates = actions.templates()
    with st.form("new"):
        chosen = st.radio("Start from", list(templates), help="Everything in it can be changed afterwards")
        left, right = st.columns(2)
        name = left.text_input("Name", placeholder="Support assistant")
        owner = right.text_input("Owner", placeholder="owner@example.com")
        launch = left.date_input("Launch", value=dt.date.today().replace(day=1), help="First day in use")
        currency = right.text_input("Currency", "EUR", max_chars=3)
        if st.form_submit_button("Create", type="primary"):
            slug = re.sub(r"[^a-z0-9]+", "-", (name or chosen).lower()).strip("-")[:60]
            if slug in {head.project for head in heads}:
                st.error(f"There is a project “{slug}” already. Give the new one another name.")
            else:
                about = {"id": slug, "name": name or chosen, "owner": owner, "launch": launch, "currency": currency}
                save(actions.start(templates[chosen], about), None, "project")


def add(kind: str, given: list[Field], defaults: dict[str, object]) -> None:
    """A small form for a new dataset, KPI or forecast: only what it cannot be without."""
    with (
        st.popover(f"Add a {WORDS.get(kind, kind)}", icon=":material/add:"),
        st.form(f"{stamp}.add.{kind}", border=False),
    ):
        name = st.text_input("Short name", help="Small letters, digits and _; it stands in the file and in links")
        answered = Answered()
        fields.draw(given, defaults, f"{stamp}.add.{kind}", answered, wide=1)
        if st.form_submit_button("Add", type="primary"):
            if not name or name in getattr(defined, kind):
                st.error(f"Give it a short name that no other {WORDS.get(kind, kind)} has.")
            else:
                save(actions.changed(draft.text, (kind, name), {}, {**defaults, **answered.values}), None, kind)


def remove(kind: str, name: str) -> None:
    """Take a part out of the definition; asked twice."""
    with st.popover("Remove", icon=":material/delete:", type="tertiary"):
        st.markdown(f"Takes **{name}** out of the definition. The earlier definition stays in the history.")
        reason = why()
        if st.button(f"Remove {name}", type="primary", key=f"{stamp}.remove.{kind}"):
            save(actions.changed(draft.text, (kind,), {name: 1}, {name: None}), None, kind, reason)


def types(name: str) -> None:
    """The columns of a dataset beside its roles: added, retyped and removed in one editor."""
    key, columns = f"{stamp}.{name}.columns", defined.dataset[name].columns
    c = st.column_config
    config = {
        "name": c.TextColumn("Column", required=True, help="Small letters, digits and _"),
        "type": c.SelectboxColumn("Holds", options=labels.TYPES, required=True, default="text"),
    }
    rows = [{"name": column, "type": kind} for column, kind in columns.items()]
    with st.form(f"{key}.form"):
        st.markdown(
            "**Further columns** that formulas and breakdowns use. Others in the file are left out of the store."
        )
        fields.table("columns", rows, {"name": "text", "type": "text"}, config, key)
        reason = why()
        if st.form_submit_button("Apply", type="primary"):
            new = {row["name"]: row["type"] for row in fields.edited(rows, key) if row.get("name")}
            save(
                actions.changed(draft.text, ("dataset", name), {"columns": columns}, {"columns": new}), None, "", reason
            )


def sealing(name: str) -> None:
    """The seal of a KPI's baseline: its state, and the way to set it."""
    seal = draft.seals.get(name)
    with st.form(f"{stamp}.{name}.seal"):
        if seal:
            by = fields.escaped(seal.sealed_by)
            st.markdown(
                f":material/lock: **Baseline sealed** on {words.day(seal.sealed_at.date())} by {by}"
                + (f": “{fields.escaped(seal.reason)}”" if seal.reason else "")
                + ". Later data and edits show beside it and do not move it."
            )
        else:
            st.markdown(
                ":material/lock_open: **Baseline not sealed.** Sealing fixes its periods and values, dated and signed; "
                "before launch it is the strongest proof."
            )
        reason = st.text_input("Reason", key=f"{stamp}.{name}.seal.reason", placeholder="Agreed with finance")
        if st.form_submit_button("Seal again" if seal else "Seal the baseline", icon=":material/lock:"):
            if not reason:
                st.error("State the reason: it is kept with the seal.")
                return
            try:
                with st.spinner("Sealing"):
                    worker.run(store, actions.seal, head.project, name, local.user(), reason)
            except ProveoutError as error:
                fields.show(error.problems, {}, "")
            else:
                st.session_state["define draft"] = None
                st.session_state["define said"] = f"The baseline of {name} is sealed"
                st.rerun()


def pick(kind: str, names: dict[str, str]) -> str:
    """Which dataset, KPI or forecast the form below shows."""
    return pieces.choose(kind.capitalize(), kind, names, hidden=True)


def listed(name: str, about: str) -> None:
    """A list of the file as an editor: rows are added at its end, changed and removed in place."""
    st.markdown(about)
    key = f"{stamp}.{name}"
    rows = [row.model_dump(by_alias=True) for row in getattr(defined, name)]
    with st.form(f"{key}.form", border=False):
        fields.table(name, rows, labels.LISTS[name], labels.columns(name, defined), key)
        reason = why()
        if st.form_submit_button("Apply", type="primary"):
            save(fields.edits(draft.text, name, labels.LISTS[name], key), None, name, reason)


def beside(place: tuple[str | int, ...]) -> None:
    """The same part as it stands in the file."""
    with st.expander("In the file", icon=":material/code:"):
        st.code(actions.excerpt(draft.text, place) or "# not in the file yet", language="toml", wrap_lines=True)


st.title("Define")
if said := st.session_state.pop("define said", None):
    st.success(said, icon=":material/check:")
if not heads or st.session_state.get(NEW):
    st.markdown(
        "State the KPI, its baseline and the launch **before** the numbers come in: that is what makes them count."
    )
    create()
    if not heads and st.button("Load the sample projects", icon=":material/science:", help="Simulated, and marked so"):
        with st.spinner("Loading two simulated projects"):
            worker.run(store, serving.load_samples, print)
        st.rerun()
    if heads and st.button("Back", icon=":material/arrow_back:", type="tertiary"):
        st.session_state[NEW] = False
        st.rerun()
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = pieces.choose("Project", "project", {head.project: head.name for head in heads}, as_list=True)
    head = next(head for head in heads if head.project == chosen)
    st.button("New project", icon=":material/add:", on_click=lambda: st.session_state.update({NEW: True}))
section = st.segmented_control(
    "Part",
    list(SECTIONS),
    default="project",
    required=True,
    format_func=SECTIONS.__getitem__,
    key="part",
    label_visibility="collapsed",
    bind="query-params",
)

kept = st.session_state.get("define draft")
if kept is None or kept[0] != head.project:
    kept = st.session_state["define draft"] = (head.project, actions.draft(store, head.project))
draft = kept[1]
defined = draft.project
stamp = f"{head.project}.{draft.revision}"
present = actions.draft(store, head.project)
if present.revision != draft.revision:
    st.warning(
        f"{present.saved_by} has changed this definition since the page was drawn. What you apply now is refused.",
        title="Changed meanwhile",
        icon=":material/sync_problem:",
    )
    if st.button("Load the newest"):
        st.session_state["define draft"] = None
        st.rerun()

if section == "project":
    form(("project",), {"": labels.project(defined)}, defined.project.model_dump())
    beside(("project",))

if section == "data":
    with st.container(horizontal=True, vertical_alignment="center"):
        name = pick("dataset", {name: name for name in defined.dataset}) if defined.dataset else None
        shape = Field("shape", "What a row is", "choice", "", labels.SHAPES)
        first = [
            shape,
            Field("time", "Date column", help="Of events, series and costs"),
            Field("forecast", "Forecast column", help="Of forecasts"),
            Field("target", "Period column", help="Of forecasts: the period that is forecast"),
            Field("made_on", "Made-on column", help="Of forecasts: the day they were made"),
            Field("amount", "Amount column", help="Of costs"),
        ]
        add("dataset", first, {"shape": "events"})
    if name:
        dataset = defined.dataset[name]
        st.markdown(f"**{name}** holds {labels.SHAPES[dataset.shape].lower()}")
        form(("dataset", name), {"": labels.roles(dataset)}, dataset.model_dump(by_alias=True))
        types(name)
        with st.container(horizontal=True, vertical_alignment="center"):
            remove("dataset", name)
            pieces.open_page("uploads", "Upload a file for it", project=head.project, dataset=name)
        beside(("dataset", name))
    else:
        st.markdown("No data yet: add the table that the KPIs are counted from.")

if section == "kpis":
    with st.container(horizontal=True, vertical_alignment="center"):
        name = pick("kpi", {name: each.title or name for name, each in defined.kpi.items()}) if defined.kpi else None
        if defined.dataset:
            add("kpi", labels.new_kpi(defined), {"measure": "count(*)"})
    if name:
        form(("kpi", name), labels.kpi(defined, name), defined.kpi[name].model_dump(by_alias=True), try_it=True)
        sealing(name)
        remove("kpi", name)
        beside(("kpi", name))
    else:
        st.markdown("No KPI yet. " + ("Add the first." if defined.dataset else "Add its data first, under Data."))

if section == "forecasts":
    sources = [name for name, each in defined.dataset.items() if each.shape == "forecasts"]
    with st.container(horizontal=True, vertical_alignment="center"):
        name = pick("forecast", {n: f.title or n for n, f in defined.forecast.items()}) if defined.forecast else None
        if sources:
            add("forecast", labels.forecast(defined)[:2], {"dataset": sources[0]})
    if name:
        form(("forecast", name), {"": labels.forecast(defined)}, defined.forecast[name].model_dump(by_alias=True))
        remove("forecast", name)
        beside(("forecast", name))
    else:
        st.markdown("No forecast yet. Add one" + ("." if sources else " after a dataset of forecasts, under Data."))

if section == "costs":
    listed(
        "cost", "What it costs: one-off amounts on a date, or every month from and until. Positive amounts are spent."
    )
if section == "events":
    listed("event", "What charts should show as flags: a retraining, an outage, a change of process.")
if section == "plan":
    listed("plan", "What was promised per month, to stand beside what came.")

if section == "file":
    st.markdown(
        "The whole definition as it is kept, with its comments. Alerts and the rollback trigger are edited here."
    )
    with st.form(f"{stamp}.file"):
        text = st.text_area("Project file (TOML)", draft.text, height=560, key=f"{stamp}.text")
        reason = why()
        if st.form_submit_button("Apply", type="primary"):
            save(text or "", None, "", reason)
    st.download_button("Download", draft.text, f"{head.project}.toml", "application/toml", icon=":material/download:")
