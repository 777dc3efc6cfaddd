"""The board pack as slides: native charts that can be edited, words and tables as text; a slide a thought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.util import Emu, Inches

from metrics import words
from metrics.chart import before_after, events, held_strip, payback, tone
from metrics.chart.periods import after
from metrics.chart.theme import LIGHT
from metrics.report import flag_slides, told
from metrics.report.columns import Columns
from metrics.report.deck import EDGE, FOOT, INNER, Deck, strip, table, text
from metrics.report.native import DASH, DOT, Box, Line, lines
from metrics.report.pack import Pack
from metrics.results import CashFlow, EventMark, ForecastResult, KpiResult, Money

LINES = 12  # uploads on a slide
SAID = 5  # sentences on the first slide; each KPI has a slide with its own
CHART: Box = (EDGE, Inches(2.0), INNER, Emu(FOOT - Inches(2.55)))


def slides(pack: Pack) -> bytes:
    """The file of a .pptx."""
    found = pack.result
    deck = Deck(told.title(found), pack.made_at, told.foot(found))
    _opening(deck, pack)
    if found.money and found.money.cash_flows:
        slide = deck.slide(f"Cumulative net, {found.currency}")
        text(slide, Inches(1.1), Inches(0.6), [(told.payback(found), 16, False, LIGHT.text)])
        cumulative(slide, CHART, pack, found.money)
    for kpi in pack.kpis():
        if kpi.points:
            _kpi(deck, pack, kpi)
    for forecast in found.forecasts:
        _forecast(deck, forecast)
    _provenance(deck, pack)
    return deck.file()


def _opening(deck: Deck, pack: Pack) -> None:
    found = pack.result
    slide = deck.slide(told.title(found))
    sentences = told.sentences(pack)
    said = [(words.shortened(line, 220), 16, False, LIGHT.text) for line in sentences[:SAID]]
    if len(sentences) > SAID:
        said.append((f"and {words.count(len(sentences) - SAID, 'claim')} more, below", 14, False, LIGHT.muted))
    text(slide, Inches(1.1), Inches(3.0), [(told.about(found), 14, False, LIGHT.muted), *said])
    facts = [[fact.name, fact.value, words.shortened(fact.note, 90)] for fact in told.facts(found)]
    if facts:
        table(slide, Inches(4.3), (3.4, 3.2, 5.5), facts)


def cumulative(slide: Any, box: Box, pack: Pack, money: Money) -> None:
    """Cumulative net with its band over each month's cost and benefit; the month that crosses zero says so."""
    flows, back = money.cash_flows, money.payback
    reached = next((n for n, f in enumerate(flows) if back.date and back.date < after(f.period, "month")), None)
    total = [flow.cumulative for flow in flows]
    drawn = [Line("Cumulative net", total, LIGHT.ink, 2.5, label="cumulative net")]
    if reached is not None and back.months is not None:
        said = f"{payback.ring_word(money)} after {words.months(back.months)}"
        drawn[0] = replace(drawn[0], ring=(reached, said, LIGHT.good_text if back.proven else LIGHT.muted))
    if promised := dict(payback.planned(flows)):
        drawn.append(Line("Planned", [promised.get(f.period) for f in flows], LIGHT.grey, 1.5, DASH, "planned"))
    if any(flow.low is not None for flow in flows):
        drawn.append(Line("at least", [flow.low for flow in flows], LIGHT.grey, 1, DASH, "at least"))
        drawn.append(Line("at most", [flow.high for flow in flows], LIGHT.grey, 1, DASH, "at most"))
    alt = payback.alt(money, pack.result.launch, pack.result.currency)
    lines(slide, box, [flow.period for flow in flows], drawn, alt, "month", _columns(flows))


def _columns(flows: Sequence[CashFlow]) -> list[Columns]:
    """Costs below zero, benefits above, as on the page; projected months are hollow."""
    found = []
    for projected in (False, True):
        part = [flow if flow.projected == projected else None for flow in flows]
        ends = ", projected" if projected else ""
        costs, benefits = ([-f.cost if f else None for f in part], [f.benefit if f else None for f in part])
        red, green = (LIGHT.concern_tint, LIGHT.concern), (LIGHT.good_tint, LIGHT.good)
        found.append(Columns(f"Cost{ends}", costs, None if projected else red[0], red[1]))
        found.append(Columns(f"Benefit{ends}", benefits, None if projected else green[0], green[1], red))
    return [each for each in found if any(each.values)]


def _kpi(deck: Deck, pack: Pack, kpi: KpiResult) -> None:
    slide = deck.slide(kpi.title)
    fact = told.effect(kpi)
    below = f"Effect {fact.value}  {fact.note}. {held_strip.sentence(kpi)}".strip()
    said = [(words.shortened(words.claim(kpi), 260), 16, False, LIGHT.text), (below, 13, False, LIGHT.muted)]
    text(slide, Inches(1.1), Inches(0.9), said)
    flags = pack.flags(kpi)
    chart(slide, flag_slides.under(slide, CHART, flags), pack, kpi)
    held(slide, pack, kpi)
    flag_slides.rest(deck, kpi.title, flags, INNER)


def chart(slide: Any, box: Box, pack: Pack, kpi: KpiResult) -> None:
    """Before and after: ink until the launch, then teal or rust; expected in grey, the target dotted.

    As on the page, incomplete periods are hollow marks that no line leads to.
    """
    launch, points = pack.result.launch, kpi.points
    values = [point.value if point.complete else None for point in points]
    partial = [None if point.complete else point.value for point in points]
    since = next((n for n, point in enumerate(points) if point.period >= launch), len(points))
    before, later = [*values[:since], *[None] * (len(points) - since)], [*[None] * since, *values[since:]]
    step = [value if n in (since - 1, since) else None for n, value in enumerate(values)]
    name = "" if any(value is not None for value in later) else "actual"
    drawn = [Line("actual before launch", before, LIGHT.ink, 2.5, None, name)]
    if sum(value is not None for value in step) == 2:
        drawn.append(Line("from before to after", step, LIGHT.ink, 2.0))
    drawn.append(Line("actual since launch", later, LIGHT.tone(tone.of_kpi(kpi)), 2.5, None, "actual"))
    if any(value is not None for value in partial):
        drawn.append(Line("partial, not counted", partial, LIGHT.grey, hollow=True))
    drawn += _against(kpi, launch)
    flags = pack.flags(kpi)
    drawn += _flags(kpi, since, flags, drawn)
    periods, alt = [point.period for point in points], before_after.alt(kpi, launch, flags)
    lines(slide, box, periods, drawn, alt, kpi.grain, unit=kpi.unit)


def _flags(kpi: KpiResult, launched: int, flags: Sequence[EventMark], drawn: Sequence[Line]) -> list[Line]:
    """Launch and the signs of what is flagged, above all lines, over the period that each falls into."""
    top = max((value for line in drawn for value in line.values if value is not None), default=None)
    if top is None:
        return []
    signs: dict[int, str] = {}
    for sign, flag in zip(events.signs(flags), flags, strict=True):
        place = max((n for n, point in enumerate(kpi.points) if point.period <= flag.date), default=0)
        signs[place] = signs.get(place, "") + sign
    launch = {launched: f"launch {signs.pop(launched, '')}".strip()} if launched < len(kpi.points) else {}
    found = [("launch", launch, LIGHT.text, "solid"), ("flags", signs, LIGHT.muted, "sysDot")]
    return [
        Line(name, [top if n in at else None for n in range(len(kpi.points))], shade, marks=(*at.items(),), stem=dash)
        for name, at, shade, dash in found
        if at
    ]


def _against(kpi: KpiResult, launch: dt.date) -> list[Line]:
    """What would have been expected, with its interval, and the target."""
    points = kpi.points
    drawn = [
        Line(name, values, LIGHT.grey, 1.5 if name == "expected" else 0.75, DASH, label)
        for name, label, values in (
            ("expected", "expected", [p.expected for p in points]),
            ("expected, low", "", [p.low for p in points]),
            ("expected, high", "95 %", [p.high for p in points]),
        )
        if any(value is not None for value in values)
    ]
    aims = dict(before_after.target(kpi, [p for p in points if after(p.period, kpi.grain) > launch]))
    if aims:
        aim = f"target {words.percent(kpi.held.target, signed=True)}" if kpi.held and kpi.held.target else "target"
        drawn.append(Line("target", [aims.get(point) for point in points], LIGHT.ochre, 1.5, DOT, aim))
    return drawn


def held(slide: Any, pack: Pack, kpi: KpiResult) -> None:
    """The held strip above the footer; nothing without a target."""
    states = [None if state == "unknown" else state for _, state in held_strip.squares(kpi, pack.result.launch)]
    if states:
        strip(slide, Emu(FOOT - Inches(0.4)), states, held_strip.alt(kpi, pack.result.launch))


def _forecast(deck: Deck, forecast: ForecastResult) -> None:
    rows = list(told.accuracy(forecast))
    for first in range(0, len(rows), LINES):
        slide = deck.slide(f"{forecast.title or forecast.name}: error by horizon")
        shown = [list(told.ACCURACY), *rows[first : first + LINES]]
        table(slide, Inches(1.2), (3.0, 2.2, 1.5, 1.2, 1.8, 1.2, 1.2), shown, head=True, right=tuple(range(2, 7)))


def _provenance(deck: Deck, pack: Pack) -> None:
    slide = deck.slide("Where the numbers come from")
    table(slide, Inches(1.2), (2.0, 10.1), [list(row) for row in told.provenance(pack)])
    slide.notes_slide.notes_text_frame.text = pack.manifest().text()
    uploads = told.uploads(pack.result)
    for first in range(0, len(uploads), LINES):
        slide = deck.slide("Uploads")
        rows = [list(told.UPLOADS), *uploads[first : first + LINES]]
        table(slide, Inches(1.2), (1.6, 2.9, 0.9, 1.0, 5.7), rows, size=11, head=True, right=(2, 3))
