"""Project, for owners: what changed since launch, how sure that is, and whether it held."""

import streamlit as st

from metrics import actions, locales, words
from metrics.chart import answers, before_after, held_strip, ladder, noted, summed, tables, taken, written
from pages import (
    alarms,
    arriving,
    broken_down,
    chart_notes,
    closed,
    naming,
    opened,
    pieces,
    readiness,
    terms,
    which_project,
)

HOW_TO_READ = """
- Ink is what happened before launch; after it the line turns teal where the KPI is better than expected, rust where
  it is worse. Dashed grey is what would have happened without the launch, with its 95 % interval.
- The tinted field is the baseline. Hollow marks are incomplete periods, gaps are periods without data, the ochre
  stretch is the transition; none of them count. A small triangle (△) marks a period with a note on its data.
- Each square is a complete period since launch: full where the target was met, half within noise, hollow where it
  was missed, hatched without data.
- A verdict rests on the strongest rung. *Time series* and *control* can prove an effect: their interval must lie
  wholly beyond what matters to the owner, before the decision month the 99 % interval.
- Flags beside the figures: (1) is an event of the project, (A) a note that somebody put there, §1 an edit of the
  definition that changed this KPI. They change no figure.
- **Indicative** compares with averages from before launch; it cannot tell the launch from what else changed.
"""
WORDS = (
    "KPI", "Dataset", "Series", "Grain", "Period", "Segment", "Point", "Partial", "Driver", "Claim", "Definition",
    "Stage", "Launch", "Baseline", "Sealed", "Transition", "Season", "Expected", "Effect", "Interval", "Rung",
    "Indicative", "Proven", "Control", "Control chart", "Verdict", "Target", "Held", "Within noise", "Slips",
    "Guardrail", "Benefit", "Payback", "Actual", "Erodes", "Retraining", "Closed", "Restated", "Refitted",
    "Snapshot", "Readiness", "Id", "Reject", "Staged", "Live", "Muted", "Rollback",
)  # fmt: skip

visit = arriving.visit()
heads = actions.projects(visit)
if not heads:
    st.title("Project")
    pieces.no_projects()

head = which_project.opened(heads)
view = actions.project(visit, head.project)
if not view.kpis:
    pieces.badges(head)
    if view.forecasts:
        st.markdown("This project measures the accuracy of forecasts; it has no KPI with a before and an after.")
        pieces.open_page("forecasts", "Open its forecasts", project=head.project)
        terms.how_to_read("", *pieces.EMPTY)
        st.stop()
    if head.limited:
        with st.container(border=True):
            st.subheader("Nothing here is shown to you", anchor=False)
            only = ", ".join(words.plain(each) for each in sorted(visit.segments(head.project) or ()))
            st.markdown(f"You are limited to {only}, and no KPI has figures of that. Ask an owner of the project.")
        terms.how_to_read("", *pieces.EMPTY)
        st.stop()
    pieces.no_data(head, "This project has no KPI with data. Upload the export that its KPI is counted from.")

top = st.container()
body = st.container(border=True)
with body, st.container(horizontal=True, horizontal_alignment="distribute"):
    names = {ref.name: ref.title for ref in view.kpis}
    first = next((ref.name for ref in view.kpis if ref.primary), view.kpis[0].name)
    name = pieces.choose("KPI", "kpi", names, default=first, hidden=True)
    ref = next(ref for ref in view.kpis if ref.name == name)
    grain: str = ref.grains[0]
    if len(ref.grains) > 1:
        grain = pieces.choose("Grain", "grain", {g: g.capitalize() for g in ref.grains}, hidden=True)
    segment = ""
    if ref.segments:
        whole = {"": "All segments"} if ref.whole else {}
        every = whole | {segment: segment.replace("=", ": ") for segment in ref.segments}
        segment = pieces.choose("Segment", "segment", every, as_list=True, hidden=True)

kpi = actions.kpi(visit, head.project, name, grain, segment or None)
part = (head.project, head.snapshot, name, grain, segment)
with top:
    pieces.badges(head, sealed=f"Baseline {before_after.sealed(kpi)}")
    said = words.plain(locales.told(kpi.sentence, kpi.title) or f"{kpi.title} has no complete period yet.")
    paid = head.payback is not None and head.payback.status is not None and not head.limited
    st.markdown(f"{said} Payback: {words.payback(head.payback)}." if paid else said)
    if not head.limited:
        closed.banner(actions.month_end(visit, head.project))
    alarms.short(actions.alerts(visit, head.project), head)

if not kpi.points:
    with body:
        st.markdown("No period of this KPI has data yet.")
    pieces.no_data(head, "Upload the export that this KPI is counted from.")

beside = chart_notes.Beside(visit, head, view, name)
marks = beside.marks(kpi)
left, right = body.columns([13, 6])
with left:
    st.markdown(
        f"**{words.plain(kpi.title)}**, {words.plain(kpi.unit or 'value')} by {kpi.grain}",
        help=words.plain(ref.why) or None,
    )
    drawing = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        period = opened.choose(kpi)
        limits = bool(kpi.control_limits and kpi.control_limits.on == "values") and st.toggle(
            "Control limits", key="limits", bind="query-params", help="Mean ± 2.66 · mean moving range of the baseline"
        )
        chart_notes.add(beside, kpi, period)
    with drawing:
        pieces.chart(
            ("before_after", *part, str(limits), str(period), f"sha256:{beside.key()}"),
            lambda theme: before_after.figure(
                kpi, head.launch, beside.all, theme, limits=limits, currency=head.currency, opened=period
            ),
            before_after.alt(kpi, head.launch, marks),
            on_point=opened.on_chart(kpi),
            rows=lambda: taken.points(kpi, marks),
        )
        st.caption("Click a point, or choose it below, to see what it is made of.")
    chart_notes.listed(marks)
    if marked := noted.sentence(before_after.notes(kpi), kpi.grain):
        st.caption(marked)
    pieces.warnings(kpi.warnings)
with right:
    st.markdown("**How sure are we?**")
    st.caption("Each rung asks harder. The claim rests on the strongest that the data allows, in colour.")
    pieces.chart(
        ("ladder", *part), lambda theme: ladder.figure(kpi, theme), ladder.alt(kpi), rows=lambda: taken.rungs(kpi)
    )
    st.caption(answers.agreement(kpi))

if period:
    opened.show(visit, head, kpi, period)

if ref.segments:
    broken_down.show(visit, head, ref, kpi, period)

if kpi.held and kpi.held.of:
    with st.container(border=True):
        st.markdown(f"**Did it hold?** {words.plain(held_strip.sentence(kpi))}")
        pieces.chart(
            ("held", *part), lambda theme: held_strip.figure(kpi, head.launch, theme), held_strip.alt(kpi, head.launch)
        )

if said := summed.sentence(kpi):
    with st.container(border=True):
        st.markdown(f"**What does it add up to?** {words.plain(said)}")
        pieces.chart(
            ("summed", *part),
            lambda theme: summed.figure(kpi, theme),
            summed.alt(kpi),
            rows=lambda: taken.points(kpi, marks),
        )

if months := pieces.folded(f"{grain.capitalize()} by {grain}, as a table", "folded.points", ":material/table_rows:"):
    with months:
        rows = [{**row, "note": naming.readable(row["note"])} for row in tables.periods(kpi, marks)]
        says: dict[str, written.Say] = {
            **dict.fromkeys(("value", "expected"), written.level_in(kpi.unit)),
            "summed": written.level,
            "effect": written.effect,
            "benefit": written.exact,
            "period": written.period(grain),
        }
        st.dataframe(
            written.written(rows, says),
            hide_index=True,
            placeholder="–",
            alt=f"{kpi.title} by {grain}: value, expected, effect, its sum so far, held and benefit",
            column_config={
                "period": st.column_config.Column(grain.capitalize(), pinned=True),
                "value": st.column_config.NumberColumn(f"Actual, {kpi.unit}" if kpi.unit else "Actual"),
                "expected": "Expected",
                "effect": "Effect",
                "summed": st.column_config.NumberColumn("So far", help="Sum of actual less expected since launch"),
                "held": "Target",
                "benefit": f"Benefit, {head.currency}",
                "note": "Not counted because",
                "marks": st.column_config.TextColumn("Flags", help="What stands beside the figures on the chart"),
            },
        )
pieces.warnings(view.warnings, said=kpi.warnings)
with st.container(horizontal=True, vertical_alignment="center"):
    more = {"segment": segment, "period": str(period or ""), "limits": "true" if limits else ""}
    more |= {each: st.query_params.get(each, "") for each in ("rows", "by")}
    pieces.link(project=head.project, kpi=name, grain=grain, **{each: value for each, value in more.items() if value})
    pieces.open_page("payback", "Its payback", project=head.project)
    pieces.open_page("month", "Its month end", project=head.project)
pieces.reasons(view.reasons, f"kpi.{name}.")
chart_notes.history(beside)
readiness.panel(visit, head)
if part_of_it := pieces.folded("What these numbers come from", "folded.inputs", ":material/account_tree:"):
    with part_of_it:
        st.caption(f"Definition revision {view.inputs.revision}, method {view.method}, snapshot `{head.snapshot}`")
        files = view.inputs.uploads
        st.dataframe(
            [{"File": u.file, "Dataset": u.dataset, "Rows": u.rows, "Rejected": u.rejected} for u in files],
            hide_index=True,
            placeholder="–",
            alt="The live uploads behind these numbers",
        )
terms.how_to_read(HOW_TO_READ, *WORDS)
