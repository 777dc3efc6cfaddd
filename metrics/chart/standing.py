"""Which projects hold and which slip: the watch's rule in the words of the portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from metrics import words
from metrics.results import Headline

LAST, MISSES = 3, 2  # as the rule "slipping" counts (metrics/watch/targets.py)
Standing = Literal["holds", "unsure", "missed", "slips", "none"]
WORDS: dict[Standing, str] = {
    "holds": "Holds",
    "unsure": "Within noise",
    "missed": "Missed last",
    "slips": "Slips",
    "none": "No target judged",
}
MARKS: dict[Standing, str] = {"holds": "■", "unsure": "◧", "missed": "□", "slips": "□", "none": "–"}


def of(head: Headline) -> Standing:
    """Where a project's primary KPI stands against its target, by the periods that count."""
    counted = [state for state in head.held_states if state]
    if head.held is None or not counted:
        return "none"
    if counted[-LAST:].count("missed") >= MISSES:
        return "slips"
    return {"met": "holds", "within_noise": "unsure", "missed": "missed"}[counted[-1]]  # type: ignore[return-value]


def told(head: Headline) -> str:
    """The standing with what it is counted from: "Slips: 2 of the last 3 missed"."""
    standing = of(head)
    counted = [state for state in head.held_states if state][-LAST:]
    if standing == "slips":
        return f"Slips: {counted.count('missed')} of the last {len(counted)} missed"
    return WORDS[standing]


def sentence(heads: Sequence[Headline]) -> str:
    """How many hold and how many slip, in Markdown; "" where no project has a target that could be judged."""
    judged = [head for head in heads if of(head) != "none"]
    if not judged:
        return ""
    counts = [of(head) for head in judged]
    kept, unsure, slips = (counts.count(standing) for standing in ("holds", "unsure", "slips"))
    hold = "holds" if kept == 1 or len(judged) == 1 else "hold"
    parts = [
        f"**{words.whole(kept)} of {words.count(len(judged), 'project')} with a target {hold} it in the latest period**"
    ]
    parts += [words.count(unsure, "lies within noise", "lie within noise")] if unsure else []
    parts += [f"{counts.count('missed')} missed it last"] if "missed" in counts else []
    parts += [f"**{words.count(slips, 'slips', 'slip')}** (two of the last three missed)"] if slips else []
    return f"{', '.join(parts)}."


def due(heads: Sequence[Headline]) -> list[Headline]:
    """The projects that need a decision; a trigger to roll back before all else."""
    return sorted((head for head in heads if head.decision), key=lambda head: not head.rollback)


def named(heads: Sequence[Headline], standing: Standing) -> list[Headline]:
    """The projects that stand so; of those that slip the ones that missed most of their periods first."""
    mine = [head for head in heads if of(head) == standing]
    return sorted(mine, key=lambda head: -(head.held.missed / head.held.of if head.held and head.held.of else 0.0))
