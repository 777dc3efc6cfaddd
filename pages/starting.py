"""A new project from a template: the first two steps of Define."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.errors import Problem, ProveoutError
from metrics.results import Headline
from pages import guide, pieces, telling
from pages.editor import save
from pages.fields import FIRST_DAY


def form(visit: Visit, heads: Sequence[Headline]) -> None:
    """What to start from, and what only the owner knows; `?template=NAME` chooses the template."""
    st.subheader("New project")
    guide.steps("template")
    templates, asked = actions.templates(), st.query_params.get("template")
    if asked is not None and asked not in templates:
        unknown = words.plain(words.shortened(asked, pieces.ASKED))
        st.warning(f"There is no template “{unknown}”; choose one of these.", icon=":material/link_off:")
    with st.form("new"):
        names = list(templates)
        chosen = st.radio(
            "Start from",
            names,
            names.index(asked) if asked in names else 0,
            format_func=lambda name: templates[name].title,
            captions=[f"{each.about} {each.needs}" for each in templates.values()],
            help="Everything in it can be changed afterwards",
        )
        left, right = st.columns(2)
        name = left.text_input("Name", placeholder="As your people call it").strip()
        owner = right.text_input("Owner", visit.who.email or "", placeholder="owner@example.com")
        launch = left.date_input(
            "Launch",
            value=None,
            min_value=FIRST_DAY,
            help="First day in use",
            format=locales.reader().date_input,
        )
        currency = right.text_input("Currency", "EUR", max_chars=3)
        if st.form_submit_button("Create", type="primary", icon=":material/arrow_forward:"):
            if lacking := _lacking(name, launch):
                return telling.problems(lacking, "Nothing was created", place=False)
            about = {"name": name, "owner": owner, "launch": launch, "currency": currency}
            try:
                slug = actions.free_id(name, (head.project for head in heads))
                save(visit, actions.start(chosen, {"id": slug, **about}), None, "project")
            except ProveoutError as error:
                telling.error(error, place=False)


def _lacking(name: str, launch: dt.date | None) -> list[Problem]:
    """What only the owner knows and nothing may be guessed for: all that is compared hangs on the launch."""
    found = []
    if not name:
        found.append(Problem("The project has no name", "Type one under Name."))
    if launch is None:
        found.append(Problem("The launch is open", "Choose the first day in use; a planned one will do."))
    return found
