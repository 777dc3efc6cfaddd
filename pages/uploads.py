"""Uploads, for analysts: files in, what they say, what they leave open, what they would change, and the history."""

import streamlit as st

from metrics import actions, arrivals, words
from pages import arriving, history, incoming, larger, pieces, terms, which_project

HOW_TO_READ = """
- A file is read and checked first. What it leaves open, such as 03/04 as a day, is asked on its own rows; nothing is
  guessed, and nothing counts before *Commit*.
- *What it changes* has every figure that the file would move, before → after. The same stands with each file of the
  history, and an undo shows it before it is done.
- A file with rejects loads without them: take them as CSV, repair them there, and upload that file.
"""
WORDS = (
    "KPI", "Dataset", "Series", "Period", "Segment", "Covered", "Partial", "Definition", "Launch", "Baseline",
    "Season", "Sealed", "Expected", "Effect", "Interval", "Indicative", "Proven", "Verdict", "Control chart", "Target",
    "Held", "Guardrail", "Capacity", "Net", "Payback", "Projected", "NPV", "ROI", "IRR", "Horizon", "WAPE",
    "Naive", "FVA", "Erodes", "Coverage", "Closed", "Restated", "Refitted", "Snapshot", "Encoding", "Delimiter",
    "Id", "Reject", "Staged", "Commit", "Live", "Hash", "Role", "Token", "API",
)  # fmt: skip

visit = arriving.visit()
heads = actions.projects(visit)
st.title("Uploads")
if not heads:
    pieces.no_projects()

every = {head.project: head.name for head in heads}
which_project.there(every)
with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = which_project.chosen_of(every)
    head = next(head for head in heads if head.project == chosen)
    defined = actions.draft(visit, head.project).project
    names = {name: name for name in defined.dataset}
    dataset = pieces.choose("Dataset", "dataset", names) if names else ""
    pieces.open_page("project", f"Open {words.plain(head.name)}", project=head.project)
if not names:
    pieces.no_data(head, "This project has no dataset yet: say under Define what a row of its export is.")

actor = incoming.actor()
queue = arrivals.queue(visit, head.project, dataset)
for other in arrivals.others(visit, head.project, dataset):
    label = f"{words.count(len(other.files), 'file')} for {other.project}, {other.dataset} still open"
    pieces.open_page("uploads", words.plain(label), project=other.project, dataset=other.dataset)

incoming.desk(visit, queue, defined)
larger.ways(visit, head.project, dataset)
history.shown(visit, head.project, dataset, defined)
terms.how_to_read(HOW_TO_READ, *WORDS)
