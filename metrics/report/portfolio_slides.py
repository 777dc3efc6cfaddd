"""The board pack of a portfolio as slides: totals and paybacks by currency, the projects, then a slide a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.util import Emu, Inches

from metrics import words
from metrics.chart import payback_timeline, portfolio_net
from metrics.chart.theme import LIGHT
from metrics.report import flag_slides, told
from metrics.report import portfolio as told_of
from metrics.report import slides as slides_of
from metrics.report.columns import Columns
from metrics.report.deck import EDGE, FOOT, INNER, Deck, fitting, table, text
from metrics.report.native import Box, Line, lines, paybacks
from metrics.report.portfolio import BACK, NET, PROJECTS, PROVED, TITLE, Member, Portfolio
from metrics.results import Headline

LINES = 12  # projects on a slide
NAME = 34  # characters of a project's name beside its bar
WIDTHS = (2.1, 1.3, 2.2, 0.9, 2.1, 2.2, 1.3)  # inches
BELOW: Box = (EDGE, Inches(2.1), INNER, Emu(FOOT - Inches(2.2)))
WHOLE: Box = (EDGE, Inches(1.2), INNER, Emu(FOOT - Inches(1.3)))
SENTENCE = 320  # characters of a sentence on a slide
RIGHT: Box = (Inches(6.2), Inches(2.6), Inches(6.6), Emu(FOOT - Inches(3.1)))  # above the held strip


def slides(found: Portfolio) -> bytes:
    """The file of a .pptx."""
    deck = Deck(TITLE, found.made_at, told_of.foot(found))
    for currency in found.currencies():
        _currency(deck, found, currency)
    for member in found.members:
        _member(deck, member)
    _provenance(deck, found)
    return deck.file()


def _currency(deck: Deck, found: Portfolio, currency: str) -> None:
    title = f"{TITLE}, {currency}" if len(found.currencies()) > 1 else TITLE
    slide = deck.slide(title)
    text(slide, Inches(1.2), Inches(1.2), [(told_of.sentence(found, currency), 18, False, LIGHT.text)])
    table(slide, Inches(2.4), (3.4, 3.2), [[fact.name, fact.value] for fact in told_of.facts(found, currency)], size=16)
    if lines := [words.shortened(line, SENTENCE) for line in told_of.beside(found, currency)]:
        left, high = Inches(7.6), Inches(3.1)
        width = EDGE + INNER - left
        size = fitting(lines, width, high, (14, 12, 11, 10))
        text(slide, Inches(2.4), high, [(line, size, False, LIGHT.text) for line in lines], left=left, width=width)
    left_out = [(line, 12, False, LIGHT.muted) for line in found.left_out]
    if left_out:
        text(slide, Inches(5.6), Inches(1.2), left_out)
    heads = found.lines(currency)
    lanes = told_of.lanes(heads)
    for first in range(0, len(lanes), LINES):
        part = lanes[first : first + LINES]
        backs = [line.payback if line.payback and line.payback.status != "lost_again" else None for line in part]
        if not any(back and back.months is not None for back in backs):
            continue  # the table says why
        slide = deck.slide(f"{BACK} Months from launch{f', {currency}' if title != TITLE else ''}")
        paybacks(
            slide,
            WHOLE,
            [_named(line) for line in part],
            [back.months if back else None for back in backs],
            [_said(line) for line in part],
            [bool(back and back.proven and back.status == "paid_back") for back in backs],
            payback_timeline.alt(part),
        )
    if portfolio_net.counted(heads):
        _net(deck.slide(f"{NET} {currency}, by calendar month"), heads, currency)
    rows = told_of.rows(heads)
    for first in range(0, len(rows), LINES):
        slide = deck.slide(f"Projects{f', {currency}' if title != TITLE else ''}")
        shown = [[words.shortened(cell, 60) for cell in row] for row in rows[first : first + LINES]]
        table(slide, Inches(1.2), WIDTHS, [list(PROJECTS), *shown], size=11, head=True, right=(6,))


def _net(slide: Any, heads: Sequence[Headline], currency: str) -> None:
    """Cumulative net over what each month put in and gave back; months that lack a project's figures are hollow."""
    months = portfolio_net.months(heads)
    columns = [
        Columns("Put in", [-month.cost for month in months], LIGHT.concern_tint, LIGHT.concern),
        Columns("Came back", [month.benefit for month in months], LIGHT.good_tint, LIGHT.good),
    ]
    drawn = [Line("Cumulative net", [month.cumulative for month in months], LIGHT.ink, 2.5, label="net so far")]
    if not all(month.whole for month in months):
        gaps = [None if month.whole else month.cumulative for month in months]
        drawn.append(Line("not all known", gaps, LIGHT.ink, hollow=True))
    said = [(line, 12, False, LIGHT.muted) for line in portfolio_net.gaps(heads, currency)]
    if said:
        text(slide, Inches(1.1), Inches(0.9), said)
    periods = [month.period for month in months]
    lines(slide, BELOW if said else WHOLE, periods, drawn, portfolio_net.alt(heads, currency), "month", columns)


def _named(line: Headline) -> str:
    """A project's name beside its bar; without one it says why."""
    name = words.shortened(line.name, NAME)
    return name if line.payback and line.payback.months is not None else f"{name}: {words.payback(line.payback)}"


def _said(line: Headline) -> str:
    """The payback beside its bar, with its interval."""
    back, told_ = line.payback, words.payback(line.payback)
    if back is None or back.earliest is None or back.latest is None:
        return told_
    return f"{told_} ({words.number(back.earliest, 1)} to {words.number(back.latest, 1)})"


def _member(deck: Deck, member: Member) -> None:
    pack, found, primary = member.pack, member.pack.result, member.primary
    slide = deck.slide(member.title())
    lines = [words.shortened(line, SENTENCE) for line in member.sentences()]
    size = fitting([told.about(found), *lines], INNER, Inches(1.5), (14, 13, 12, 11, 10))
    said = [(line, size, False, LIGHT.text) for line in lines]
    text(slide, Inches(1.0), Inches(1.5), [(told.about(found), min(size, 12), False, LIGHT.muted), *said])
    facts = [[fact.name, fact.value] for fact in told.facts(found)]
    if facts:
        table(slide, Inches(3.0), (3.2, 2.2), facts)
    if primary and primary.points:
        flags = pack.flags(primary)
        slides_of.chart(slide, flag_slides.under(slide, RIGHT, flags), pack, primary)
        slides_of.held(slide, pack, primary)
        flag_slides.rest(deck, member.title(), flags, RIGHT[2])
    elif found.money and found.money.cash_flows:
        slides_of.cumulative(slide, RIGHT, pack, found.money)
    slide.notes_slide.notes_text_frame.text = pack.manifest().text()


def _provenance(deck: Deck, found: Portfolio) -> None:
    slide = deck.slide("Where the numbers come from")
    table(slide, Inches(1.2), (2.0, 10.1), [list(row) for row in told_of.provenance(found)])
    rows = told_of.proved(found)
    for first in range(0, len(rows), LINES):
        slide = deck.slide("What each project was computed from")
        shown = [list(PROVED), *rows[first : first + LINES]]
        table(slide, Inches(1.2), (3.2, 1.4, 1.0, 0.9, 5.6), shown, size=11, head=True, right=(2,))
