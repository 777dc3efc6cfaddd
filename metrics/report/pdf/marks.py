"""The traces of a figure on paper: bars beside or over each other, lines with gaps, bands and marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from metrics.report.pdf.axes import DAY, Axis, places
from metrics.report.pdf.pen import Box, Pen, Place, shade

Axes = Mapping[str, Axis]
Trace = Mapping[str, Any]
HATCH = 2.6  # points between two lines
GAP = 4.0  # points from a mark to its words


def bars(pen: Pen, axes: Axes, traces: Sequence[Trace], mode: str) -> None:
    """Bars around their place; mode: relative (upright ones of one place pile up from zero) or overlay."""
    ends: dict[tuple[float, bool], float] = {}
    for trace in traces:
        if trace["type"] != "bar":
            continue
        x, y = _axes(axes, trace)
        if trace.get("orientation") == "h":
            _lying(pen, x, y, trace)
            continue
        if mode not in ("relative", "overlay"):
            raise ValueError("bars of this kind have no drawing on paper yet")
        wide = trace["width"] / (DAY if x.dated else 1)
        for n, (middle, value) in enumerate(zip(places(trace), trace["y"], strict=True)):
            if value is None:
                continue
            foot = ends.get((middle, value < 0), 0.0) if mode == "relative" else 0.0
            ends[middle, value < 0] = foot + value
            box = (x.at(middle - wide / 2), y.at(foot), x.at(middle + wide / 2), y.at(foot + value))
            _bar(pen, box, trace["marker"], n)


def _lying(pen: Pen, x: Axis, y: Axis, trace: Trace) -> None:
    """Bars from zero to the right or left, each in a lane of its own."""
    half = trace["width"] / 2
    for n, (value, middle) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        if value is not None:
            _bar(pen, (x.at(0.0), y.at(middle - half), x.at(value), y.at(middle + half)), trace["marker"], n)


def scatters(pen: Pen, axes: Axes, traces: Sequence[Trace], box: Box) -> None:
    """Lines, the fields between them, and marks."""
    before: list[Place] = []
    for trace in traces:
        if trace["type"] == "bar":
            continue
        if trace["type"] != "scatter":
            raise ValueError(f"the trace {trace['type']!r} has no drawing on paper yet")
        x, y = _axes(axes, trace)
        found = [
            None if value is None else (x.at(at), y.at(value))
            for at, value in zip(places(trace), trace["y"], strict=True)
        ]
        with nullcontext() if trace.get("cliponaxis") is False else pen.within(_around(box)):
            _scatter(pen, trace, found, before)
        before = [place for place in found if place]


def _scatter(pen: Pen, trace: Trace, found: Sequence[Place | None], before: Sequence[Place]) -> None:
    line, marker, mode = trace.get("line") or {}, trace.get("marker") or {}, trace.get("mode", "lines")
    if trace.get("fill") == "tonexty":
        pen.field([*before, *reversed([place for place in found if place])], trace["fillcolor"])
    elif trace.get("fill"):
        raise ValueError(f"the fill {trace['fill']!r} has no drawing on paper yet")
    if "lines" in mode and line.get("width", 2):
        for stretch in _stretches(found):
            pen.line(stretch, line["color"], line.get("width", 2), line.get("dash"))
    if "markers" in mode:
        edge = marker.get("line") or {}
        for n, place in enumerate(found):
            if place:
                sizes = (_one(marker.get("size", 6), n), _one(marker.get("color"), n))
                width = float(_one(edge.get("width", 0), n))
                pen.mark(place, marker.get("symbol", "circle"), *sizes, _one(edge.get("color"), n), width)
    if "text" in mode:
        for n, place in enumerate(found):
            if place:
                _text(pen, place, trace, n)


def _text(pen: Pen, place: Place, trace: Trace, n: int) -> None:
    """A mark's words, at the side of it that is stated: "bottom right" begins at it and hangs below."""
    up, _, side = str(_one(trace.get("textposition", "middle center"), n)).partition(" ")
    across = {"left": "right", "right": "left"}.get(side, "center")
    along, gap = {"top": ("bottom", GAP), "bottom": ("top", -GAP)}.get(up, ("middle", 0.0))
    font = trace["textfont"]
    pen.words(str(_one(trace["text"], n)), place[0], place[1] + gap, font["color"], font["size"], across, along)


def _bar(pen: Pen, box: Box, marker: Mapping[str, Any], n: int) -> None:
    left, low, right, high = min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
    edge, pattern = marker.get("line") or {}, marker.get("pattern") or {}
    fill = _one(marker["color"], n)
    if pattern.get("shape") == "/":
        pen.hatched((left, low, right, high), pattern["fgcolor"], HATCH)
    elif pattern.get("shape"):
        raise ValueError(f"the pattern {pattern['shape']!r} has no drawing on paper yet")
    pen.rect(left, low, right, high, fill if shade(fill)[3] else None, _one(edge.get("color"), n), edge.get("width", 0))


def _axes(axes: Axes, trace: Trace) -> tuple[Axis, Axis]:
    return axes[trace.get("xaxis") or "x"], axes[trace.get("yaxis") or "y"]


def _around(box: Box) -> Box:
    return box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1


def _one(value: Any, n: int) -> Any:
    return value[n] if isinstance(value, list | tuple) else value


def _stretches(found: Sequence[Place | None]) -> Iterator[list[Place]]:
    """The parts of a line between its gaps."""
    part: list[Place] = []
    for place in found:
        if place is None:
            yield part
            part = []
        else:
            part.append(place)
    yield part
