"""Where the marks of a PDF's charts stand, read back with another library: each at its value."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from metrics.chart import before_after, payback
from metrics.chart.theme import LIGHT
from metrics.report import find
from metrics.report.pdf import letters
from metrics.report.pdf.document import document
from metrics.report.pdf.letters import Letters
from metrics.report.pdf.pen import shade
from metrics.report.pdf.plotted import SCALE, Plotted
from metrics.results import Money
from tests.chart import examples
from tests.report.projects import report

Shape = tuple[str, list[tuple[float, float]]]  # colour, corners or places


def read(figure: Any) -> tuple[list[Shape], list[Shape]]:
    """What is on the page: filled rectangles and lines, with their colours."""
    letters.known()
    manifest = find(report(examples.empty(), "html"), "a")
    reader = PdfReader(io.BytesIO(document([Plotted(figure, Letters())], Letters(), "t", "b", "f", manifest)))
    fields, lines, path, state = [], [], [], [("", "")]
    for given, operator in ContentStream(reader.pages[0].get_contents(), reader).operations:
        numbers = [float(each) for each in given if isinstance(each, int | float)]
        fill, stroke = state[-1]
        match operator:
            case b"q":
                state.append(state[-1])
            case b"Q":
                state.pop()
            case b"rg":
                state[-1] = (colour(numbers), stroke)
            case b"RG":
                state[-1] = (fill, colour(numbers))
            case b"re":
                x, y, wide, high = numbers
                path = [(x, y), (x + wide, y + high)]
            case b"m":
                path = [(numbers[0], numbers[1])]
            case b"l":
                path.append((numbers[0], numbers[1]))
            case b"f" | b"f*" | b"B" | b"B*":
                fields.append((fill, path))
            case b"S":
                lines.append((stroke, path))
    return fields, lines


def colour(parts: Sequence[float]) -> str:
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts[:3])


def of(found: Sequence[Shape], tint: str) -> Iterator[list[tuple[float, float]]]:
    return (places for each, places in found if each == colour(shade(tint)))


@pytest.fixture(scope="module")
def money() -> Money:
    found = examples.assistant().money
    assert found is not None
    return found


def scale(places: Sequence[tuple[float, float]], values: Sequence[float]) -> tuple[float, float]:
    """Height of zero and points a unit, from the first and the last mark; every other must fit them."""
    unit = (places[-1][1] - places[0][1]) / (values[-1] - values[0])
    zero = places[0][1] - values[0] * unit
    assert [y for _, y in places] == pytest.approx([zero + value * unit for value in values], abs=0.02)
    return zero, unit


def test_payback_stands_at_its_values(money: Money) -> None:
    fields, lines = read(payback.figure(money, examples.LAUNCH, LIGHT, currency="EUR"))
    flows = money.cash_flows
    line = next(places for places in of(lines, LIGHT.ink) if len(places) == len(flows))
    zero, unit = scale(line, [flow.cumulative for flow in flows])
    inset = SCALE / 2  # of a bar's edge, which is drawn inside it
    for tint, amounts in (
        (LIGHT.good_tint, [flow.benefit for flow in flows if flow.benefit is not None]),
        (LIGHT.concern_tint, [-flow.cost for flow in flows]),
    ):
        bars = list(of(fields, tint))
        assert len(bars) == len(amounts)
        for (low, high), amount in zip(((bar[0], bar[1]) for bar in bars), amounts, strict=True):
            ends = sorted((zero, zero + amount * unit))
            assert (low[1] - inset, high[1] + inset) == pytest.approx(tuple(ends), abs=0.7)
    months = [after[0] - before[0] for before, after in pairwise(line)]
    eve = next(
        place for place, flow in zip(line, flows, strict=True) if (flow.period.year, flow.period.month) == (2024, 12)
    )
    assert eve[0] in [
        pytest.approx(places[0][0], abs=0.02) for places in of(lines, LIGHT.text)
    ]  # its end is the launch
    assert 0 < max(months) < 1.12 * min(months)  # months of 28 to 31 days


def test_before_and_after_stands_at_its_values() -> None:
    kpi = examples.assistant_kpi()
    _, lines = read(before_after.figure(kpi, examples.LAUNCH, [], LIGHT, currency="EUR"))
    before = [p.value for p in kpi.points if p.period < examples.LAUNCH and p.value is not None]
    drawn = next(places for places in of(lines, LIGHT.ink) if len(places) == len(before))
    zero, unit = scale(drawn, before)
    expected = [p.expected for p in kpi.points if p.expected is not None]
    dashed = next(places for places in of(lines, LIGHT.grey) if len(places) == len(expected))
    assert scale(dashed, expected) == pytest.approx((zero, unit), rel=0.01)
    since = [p.value for p in kpi.points if p.period >= examples.LAUNCH and p.complete and p.value is not None]
    heights = [place[1] for places in of(lines, LIGHT.good) for place in places if len(places) > 1]
    for value in since:
        assert min(abs(zero + value * unit - height) for height in heights) < 0.05
    launch = next(places for places in of(lines, LIGHT.text) if len(places) == 2)
    step = next(p for p in of(lines, LIGHT.ink) if len(p) == 2 and p[0][0] == drawn[-1][0])  # December to January
    assert launch[0][0] == launch[1][0] == pytest.approx((step[0][0] + step[1][0]) / 2, abs=0.1)
