"""The board pack as one HTML file that opens offline: the page's own figures, Plotly inlined once, no outside address.

A Content-Security-Policy in the file keeps the browser from asking anybody for anything, whatever a title says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from metrics import words
from metrics.chart import before_after, frame, held_strip, payback
from metrics.chart.theme import LIGHT
from metrics.report import told
from metrics.report.pack import Pack
from metrics.results import KpiResult, Money

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)


def board(pack: Pack) -> bytes:
    """The file, UTF-8."""
    found = pack.result
    parts = [_head(told.title(found)), _opening(pack)]
    parts += [_money(pack, found.money)] if found.money and found.money.cash_flows else []
    parts += [_kpi(pack, number, kpi) for number, kpi in enumerate(pack.kpis())]
    parts += [_warnings(told.warnings(found)), _provenance(pack), "</main></body></html>"]
    return "\n".join(parts).encode()


def _head(title: str) -> str:
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{_style()}</style>",
            f"<script>{get_plotlyjs()}</script></head><body><main>",
        ]
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(__file__).with_name("board.css").read_text(encoding="utf-8")


def _opening(pack: Pack) -> str:
    found = pack.result
    lines = "".join(f'<p class="lead">{escape(line)}</p>' for line in told.sentences(pack))
    cards = "".join(
        f'<div class="card"><small>{escape(fact.name)}</small><b>{escape(fact.value)}</b>'
        f"<small>{escape(words.opening(fact.note) if fact.note else '')}</small></div>"
        for fact in told.facts(found)
    )
    return (
        f'<h1>{escape(told.title(found))}</h1><p class="muted">{escape(told.about(found))}</p>{lines}'
        f'<div class="cards">{cards}</div>'
    )


def _money(pack: Pack, money: Money) -> str:
    found = pack.result
    drawn = _figure("payback", payback.figure(money, found.launch, LIGHT, currency=found.currency))
    alt = payback.alt(money, found.launch, found.currency)
    return (
        f"<h2>Cumulative net, {escape(found.currency)}</h2>"
        f"<figure>{drawn}<figcaption>{escape(alt)}</figcaption></figure>"
        + _folded("Month by month", _table(told.FLOWS, list(told.flows(money)), range(1, 5)))
    )


def _kpi(pack: Pack, number: int, kpi: KpiResult) -> str:
    found = pack.result
    drawn = _figure(
        f"kpi{number}", before_after.figure(kpi, found.launch, found.events, LIGHT, currency=found.currency)
    )
    held = held_strip.sentence(kpi)
    fact = told.effect(kpi)
    return (
        f"<h2>{escape(kpi.title)}</h2><p>{escape(kpi.sentence)}</p>"
        f"<p><b>{escape(fact.value)}</b> <span class='muted'>{escape(fact.note)}</span></p>"
        f"<figure>{drawn}<figcaption>{escape(before_after.alt(kpi, found.launch))} {escape(held)}</figcaption></figure>"
        + _folded("How sure are we?", _table(told.LADDER, list(told.ladder(kpi)), ()))
        + _folded("Period by period", _table(told.POINTS, list(told.points(kpi)), range(1, 5)))
    )


def _figure(name: str, figure: go.Figure) -> str:
    """The figure by itself; the library stands in the head, once."""
    figure.update_layout(paper_bgcolor=LIGHT.paper, font_family="Source Sans 3, system-ui, sans-serif")
    drawn: str = figure.to_html(
        full_html=False, include_plotlyjs=False, div_id=name, config={**frame.CONFIG, "responsive": True}
    )
    return drawn


def _warnings(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    return f"<h2>Read this too</h2><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _provenance(pack: Pack) -> str:
    return (
        f"<h2>Where the numbers come from</h2>{_table((), [list(row) for row in told.provenance(pack)], ())}"
        f"<h2>Uploads</h2>{_table(told.UPLOADS, told.uploads(pack.result), (2, 3))}"
        f'<script type="application/json" id="proveout-manifest">{pack.manifest().text()}</script>'
    )


def _folded(name: str, table: str) -> str:
    return f"<details><summary>{name}</summary>{table}</details>"


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int]) -> str:
    numbers = frozenset(right)

    def cells(tag: str, row: Sequence[str]) -> Iterator[str]:
        for place, cell in enumerate(row):
            side = ' class="n"' if place in numbers else ""
            yield f"<{tag}{side}>{escape(cell)}</{tag}>"

    head = f"<tr>{''.join(cells('th', names))}</tr>" if names else ""
    body = "".join(f"<tr>{''.join(cells('td', row))}</tr>" for row in rows)
    return f'<div class="wide"><table>{head}{body}</table></div>'
