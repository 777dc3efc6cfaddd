"""The board pack of a portfolio as one HTML file that opens offline."""

from __future__ import annotations

from html import escape

from metrics.chart import held_strip, payback_timeline, portfolio_net
from metrics.chart.theme import LIGHT
from metrics.report import board as board_of
from metrics.report import html, told
from metrics.report import portfolio as told_of
from metrics.report.portfolio import BACK, NET, PROJECTS, PROVED, TITLE, Member, Portfolio


def board(found: Portfolio) -> bytes:
    """The file, UTF-8."""
    parts = [html.head(TITLE), f"<h1>{TITLE}</h1>"]
    parts += [_currency(found, currency) for currency in found.currencies()]
    parts += [f'<p class="muted">{escape(line)}</p>' for line in found.left_out]
    parts += [_member(member, n) for n, member in enumerate(found.members)]
    parts += [_provenance(found), html.END]
    return "\n".join(parts).encode()


def _currency(found: Portfolio, currency: str) -> str:
    lines = found.lines(currency)
    told_ = f"<h2>{escape(currency)}</h2>" if len(found.currencies()) > 1 else ""
    told_ += html.leads([told_of.sentence(found, currency)])
    told_ += "".join(f"<p>{escape(line)}</p>" for line in told_of.beside(found, currency))
    told_ += html.cards(told_of.facts(found, currency))
    if lanes := told_of.lanes(lines):
        drawn = payback_timeline.figure(lanes, LIGHT)
        told_ += f"<h3>{BACK}</h3>"
        told_ += html.figure(f"timeline-{escape(currency)}", drawn, payback_timeline.alt(lanes))
    if portfolio_net.counted(lines):
        drawn = portfolio_net.figure(lines, LIGHT, currency)
        told_ += f"<h3>{NET}</h3>"
        told_ += html.figure(f"net-{escape(currency)}", drawn, portfolio_net.alt(lines, currency))
    told_ += "".join(f'<p class="muted">{escape(line)}</p>' for line in portfolio_net.gaps(lines, currency))
    strips = {(n, 4): held_strip.as_picture(line.held_states, LIGHT) for n, line in enumerate(lines) if line.held}
    return told_ + html.table(PROJECTS, told_of.rows(lines), (6,), strips)


def _member(member: Member, n: int) -> str:
    pack, found, primary = member.pack, member.pack.result, member.primary
    told_ = f'<h2>{escape(member.title())}</h2><p class="muted">{escape(told.about(found))}</p>'
    told_ += html.leads(member.sentences()) + html.cards(told.facts(found))
    if primary and primary.points:
        told_ += board_of.chart(pack, primary, f"kpi{n}")
    if found.money and found.money.cash_flows:
        told_ += board_of.cumulative(pack, found.money, f"payback{n}")
    return told_


def _provenance(found: Portfolio) -> str:
    return (
        f"<h2>Where the numbers come from</h2>{html.table((), told_of.provenance(found))}"
        f"{html.table(PROVED, told_of.proved(found), (2,))}{html.manifests(found.manifests())}"
    )
