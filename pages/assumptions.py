"""The register of assumptions on the payback page: value, range, source, who signed it, and the form to sign one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.chart import written
from metrics.errors import ProveoutError
from metrics.results import Headline
from pages import telling

STATES = {"signed": "Signed", "due": "Review is due", "changed": "Changed since it was signed", "unsigned": "Unsigned"}
YEAR = dt.timedelta(days=365)


def section(visit: Visit, head: Headline, register: tuple[actions.Assumed, ...]) -> None:
    """What the money rests on, and whether somebody other than the owner stands behind it."""
    if not register:
        return
    st.subheader("What it rests on")
    signed = [each for each in register if each.state == "signed"]
    open_ = [each for each in register if each.state != "signed"]
    many = f"{words.count(len(register), 'assumption')} {words.are(1 if len(register) == 1 else len(signed))}"
    other = "by somebody other than the owner."
    st.markdown(f"{len(signed)} of {many} signed {other}" if open_ else f"**Every assumption is signed** {other}")
    st.dataframe(
        written.written([_row(each) for each in register], dict.fromkeys(("On", "Review"), written.day)),
        hide_index=True,
        placeholder="–",
        alt="Assumptions with value, state, range, source, review day and who signed",
        column_config={"Assumption": st.column_config.TextColumn(pinned=True, width="medium")},
    )
    if visit.may("analyst", head.project):
        with st.expander("Sign an assumption", icon=":material/draw:"):
            _form(visit, head, register)


def _row(each: actions.Assumed) -> dict[str, object]:
    one = each.signature
    return {
        "Assumption": each.stated.title,
        "Value": actions.assumed_value(each.stated),
        "State": STATES[each.state],
        "Range": actions.assumed_range(each.stated, one) if one and each.state != "changed" else None,
        "Signed by": one.signed_by if one else None,
        "On": one.signed_at.date() if one else None,
        "Signed value": one.value if one and each.state == "changed" else None,
        "Source": one.source if one else None,
        "Review": one.review_on if one else None,
    }


@st.fragment
def _form(visit: Visit, head: Headline, register: tuple[actions.Assumed, ...]) -> None:
    titles = {each.stated.path: each for each in register}
    with st.form(f"sign.{head.project}", border=False):
        path = st.selectbox("Assumption", list(titles), format_func=lambda path: _label(titles[path]))
        with st.container(horizontal=True):
            low = st.text_input("At least", placeholder="Optional; a share as 0.7")
            high = st.text_input("At most", placeholder="Optional")
            review = st.date_input(
                "Review on", dt.datetime.now(dt.UTC).date() + YEAR, format=locales.reader().date_input
            )
        source = st.text_input("Source", placeholder="Such as the collective agreement of 2025")
        pressed = st.form_submit_button("Sign", type="primary", icon=":material/draw:")
    if pressed and path:
        try:
            ends = [Decimal(text.strip()) if text.strip() else None for text in (low, high)]
        except ArithmeticError:
            st.error("At least and At most are numbers such as 0.7.", icon=":material/error:")
            return
        try:
            actions.sign(visit, head.project, path, source, review, *ends)
        except ProveoutError as error:
            telling.error(error)
        else:
            st.rerun()


def _label(each: actions.Assumed) -> str:
    return f"{each.stated.title}: {actions.assumed_value(each.stated)}"
