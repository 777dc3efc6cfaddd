"""The board pack of a project as PDF: the answer, the evidence, the figures, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from metrics import words
from metrics.chart import accuracy_by_horizon, before_after, events, held_strip, payback
from metrics.chart.theme import LIGHT
from metrics.report import told
from metrics.report.pack import Pack
from metrics.report.pdf.document import document
from metrics.report.pdf.letters import Letters
from metrics.report.pdf.pieces import GAP, Pieces
from metrics.report.pdf.plotted import Plotted
from metrics.results import ForecastResult, KpiResult, Money

LATEST = 36  # periods that a table of figures has at most; all of them are in the workbook
FLAGS = 12  # whose words stand under a chart
SHEET = 700.0  # points: the height of what stands on one page
ROOM = 120.0  # points that must be left on a page for a section to begin on it


def pdf(pack: Pack) -> bytes:
    """The file."""
    letters = Letters()
    set_ = Pieces(letters)
    found, title = pack.result, told.title(pack.result)
    story = [*_opening(set_, pack)]
    if found.money and found.money.cash_flows:
        story.append(
            KeepTogether([*set_.heading(f"Cumulative net, {found.currency}"), *money(set_, pack, found.money)])
        )
    for kpi in pack.kpis():
        story += _kpi(set_, pack, kpi)
    for forecast in found.forecasts:
        story += _forecast(set_, forecast)
    story += _warnings(set_, told.warnings(found))
    story += _figures(set_, pack)
    story += provenance(set_, pack)
    story += lacking(set_)
    return document(story, letters, title, pack.made_by, told.foot(found), [pack.manifest()])


def _opening(set_: Pieces, pack: Pack) -> Iterator[Flowable]:
    found = pack.result
    yield from set_.heading(told.title(found), 0)
    yield set_.text(told.about(found), "small", LIGHT.muted)
    yield Spacer(0, GAP)
    for line in told.sentences(pack):
        yield set_.text(line, "lead")
    yield from set_.cards(told.facts(found))


def money(set_: Pieces, pack: Pack, money: Money) -> list[Flowable]:
    """Cumulative net with its band and the ring at break-even."""
    found = pack.result
    alt = payback.alt(money, found.launch, found.currency)
    plotted = Plotted(payback.figure(money, found.launch, LIGHT, currency=found.currency), set_.letters, alt)
    return set_.chart(plotted, [alt])


def _kpi(set_: Pieces, pack: Pack, kpi: KpiResult) -> Iterator[Flowable]:
    fact = told.effect(kpi)
    above = [*set_.heading(kpi.title), set_.text(kpi.sentence)] if kpi.sentence else set_.heading(kpi.title)
    above.append(set_.text(" · ".join(filter(None, (f"Effect {fact.value}", fact.note))), "text", LIGHT.muted))
    parts = [*above, *chart(set_, pack, kpi)] if kpi.points else above
    if kpi.ladder:
        parts.append(set_.table(told.LADDER, list(told.ladder(kpi)), (26, 11, 9, 18, 46), (2,)))
    yield KeepTogether(parts)


def chart(set_: Pieces, pack: Pack, kpi: KpiResult) -> list[Flowable]:
    """Before and after, the held strip in words, and what the flags stand for."""
    found = pack.result
    flags = pack.flags(kpi)
    figure = before_after.figure(kpi, found.launch, flags, LIGHT, currency=found.currency)
    listed = events.listed(flags)
    more = f"and {words.count(len(listed) - FLAGS, 'more flag')}; the workbook lists them all"
    shown = [*listed[:FLAGS], more] if len(listed) > FLAGS else listed
    alt = f"{before_after.alt(kpi, found.launch)} {held_strip.sentence(kpi)}".strip()
    return set_.chart(Plotted(figure, set_.letters, alt), [held_strip.sentence(kpi), *shown])


def _forecast(set_: Pieces, forecast: ForecastResult) -> Iterator[Flowable]:
    model = told.in_use(forecast)
    parts = set_.heading(f"{forecast.title or forecast.name}: error by horizon")
    if model is not None:
        alt = accuracy_by_horizon.alt(forecast, model)
        plotted = Plotted(accuracy_by_horizon.figure(forecast, model, LIGHT), set_.letters, alt)
        parts += set_.chart(plotted, [alt])
    yield KeepTogether(parts)
    rows = list(told.accuracy(forecast))
    if rows:
        yield set_.table(told.ACCURACY, rows, (24, 17, 13, 11, 15, 10, 10), range(2, 7))


def _warnings(set_: Pieces, texts: list[str]) -> Iterator[Flowable]:
    if texts:
        yield from set_.heading("Read this too")
        for text in texts:
            yield set_.text(f"• {text}")


def _figures(set_: Pieces, pack: Pack) -> Iterator[Flowable]:
    found = pack.result
    if found.money and found.money.cash_flows:
        yield CondPageBreak(ROOM)
        yield from set_.heading(f"Month by month, {found.currency}")
        rows = list(told.flows(found.money))
        yield from _latest(set_, "month", rows)
        yield set_.table(told.FLOWS, rows[-LATEST:], (20, 16, 16, 16, 18, 24), range(1, 5))
    for kpi in pack.kpis():
        rows = list(told.points(kpi))
        if rows:
            yield CondPageBreak(ROOM)
            yield from set_.heading(f"{kpi.title}, {kpi.grain} by {kpi.grain}")
            yield from _latest(set_, kpi.grain, rows)
            yield set_.table(told.POINTS, rows[-LATEST:], (20, 16, 16, 16, 16, 26), range(1, 5))


def _latest(set_: Pieces, grain: str, rows: list[list[str]]) -> Iterator[Flowable]:
    if len(rows) > LATEST:
        text = f"The latest {LATEST} of {words.count(len(rows), grain)}; the workbook has them all."
        yield set_.text(text, "small", LIGHT.muted)


def provenance(set_: Pieces, pack: Pack) -> Iterator[Flowable]:
    """What the file was made of."""
    yield CondPageBreak(ROOM)
    yield from set_.heading("Where the numbers come from")
    yield set_.table((), [list(row) for row in told.provenance(pack)], (18, 92))
    uploads = told.uploads(pack.result)
    if uploads:
        yield CondPageBreak(ROOM)
        yield from set_.heading("Uploads")
        yield set_.table(told.UPLOADS, uploads, (16, 28, 9, 9, 48), (2, 3))


def lacking(set_: Pieces) -> Iterator[Flowable]:
    """What this file could not show."""
    if said := set_.letters.said():
        yield Spacer(0, GAP)
        yield set_.text(said, "small", LIGHT.muted)
