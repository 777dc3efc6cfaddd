"""What the words of the pages mean, each in a sentence: the Method page lists all, other pages those that they use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

METHOD = Path(__file__).with_name("method.py")
TERMS: Mapping[str, str] = {
    # what is counted
    "KPI": "a measured quantity with a unit and the direction that is better.",
    "Dataset": "a table of the project's exports, such as its tickets; every file for it has the same columns.",
    "Series": "what is followed apart within a dataset, such as one SKU.",
    "Grain": "the step in which a KPI is counted: day, ISO week or month.",
    "Period": "one step of the grain: a day, an ISO week or a month.",
    "Segment": "the rows of one kind, such as one channel; its figures count them alone.",
    "Point": "the value of a KPI in one period and segment, with the parts that it is made of.",
    "Covered": "a period in which the dataset has rows. Without any the value is unknown, and **unknown is never zero**"
    ": a figure without its data stays empty and says why.",
    "Partial": "a first or last period that the data does not reach to its edge. It is shown and not counted; all"
    " others are **complete**.",
    "Driver": "a KPI that another is counted per unit of, such as tickets per 1000 orders: more orders are no change.",
    # before and after
    "Claim": "what a project says that it changed, with the KPI and the baseline that it rests on.",
    "Definition": "the project file: KPIs, baseline, costs and launch. Each edit makes a new **revision** of it.",
    "Stage": "pilot, staged or production. A pilot's benefit is never scaled up.",
    "Launch": "the day from which the change is there.",
    "Baseline": "the periods that are fixed as “before”.",
    "Sealed": "fixed with date and name, so that later data and edits show both values and change no result in"
    " silence. Sealed before launch, it cannot follow the result.",
    "Transition": "the period with the launch and the **ramp**, the periods after it in which the change settles in; it"
    " counts neither before nor after.",
    "Season": "what repeats every year, such as a quiet August; a seasonal KPI needs two years of baseline.",
    "Expected": "what the KPI would have been without the launch, under the strongest rung that the data allows.",
    "Effect": "actual − expected, as a fraction of expected.",
    "Interval": "the range that holds the true value in 95 of 100 such cases.",
    "Rung": "a method of the proof ladder, which asks harder with each rung.",
    "Indicative": "means and same periods from before launch give this only: *improved* and *worse* need a method that"
    " can prove it.",
    "Proven": "by a rung that can tell the launch from chance and trend, its interval clear of noise.",
    "Control": "a KPI or segment that the launch cannot touch: what moves there too is not its effect.",
    "Control chart": "the values against **control limits**, the range of the baseline's usual ups and downs; a signal"
    " is a value or a run of values that these do not explain.",
    "Verdict": "what may be claimed: improved, worse, no material change, not distinguishable, or indicative only.",
    "Matters": "the smallest change that counts; the owner states it, 5 % unless they do.",
    "Decision month": "the month after launch in which the verdict is due; before it, it takes a 99 % interval.",
    "Target": "what was promised, a change or a level. It is a floor: beyond it is met too.",
    "Held": "each complete period since launch meets the target, misses it, or lies within noise.",
    "Within noise": "the target lies inside that period's interval, so that neither met nor missed can be said.",
    "Slips": "two of the last three periods that count missed the target.",
    "Guardrail": "a KPI that must not get worse; while it is proven worse, benefit is withheld.",
    # money
    "Benefit": "the effect in money: units better than expected, times money per unit, times the realised share.",
    "Realised share": "the part of a benefit that becomes real, such as hours that are indeed used for other work.",
    "Benefit class": "the kind of benefit: cash released, capacity freed, cost avoided, or revenue as margin.",
    "Capacity": "a benefit in hours or units, not money; also one without a realised share.",
    "Pool": "a budget or a team's hours that several benefits draw on; together they cannot exceed it.",
    "Apportioning": "the signed rule by which KPIs that count the same rows share one benefit.",
    "Assumption": "a number that is stated and not measured, such as money per unit; somebody else may sign it.",
    "Invested": "the costs of building and introducing it so far; **all costs** has the running ones too.",
    "Net": "benefit − cost; **cumulative** is its sum up to a month.",
    "Payback": "the months from launch until cumulative net benefit stays above zero.",
    "Projected": "carried on at the pace of the last three complete months; it has not happened yet.",
    "Discount rate": "by how much a year money of later counts less.",
    "NPV": "net present value: all flows, discounted.",
    "ROI": "return on investment: net / cost.",
    "IRR": "internal rate of return: the yearly rate at which NPV is zero. **MIRR** states at which rates money is lent"
    " and put to work.",
    # forecasts
    "Actual": "what came true.",
    "Horizon": "how many periods ahead a forecast was made.",
    "WAPE": "summed absolute error over summed actuals: 12 % means that 12 of 100 units were misplaced.",
    "Bias": "summed signed error over summed actuals; above zero the forecasts are too high.",
    "Naive": "the forecast that repeats the last known value of the same season.",
    "FVA": "forecast value added, also **added value**: naive WAPE − WAPE, what a forecast adds.",
    "Erodes": "its error grows from month to month against the naive forecast's.",
    "Retraining": "the day on which a model was fitted to newer data.",
    "Coverage": "how often the actual fell inside an interval.",
    "MAPE": "mean of the single errors in percent; actuals of zero are left out, and counted.",
    "sMAPE": "mean of the single errors over the mean of forecast and actual, from 0 to 200.",
    "MAE": "mean absolute error, in units.",
    "RMSE": "root of the mean squared error, in units: large errors weigh more.",
    "MASE": "MAE over that of the naive forecast on the values before; under 1 is better than it.",
    "RMSSE": "RMSE over that of the naive forecast on the values before.",
    # a month and its data
    "Closed": "a month that an owner has signed; its figures are kept as they were.",
    "Restated": "a closed month whose figures later data or a definition would change; both numbers stay.",
    "Refitted": "a closed month whose expected values moved within their interval because the model saw newer months.",
    "Snapshot": "the frozen results of a project, with the hash of everything that they came from.",
    "Readiness": "the questions that decide before launch whether a project leaves the demo.",
    "Encoding": "how a file writes letters as bytes; a wrong one turns ü into Ã¼.",
    "Delimiter": "the sign between two cells of a line. With quotes and line ends it is the file's **dialect**.",
    "Id": "the column that tells rows apart: of several rows with one id, one counts.",
    "Reject": "a row that is not loaded, kept with the reason, to be repaired.",
    "Staged": "read and checked, and not counted yet.",
    "Commit": "makes a file's rows count; undo takes that back.",
    "Live": "rows and files that count. **Undone**: they are kept and do not count. **Purged**: erased for privacy.",
    # alerts
    "Receiver": "where messages go, such as a mailbox or a channel; it is set up on the server.",
    "Muted": "watched and shown, and nobody is told, until a day with a reason.",
    "Threshold": "a bound for a KPI, stated in the project file.",
    "Rollback": "going back to how it was before the launch; its **trigger** is the bound at which that is due.",
    # trust
    "Hash": "a fingerprint of a file, a result or an entry: whatever is changed in it, the hash is another.",
    "Chain": "the audit's entries, each with the hash of the one before. The **head hash**, the last, stands for all.",
    "Role": "what somebody may do: viewers read, analysts upload, owners define and sign, admins do all.",
    "Token": "a secret by which a program gets in without a login. Its **scope** is what it may do.",
    "API": "the addresses under which programs send files and fetch results.",
    "TOML": "the form in which the project file is written: a name and a value a line.",
}
"""Term → meaning, in the order in which they build on each other; bold words inside a meaning are explained by it."""


def how_to_read(text: str, *used: str) -> None:
    """What the marks of a page mean, the terms that it uses, and the way to all terms and measures."""
    with st.expander("How to read this", icon=":material/menu_book:"):
        if text:
            st.markdown(text)
        st.markdown(f"**Words on this page**\n\n{listed(*used)}")
        st.page_link(METHOD, label="All terms and measures, explained", icon=":material/menu_book:")


def listed(*terms: str) -> str:
    """Terms with their meanings as Markdown, a line each; all of them where none is named."""
    return "\n".join(f"- **{term}**: {TERMS[term]}" for term in terms or TERMS)
