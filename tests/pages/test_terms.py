"""Every term that a page uses is explained on it: in a tooltip at the word, or under “How to read this”.

`page` of example_store asks that of each page that any test draws; here stand the table of terms, the parts of Define,
what is folded away, and the check itself.
"""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages import terms
from tests.chart import examples
from tests.pages import seen
from tests.pages.example_store import PAGES, Keeper, page, text

DOCS = PAGES.parent / "docs" / "method.md"
FIELD = {  # of the field, beside those of method, part 1
    *("dialect", "reject", "staged", "coverage", "grain", "ramp", "season", "realised share", "benefit class", "pool"),
    *("apportioning", "hash", "head hash", "scope", "claim", "indicative", "guardrail", "payback", "restated", "rung"),
    *("npv", "roi", "irr", "wape", "bias", "naive", "horizon", "fva", "mase", "snapshot"),
}
PARTS = ("guide", "project", "data", "kpis", "costs", "events", "forecasts", "plan", "readiness", "file")


def test_every_term_has_a_meaning() -> None:
    bold = {found.casefold() for found in re.findall(r"\*\*(.+?)\*\*", terms.listed())}
    section = DOCS.read_text(encoding="utf-8").partition("## 1. Terms")[2].partition("\n## ")[0]
    of_method = {found.casefold() for found in re.findall(r"\*\*(.+?)\*\*", section)}
    assert len(of_method) >= 12
    assert not (FIELD | of_method) - bold
    assert set(seen.FORMS) <= set(terms.TERMS)
    assert all(meaning.endswith(".") and len(meaning) < 260 for meaning in terms.TERMS.values()), "a sentence or two"


def test_the_method_page_lists_them_all(empty_store: Keeper) -> None:
    shown = text(page("method"))
    assert not [term for term in terms.TERMS if f"**{term}**" not in shown]


@pytest.mark.parametrize("part", PARTS)
def test_the_parts_of_define_explain_their_terms(empty_store: Keeper, part: str) -> None:
    empty_store(examples.assistant())
    app = page("define", project="support-assistant", part=part)
    assert not seen.unexplained(app)


@pytest.mark.parametrize("name", ["project", "forecasts", "payback", "month", "uploads", "audit"])
def test_what_is_folded_away_explains_its_terms(empty_store: Keeper, name: str) -> None:
    empty_store(examples.assistant())
    empty_store(examples.demand())
    app = page(name, project="demand-forecast" if name == "forecasts" else "support-assistant")
    for key in seen.folded(app):
        app.session_state[key] = True
    app.run()
    assert not app.exception
    assert not seen.unexplained(app)


def test_a_term_without_explanation_is_found() -> None:
    def script() -> None:
        import streamlit as st

        st.markdown("Its WAPE is 12 %, the ABCD is 3.")
        st.metric("Bias", "3 %", help="Summed signed error over summed actuals")
        st.dataframe([{"fva": 1}], column_config={"fva": st.column_config.Column("FVA")})
        with st.expander("How to read this"):
            st.markdown("- **Horizon**: how many periods ahead.")
        st.segmented_control("Horizon", ["1 week", "Dialect"])

    assert seen.unexplained(AppTest.from_function(script).run()) == ["WAPE", "FVA", "Delimiter", "ABCD", "FVA", "WAPE"]
