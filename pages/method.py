"""Method: every measure in words, with its formula, its source and the SQL that runs."""

import streamlit as st

from metrics.chart import tables
from metrics.measure import catalogue
from metrics.snapshot import METHOD
from pages import pieces, terms

st.title("Method")
st.markdown(
    f"These measures run as they stand here, method **{METHOD}**; NPV, IRR and MIRR come from the library pyxirr."
    " Each is one SQL file, and its header is the text that you read here."
)
st.markdown(terms.listed())
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
