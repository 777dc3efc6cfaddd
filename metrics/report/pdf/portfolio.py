"""The board pack of a portfolio as PDF: totals and paybacks by currency, then a section a project."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from metrics.chart import payback_timeline, portfolio_net
from metrics.chart.theme import LIGHT
from metrics.report import portfolio as told_of
from metrics.report import told
from metrics.report.pdf import project
from metrics.report.pdf.document import document
from metrics.report.pdf.letters import Letters
from metrics.report.pdf.pieces import GAP, Pieces
from metrics.report.pdf.plotted import Plotted
from metrics.report.pdf.strip import Strip
from metrics.report.portfolio import BACK, NET, PROJECTS, PROVED, SHARES, TITLE, Member, Portfolio


def pdf(found: Portfolio) -> bytes:
    """The file."""
    letters = Letters()
    set_ = Pieces(letters)
    story = [*set_.heading(TITLE, 0)]
    for currency in found.currencies():
        story += _currency(set_, found, currency)
    story += [set_.text(line, "text", LIGHT.muted) for line in found.left_out]
    for member in found.members:
        story += _member(set_, member)
    story += _provenance(set_, found)
    story += project.lacking(set_)
    return document(story, letters, TITLE, found.made_by, told_of.foot(found), found.manifests())


def _currency(set_: Pieces, found: Portfolio, currency: str) -> Iterator[Flowable]:
    if len(found.currencies()) > 1:
        yield CondPageBreak(project.ROOM)
        yield from set_.heading(currency)
    yield set_.text(told_of.sentence(found, currency), "lead")
    for line in told_of.beside(found, currency):
        yield set_.text(line)
    yield from set_.cards(told_of.facts(found, currency))
    lines = found.lines(currency)
    if lanes := told_of.lanes(lines):
        figure = payback_timeline.figure(lanes, LIGHT)
        plotted = Plotted(figure, set_.letters, payback_timeline.alt(lanes), flat=1.0)
        if plotted.wrap(0, 0)[1] <= project.SHEET:
            yield KeepTogether([*set_.heading(BACK), plotted])
    if portfolio_net.counted(lines):
        alt = portfolio_net.alt(lines, currency)
        plotted = Plotted(portfolio_net.figure(lines, LIGHT, currency), set_.letters, alt)
        yield KeepTogether([*set_.heading(NET), *set_.chart(plotted, [alt])])
    for line in portfolio_net.gaps(lines, currency):
        yield set_.text(line, "text", LIGHT.muted)
    yield CondPageBreak(project.ROOM)
    yield from set_.heading("Projects")
    rows = told_of.rows(lines)
    strips = {(n, 4): Strip(line.held_states, told_of.STRIP) for n, line in enumerate(lines) if line.held}
    yield set_.table(PROJECTS, rows, SHARES, (6,), strips)
    yield Spacer(0, GAP)


def _member(set_: Pieces, member: Member) -> Iterator[Flowable]:
    pack, found = member.pack, member.pack.result
    above = [*set_.heading(member.title()), set_.text(told.about(found), "small", LIGHT.muted), Spacer(0, GAP / 2)]
    above += [set_.text(line) for line in member.sentences()]
    above += set_.cards(told.facts(found))
    primary = member.primary
    if primary and primary.points:
        above += [Spacer(0, GAP), *project.chart(set_, pack, primary)]
    yield KeepTogether(above)
    if found.money and found.money.cash_flows:
        yield KeepTogether(project.money(set_, pack, found.money))


def _provenance(set_: Pieces, found: Portfolio) -> Iterator[Flowable]:
    yield CondPageBreak(project.ROOM)
    yield from set_.heading("Where the numbers come from")
    yield set_.table((), [list(row) for row in told_of.provenance(found)], (18, 92))
    yield Spacer(0, GAP)
    yield set_.table(PROVED, told_of.proved(found), (27, 13, 9, 10, 51), (2,))
