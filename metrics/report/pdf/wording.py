"""Words on a figure: annotations, at places of data, of an axis or of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.report.pdf.axes import Axis, number
from metrics.report.pdf.pen import LINE, Box, Pen


def notes(pen: Pen, axes: Mapping[str, Axis], box: Box, found: Sequence[Mapping[str, Any]]) -> None:
    """Words with the anchors and shifts that they state; lines' names at the right end keep apart from each other."""
    heights = [place(note, "y", axes, box, note["y"]) + note.get("yshift", 0) * pen.scale for note in found]
    ends = [n for n, note in enumerate(found) if (note.get("xref"), note["x"], note.get("yref")) == ("paper", 1, "y")]
    for n, y in zip(ends, _apart([(heights[n], _high(pen, found[n])) for n in ends], box[3]), strict=True):
        heights[n] = y
    for note, y in zip(found, heights, strict=True):
        _note(pen, axes, box, note, y)


def _apart(labels: Sequence[tuple[float, float]], top: float) -> list[float]:
    """Middles of labels (middle, height) in their order, moved up where they touch, and down from the top."""
    order, found, floor = sorted(range(len(labels)), key=lambda n: labels[n][0]), [y for y, _ in labels], -1e9
    for n in order:
        found[n] = max(found[n], floor + labels[n][1] / 2)
        floor = found[n] + labels[n][1] / 2
    ceiling = max(top, labels[order[-1]][0] + labels[order[-1]][1] / 2) if order else top
    for n in reversed(order):
        found[n] = min(found[n], ceiling - labels[n][1] / 2)
        ceiling = found[n] - labels[n][1] / 2
    return found


def _high(pen: Pen, note: Mapping[str, Any]) -> float:
    return float(note["font"]["size"] * pen.scale * LINE * (1 + note["text"].count("<br>")))


def _note(pen: Pen, axes: Mapping[str, Axis], box: Box, note: Mapping[str, Any], y: float) -> None:
    if note.get("showarrow") is not False:
        raise ValueError("arrows have no drawing on paper yet")
    x = place(note, "x", axes, box, note["x"]) + note.get("xshift", 0) * pen.scale
    font = note["font"]
    across, along = note.get("xanchor", "center"), note.get("yanchor", "middle")
    ground, align = note.get("bgcolor"), note.get("align")
    pen.words(note["text"], x, y, font["color"], font["size"], across, along, ground=ground, align=align)


def place(of: Mapping[str, Any], side: str, axes: Mapping[str, Axis], box: Box, value: Any) -> float:
    """A value of a shape or annotation in points: a share of the paper or of an axis, or in its data units."""
    reference = of.get(f"{side}ref") or side
    start, end = (box[0], box[2]) if side == "x" else (box[1], box[3])
    if reference == "paper":
        return start + float(value) * (end - start)
    name, _, domain = reference.partition(" ")
    found = axes[name]
    return found.start + float(value) * (found.end - found.start) if domain else found.at(number(value))
