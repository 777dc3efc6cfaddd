"""The forms of the Define page: each edits the text of one definition and applies it, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from metrics import actions, words, worker
from metrics.access.visit import Visit
from metrics.dataset import NAMED
from metrics.errors import DefinitionError, ProveoutError
from metrics.model import Project
from pages import changes, confirming, fields, labels, meanwhile
from pages.fields import Answered, Field

NEW = "new project"
Place = tuple[str | int, ...]
Groups = dict[str, list[Field]]
Given = Callable[[fields.Values], list[Field]]
WORDS = {"kpi": "KPI"}


def save(
    visit: Visit,
    text: str,
    answered: Answered | None = None,
    place: str = "",
    reason: str | None = None,
    only: str | None = None,
    stand: Mapping[str, str] | None = None,
) -> None:
    """Apply a text (of the project `only`) and draw anew; or tell every problem, beside its field where it has one.

    stand: choices of the page, by their names in the address, on which it then stands.
    """
    try:
        said = apply(visit, text, reason or None, only)
    except DefinitionError as error:
        return _refused(error, text, answered, place)
    except ProveoutError as error:
        return fields.show(error.problems, {}, place)
    st.query_params.update(stand or {})
    confirming.keep("define", said)
    st.rerun()


def apply(visit: Visit, text: str, reason: str | None = None, only: str | None = None) -> str:
    """Apply a text and have the forms drawn anew from it; what was done, in words. Raises as `actions.apply`."""
    with st.spinner("Checking, and working out the new figures"):
        done = worker.run(visit, actions.apply, text, reason, None, only)
    name = actions.draft(visit, done.project).project.project.name or done.project
    said = f"{name} is " + ("created" if done.created else "saved" if done.changed else "unchanged")
    said += f"; {words.count(done.reread, 'upload')} read again" if done.reread else ""
    st.session_state["define draft"] = None
    st.session_state[NEW] = False
    if done.created:  # on to the next step of the guided path
        st.session_state["part"], st.session_state["step"] = "guide", "data"
    st.query_params.pop("template", None)
    st.query_params["project"] = done.project
    return ". ".join((said, *done.notes))


def preview(visit: Visit, text: str, only: str, answered: Answered | None = None, place: str = "") -> None:
    """What applying a text would change, before it is applied; problems are told as `save` tells them."""
    try:
        with st.spinner("Working out what this edit would change"):
            found = worker.run(visit, actions.impact_of_definition, text, only)
    except DefinitionError as error:
        return _refused(error, text, answered, place)
    except ProveoutError as error:
        return fields.show(error.problems, {}, place)
    with st.container(border=True):
        st.markdown("**What it changes**")
        changes.shown(found, actions.check(text), after="With this edit")
        st.caption("Nothing was saved yet: Apply does that.")


def _refused(error: DefinitionError, text: str, answered: Answered | None, place: str) -> None:
    fields.show(error.problems, answered.places if answered else {}, place)
    if meanwhile.keep(error, text):
        meanwhile.offer()


def buttons(key: str, in_form: bool = True) -> str | None:
    """Apply, and before it what it changes: which of the two was pressed."""
    button = st.form_submit_button if in_form else st.button
    use = button("Apply", type="primary", key=f"{key}.apply")
    see = button("What it changes", icon=":material/compare_arrows:", key=f"{key}.preview")
    return "apply" if use else "preview" if see else None


@dataclass(frozen=True)
class Editor:
    """Forms over one draft; their widgets are keyed by its revision, so that a new one fills them anew."""

    visit: Visit
    draft: actions.Draft

    @property
    def defined(self) -> Project:
        """The definition as the forms were drawn from it."""
        return self.draft.project

    @property
    def stamp(self) -> str:
        """The beginning of every widget's key."""
        return f"{self.defined.project.id}.{self.draft.revision}"

    def why(self, key: str) -> str | None:
        """The reason that a change of a sealed part needs; key: of the form that asks, as a page has several."""
        if not self.draft.seals:
            return None
        return st.text_input(
            "Reason for the change",
            help="Needed where it touches a sealed baseline; kept with your name",
            key=f"{key}.reason for the change",  # no field of a definition is called so
        )

    def act(
        self,
        pressed: str | None,
        text: Callable[[], str],
        reason: str | None,
        answered: Answered | None = None,
        place: str = "",
    ) -> None:
        """Do what was pressed below a form: apply its text, or show what that would change."""
        if pressed == "apply":
            save(self.visit, text(), answered, place, reason, self.defined.project.id)
        elif pressed:
            preview(self.visit, text(), self.defined.project.id, answered, place)

    def form(self, place: Place, groups: Groups, values: fields.Values) -> None:
        """A part of the definition as a form; Apply writes what differs into the text."""
        key, answered = ".".join(map(str, place)), Answered()
        with st.form(f"{self.stamp}.{key}"):
            self.drawn(groups, values, f"{self.stamp}.{key}", answered)
            reason = self.why(f"{self.stamp}.{key}")
            with st.container(horizontal=True):
                pressed = buttons(f"{self.stamp}.{key}")
        if pressed and (empty := fields.lacking([f for group in groups.values() for f in group], answered, key)):
            return fields.show(empty, answered.places, key)
        new = partial(actions.changed, self.draft.text, place, values, answered.values)
        self.act(pressed, new, reason, answered, key)

    def drawn(self, groups: Groups, values: fields.Values, key: str, answered: Answered, wide: int = 2) -> None:
        """The fields in their groups, each with its title where there are several."""
        for title, group in groups.items():
            if len(groups) > 1:
                st.markdown(f"**{title}**")
            fields.draw(group, values, key, answered, wide=wide)

    def add(
        self, kind: str, given: Given, defaults: dict[str, object], unfolded: bool = False, first: Field | None = None
    ) -> None:
        """A small form for a new dataset, KPI or forecast: only what it cannot be without; the page then stands on it.

        first: what decides which fields are given, asked before them.
        """
        what, key = WORDS.get(kind, kind), f"{self.stamp}.add.{kind}"
        folded = partial(st.popover, f"Add a {what}", icon=":material/add:", key=f"{key}.folded")  # closed once added
        with st.container(border=True) if unfolded else folded():
            help_ = "Small letters, digits and _; it stands in the file and in links"
            name = st.text_input("Short name", help=help_, key=f"{key}.short name").strip()
            answered = Answered()
            if first:
                fields.draw([first], defaults, key, answered, wide=1)
            asked = given(answered.values)
            with st.form(key, border=False):
                fields.draw(asked, defaults, key, answered, wide=1)
                pressed = st.form_submit_button("Add", type="primary")
            if pressed and not re.fullmatch(NAMED, name):
                st.error("Give it a short name of small letters, digits and _ that begins with a letter.")
            elif pressed and name in getattr(self.defined, kind):
                st.error(f"Give it a short name that no other {what} has.")
            elif pressed and (empty := fields.lacking(asked, answered, kind)):
                fields.show(empty, answered.places, kind)
            elif pressed:
                text = actions.changed(self.draft.text, (kind, name), {}, {**defaults, **answered.values})
                save(self.visit, text, answered, f"{kind}.{name}", stand={kind: name})

    def remove(self, kind: str, name: str) -> None:
        """Take a part out of the definition; asked twice."""
        with st.popover("Remove", icon=":material/delete:", type="tertiary"):
            st.markdown(
                f"Takes **{words.plain(name)}** out of the definition. The earlier definition stays in the history."
            )
            key = f"{self.stamp}.remove.{kind}"
            reason = self.why(key)
            if st.button(f"Remove {name}", type="primary", key=key):
                save(self.visit, actions.changed(self.draft.text, (kind,), {name: 1}, {name: None}), None, kind, reason)

    def types(self, name: str) -> None:
        """The columns of a dataset beside its roles: added, retyped and removed in one editor."""
        key, columns = f"{self.stamp}.{name}.columns", self.defined.dataset[name].columns
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
            reason = self.why(key)
            with st.container(horizontal=True):
                pressed = buttons(key)
        if pressed:
            new = {row["name"]: row["type"] for row in fields.edited(rows, key) if row.get("name")}
            given: tuple[fields.Values, fields.Values] = ({"columns": columns}, {"columns": new})
            self.act(pressed, partial(actions.changed, self.draft.text, ("dataset", name), *given), reason)

    def sealing(self, name: str) -> None:
        """The seal of a KPI's baseline: its state, and the way to set it."""
        seal = self.draft.seals.get(name)
        with st.form(f"{self.stamp}.{name}.seal"):
            if seal:
                by = words.plain(seal.sealed_by)
                st.markdown(
                    f":material/lock: **Baseline sealed** on {words.day(seal.sealed_at.date())} by {by}"
                    + (f": “{words.plain(seal.reason)}”" if seal.reason else "")
                    + ". Later data and edits show beside it and do not move it."
                )
            else:
                st.markdown(
                    ":material/lock_open: **Baseline not sealed.** Sealing fixes its periods and values, dated "
                    "and signed; before launch it is the strongest proof."
                )
            reason = st.text_input("Reason", key=f"{self.stamp}.{name}.seal.reason", placeholder="Agreed with finance")
            if st.form_submit_button("Seal again" if seal else "Seal the baseline", icon=":material/lock:"):
                if not reason:
                    st.error("State the reason: it is kept with the seal.")
                    return
                try:
                    with st.spinner("Sealing"):
                        worker.run(self.visit, actions.seal, self.defined.project.id, name, reason)
                except ProveoutError as error:
                    fields.show(error.problems, {}, "")
                else:
                    st.session_state["define draft"] = None
                    title = self.defined.kpi[name].title or name
                    confirming.keep("define", f"The baseline of {title} is sealed")
                    st.rerun()

    def listed(self, name: str, about: str) -> None:
        """A list of the file as an editor: rows are added at its end, changed and removed in place."""
        st.markdown(about)
        key = f"{self.stamp}.{name}"
        rows = [row.model_dump(by_alias=True) for row in getattr(self.defined, name)]
        with st.form(f"{key}.form", border=False):
            fields.table(name, rows, labels.LISTS[name], labels.columns(name, self.defined), key)
            reason = self.why(key)
            with st.container(horizontal=True):
                pressed = buttons(key)
        self.act(pressed, partial(fields.edits, self.draft.text, name, labels.LISTS[name], key), reason, None, name)

    def beside(self, place: Place, expanded: bool = False) -> None:
        """The same part as it stands in the file."""
        with st.expander("In the file", icon=":material/code:", expanded=expanded):
            st.code(
                actions.excerpt(self.draft.text, place) or "# not in the file yet", language="toml", wrap_lines=True
            )
