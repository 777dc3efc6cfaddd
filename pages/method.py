"""Method: every measure in words, with its formula, its source and the SQL that runs."""

import streamlit as st

from metrics.chart import tables
from metrics.measure import catalogue
from metrics.snapshot import METHOD
from pages import pieces

TERMS = {
    "KPI": "a measured quantity with a unit and the direction that is better.",
    "Grain": "the step in which it is counted: day, ISO week or month. A **period** is one such step.",
    "Point": "the value of a KPI in one period and segment, with the parts that it is made of.",
    "Covered": "a period in which the dataset has rows. Without any the value is unknown, and **unknown is never zero**"
    ": a figure without its data stays empty and says why.",
    "Partial": "a first or last period that the data does not reach to its edge. It is shown and not counted.",
    "Baseline": "the periods that are fixed as “before”. **Sealed**: fixed with date and name, so that later data and"
    " edits show both values and change no result in silence.",
    "Launch": "the day from which the change is there. **Transition**: the period with the launch and the ramp after"
    " it; it counts neither before nor after.",
    "Expected": "what the KPI would have been without the launch, under the strongest rung that the data allows.",
    "Effect": "actual − expected, as a fraction of expected.",
    "Rung": "a method of the proof ladder. Means and same periods from before launch are **indicative** only;"
    " *improved* and *worse* need a method that can prove it.",
    "Held": "each complete period since launch meets the target, misses it, or lies within noise.",
    "Guardrail": "a KPI that must not get worse; while it is proven worse, benefit is withheld.",
    "Payback": "the months from launch until cumulative net benefit stays above zero.",
    "Net": "benefit − cost. **NPV**: flows at present value. **ROI**: net / cost. **IRR**: the yearly rate at which NPV"
    " is zero.",
    "Stage": "pilot, staged or production. A pilot's benefit is never scaled up.",
    "WAPE": "summed absolute error over summed actuals. **Bias**: summed signed error over the same.",
    "Naive": "the forecast that repeats the last known value of the same season. **FVA** is what a forecast adds.",
    "Horizon": "how many periods ahead a forecast was made.",
    "Coverage": "how often the actual fell inside an interval.",
    "Restated": "a closed month whose figures later data or a definition would change; both numbers stay.",
}
"""The terms of the pages, in the order in which they build on each other."""

st.title("Method")
st.markdown(
    f"These measures run as they stand here, method **{METHOD}**; NPV, IRR and MIRR come from the library pyxirr."
    " Each is one SQL file, and its header is the text that you read here."
)
st.markdown("\n".join(f"- **{term}**: {meaning}" for term, meaning in TERMS.items()))
asked = st.text_input("Find a measure", key="find", bind="query-params", icon=":material/search:", live=True)
found = tables.measures(asked or "")
st.caption(f"{len(found)} of {len(catalogue.measures())} measures")
if not found:
    st.markdown(f"No measure speaks of “{asked}”. Try a part of its name, such as *payback* or *WAPE*.")
for measure in found:
    opened = pieces.folded(f"**{measure.title}**, {measure.unit}", f"measure.{measure.name}")
    if opened is None:
        continue
    with opened:
        st.markdown(f"`{measure.formula}`")
        for note in measure.notes:
            st.markdown(f"- {note}")
        st.caption(f"Source: {measure.source}. File {measure.name}.sql")
        st.code(measure.sql, language="sql")
pieces.link(**({"find": asked} if asked else {}))
