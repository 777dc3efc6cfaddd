"""The board pack as one HTML file that opens offline: the page's own figures, no outside address."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from metrics import words
from metrics.chart import accuracy_by_horizon, before_after, events, held_strip, payback
from metrics.chart.theme import LIGHT
from metrics.report import html, told
from metrics.report.pack import Pack
from metrics.results import ForecastResult, KpiResult, Money


def board(pack: Pack) -> bytes:
    """The file, UTF-8."""
    found = pack.result
    parts = [html.head(told.title(found)), _opening(pack)]
    parts += [_money(pack, found.money)] if found.money and found.money.cash_flows else []
    parts += [_kpi(pack, number, kpi) for number, kpi in enumerate(pack.kpis())]
    parts += [_forecast(number, forecast) for number, forecast in enumerate(found.forecasts)]
    parts += [warnings(told.warnings(found)), _provenance(pack), html.END]
    return "\n".join(parts).encode()


def _opening(pack: Pack) -> str:
    found = pack.result
    about = f'<p class="muted">{escape(told.about(found))}</p>'
    return (
        f"<h1>{escape(told.title(found))}</h1>{about}{html.leads(told.sentences(pack))}{html.cards(told.facts(found))}"
    )


def _money(pack: Pack, money: Money) -> str:
    flows = html.table(told.FLOWS, list(told.flows(money)), range(1, 5))
    return (
        f"<h2>Cumulative net, {escape(pack.result.currency)}</h2>"
        f"{cumulative(pack, money, 'payback')}{html.folded('Month by month', flows)}"
    )


def cumulative(pack: Pack, money: Money, name: str) -> str:
    """The figure of cumulative net; name: its id on the page."""
    found = pack.result
    drawn = payback.figure(money, found.launch, LIGHT, currency=found.currency)
    return html.figure(name, drawn, payback.alt(money, found.launch, found.currency))


def _kpi(pack: Pack, number: int, kpi: KpiResult) -> str:
    fact = told.effect(kpi)
    return (
        f"<h2>{escape(kpi.title)}</h2><p>{escape(words.claim(kpi))}</p>"
        f"<p><b>{escape(fact.value)}</b> <span class='muted'>{escape(fact.note)}</span></p>"
        + chart(pack, kpi, f"kpi{number}")
        + html.folded("How sure are we?", html.table(told.LADDER, list(told.ladder(kpi))))
        + html.folded("Period by period", html.table(told.POINTS, list(told.points(kpi)), range(1, 5)))
    )


def chart(pack: Pack, kpi: KpiResult, name: str) -> str:
    """The figure of before and after, with the held strip and the flags in words; name: its id on the page."""
    found = pack.result
    flags = pack.flags(kpi)
    drawn = before_after.figure(kpi, found.launch, flags, LIGHT, currency=found.currency)
    caption = f"{before_after.alt(kpi, found.launch)} {held_strip.sentence(kpi)}"
    return html.figure(name, drawn, caption, events.listed(flags))


def _forecast(number: int, forecast: ForecastResult) -> str:
    model = told.in_use(forecast)
    drawn = ""
    if model is not None:
        figure = accuracy_by_horizon.figure(forecast, model, LIGHT)
        drawn = html.figure(f"forecast{number}", figure, accuracy_by_horizon.alt(forecast, model))
    return (
        f"<h2>{escape(forecast.title or forecast.name)}: error by horizon</h2>{drawn}"
        f"{html.table(told.ACCURACY, list(told.accuracy(forecast)), range(2, 7))}"
    )


def warnings(texts: Sequence[str]) -> str:
    """What a reader must know; nothing where there is nothing."""
    if not texts:
        return ""
    return f"<h2>Read this too</h2><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _provenance(pack: Pack) -> str:
    return (
        f"<h2>Where the numbers come from</h2>{html.table((), told.provenance(pack))}"
        f"<h2>Uploads</h2>{html.table(told.UPLOADS, told.uploads(pack.result), (2, 3))}"
        f"{html.manifests([pack.manifest()])}"
    )
