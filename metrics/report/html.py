"""What the HTML reports are set from: the head with the library and the policy, cards, figures and tables, all escaped.

A Content-Security-Policy in the file keeps the browser from asking anybody for anything, whatever a title says.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from metrics import words
from metrics.chart import frame
from metrics.chart.theme import LIGHT
from metrics.report.manifest import Manifest
from metrics.report.told import Fact

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
FONTS = {"REGULAR": "ProveoutSans-Regular.ttf", "BOLD": "ProveoutSans-Semibold.ttf"}  # by place in the style
END = "</main></body></html>"


def head(title: str) -> str:
    """Everything before the first heading."""
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
    """The style, its fonts inside it."""
    style, fonts = Path(__file__).with_name("board.css").read_text(encoding="utf-8"), Path(__file__).with_name("fonts")
    for place, file in FONTS.items():
        data = base64.b64encode((fonts / file).read_bytes()).decode()
        style = style.replace(f"url({place})", f"url(data:font/ttf;base64,{data})")
    return style


def leads(lines: Iterable[str]) -> str:
    """The sentences that a report opens with."""
    return "".join(f'<p class="lead">{escape(line)}</p>' for line in lines)


def cards(facts: Sequence[Fact]) -> str:
    """Figures side by side, each with its name above and its interval or reason below."""
    told = "".join(
        f'<div class="card"><small>{escape(fact.name)}</small><b>{escape(fact.value)}</b>'
        f"<small>{escape(words.opening(fact.note) if fact.note else '')}</small></div>"
        for fact in facts
    )
    return f'<div class="cards">{told}</div>'


def figure(name: str, drawn: go.Figure, caption: str, flags: Sequence[str] = ()) -> str:
    """A figure with its words and what its flags stand for; the library stands in the head, once.

    name: an id of its own on the page.
    """
    drawn.update_layout(paper_bgcolor=LIGHT.paper, font_family="Proveout Sans, system-ui, sans-serif")
    made: str = drawn.to_html(
        full_html=False, include_plotlyjs=False, div_id=name, config={**frame.CONFIG, "responsive": True}
    )
    listed = "".join(f"<li>{escape(line)}</li>" for line in flags)
    below = f'<ul class="flags">{listed}</ul>' if flags else ""
    return f"<figure>{made}<figcaption>{escape(caption)}{below}</figcaption></figure>"


def folded(name: str, inner: str) -> str:
    """What opens when its name is clicked."""
    return f"<details><summary>{escape(name)}</summary>{inner}</details>"


def table(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Iterable[int] = (),
    pictures: Mapping[tuple[int, int], str] | None = None,
) -> str:
    """A table; right: columns of numbers; pictures: data addresses by row and column, shown instead of their words."""
    numbers, shown = frozenset(right), pictures or {}

    def cells(tag: str, row: Sequence[str], y: int) -> Iterator[str]:
        for x, cell in enumerate(row):
            side = ' class="n"' if x in numbers else ""
            picture = f'<img src="{escape(shown[y, x])}" alt="{escape(cell)}">' if (y, x) in shown else escape(cell)
            yield f"<{tag}{side}>{picture}</{tag}>"

    top = f"<tr>{''.join(cells('th', names, -1))}</tr>" if names else ""
    body = "".join(f"<tr>{''.join(cells('td', row, y))}</tr>" for y, row in enumerate(rows))
    return f'<div class="wide"><table>{top}{body}</table></div>'


def manifests(found: Sequence[Manifest]) -> str:
    """The manifests, unseen."""
    return "".join(f'<script type="application/json" class="proveout-manifest">{one.text()}</script>' for one in found)
