"""Numbers as people read them: few digits, real minus signs, thin spaces, words for what is unknown.

Decimal marks and the names of months are the reader's (metrics/locales.py).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from metrics import locales
from metrics.results import Accuracy, BaselineResult, ForecastResult, KpiResult, Payback, ProjectResult

THIN = "\u202f"  # narrow no-break space: keeps number and unit together
MINUS = "\u2212"
NOTHING = "–"
SHARE = "share"  # the unit of fractions: read as percent, their differences in percentage points
_DAY = re.compile(r"(?<![\w'\"“/.-])(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?![\w/-]|\.\w)")
MARKDOWN = frozenset("\\`*_[]$<>:~#|")


def percent(share: float | None, digits: int = 0, signed: bool = False) -> str:
    """A fraction as percent: −0.583 → "−58 %". A negative that rounds to zero loses its sign."""
    return NOTHING if share is None else f"{_signed(share * 100, digits, signed)}{THIN}%"


def points(share: float | None, signed: bool = False, fine: bool = False) -> str:
    """A difference of two shares in percentage points, one digit; fine: more where one digit would make it zero."""
    if share is None:
        return NOTHING
    more = (digits for digits in range(1, 5) if round(abs(share) * 100, digits) > 0)
    return f"{_signed(share * 100, next(more, 1) if fine else 1, signed)} points"


def number(value: float | None, digits: int | None = None) -> str:
    """A level: whole from 100 on and where it is whole, else with three significant digits."""
    if value is None:
        return NOTHING
    return _signed(value, _digits(value) if digits is None else min(digits, 6), False)


def _digits(value: float) -> int:
    small = 0 < abs(value) < 100 and value != int(value)
    return min(max(0, 2 - math.floor(math.log10(abs(value)))), 6) if small else 0


def level(value: float | None, unit: str = "", against: float | None = None) -> str:
    """A level with its unit; beside another that it is compared with, with digits enough to be told from it.

    A share is told in percent: 0.0742 → "7.4 %".
    """
    text = figure(value, unit)
    if value is not None and against is not None and value != against:
        say, few = (percent, 1) if unit == SHARE else (number, _digits(value))
        apart = (digits for digits in range(few, 7) if say(value, digits) != say(against, digits))
        text = say(value, next(apart, few))
    if not unit or unit == SHARE or value is None:
        return text
    return f"{text} {one(unit) if text == '1' else unit}"


def one(unit: str) -> str:
    """A unit as of one: "invoices" → "invoice", "minutes per ticket" → "minute per ticket"; unclear ones stay."""
    noun, space, rest = unit.partition(" ")
    if not noun.isalpha() or len(noun) < 4 or noun.lower() in ("series", "species"):
        return unit
    if noun.endswith("ies"):
        noun = noun[:-3] + "y"
    elif noun.endswith(("xes", "ches", "shes", "sses")):
        noun = noun[:-2]
    elif noun.endswith("s") and noun[-2] not in "aisu":  # gas, analysis, loss, status
        noun = noun[:-1]
    return noun + space + rest


def figure(value: float | None, unit: str = "") -> str:
    """A level as level() writes it, without its unit where it is a word: for places that name it once."""
    return percent(value, 1) if unit == SHARE else number(value)


def size(change: float, unit: str = "") -> str:
    """How far apart two levels are, without a sign: "28 tickets", "1.1 points"."""
    return points(abs(change), fine=True) if unit == SHARE else level(abs(change), unit)


def short(value: float | None) -> str:
    """A large level in few characters, three significant digits: "87.9k", "1.75m"; below a thousand as number()."""
    if value is None or abs(value) < 1000:
        return number(value if value is None else float(f"{value:.3g}"))
    rounded = float(f"{value:.3g}")
    size, mark = next((size, mark) for size, mark in ((1e9, "bn"), (1e6, "m"), (1e3, "k")) if abs(rounded) >= size)
    left = rounded / size
    return f"{_signed(left, max(0, 2 - math.floor(math.log10(abs(left)))), False)}{mark}"


def money(amount: float | None, currency: str, exact: bool = False) -> str:
    """An amount with its currency, to three significant digits or, exactly, to the cent."""
    if amount is None:
        return NOTHING
    if exact:
        return f"{currency}{THIN}{_signed(amount, 2, False)}"
    rounded = float(f"{amount:.3g}")
    small = 0 < abs(rounded) < 100 and rounded != int(rounded)
    return f"{currency}{THIN}{_signed(rounded, 2 if small else 0, False)}"


def months(count: float | None) -> str:
    """Months with one digit: "2.3 months", "1.0 month"."""
    if count is None:
        return NOTHING
    single = f"{abs(count):.1f}" == "1.0"
    return f"{_signed(count, 1, False)} {'month' if single else 'months'}"


def period(start: dt.date | int, grain: str) -> str:
    """A period's name: "October 2026", "2026-W07", "3 Oct 2026", or the number of a step."""
    if isinstance(start, int):
        return f"step {start}"
    if grain == "month":
        return locales.reader().month(start)
    return f"{start:%G-W%V}" if grain == "week" else day(start)


def day(date: dt.date | None) -> str:
    """A day: "3 Oct 2026"."""
    return NOTHING if date is None else locales.reader().date(date)


def dated(text: str) -> str:
    """A sentence of ours with its days and months as readers write them; what stands in quotes is a file's own."""
    return _DAY.sub(_day, text)


def _day(found: re.Match[str]) -> str:
    try:
        date = dt.date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:  # no such day
        return found[0]
    return day(date) if found[3] else period(date, "month")


def count(amount: int, noun: str, several: str | None = None) -> str:
    """A count with its noun: "1 month", "13 months", "2 entries"."""
    return f"{whole(amount)} {noun if amount == 1 else several or noun + 's'}"


def are(amount: int) -> str:
    """The verb of a count: "is" of 1, "are" of others."""
    return "is" if amount == 1 else "are"


def whole(amount: int) -> str:
    """A count alone: "12,345"."""
    return locales.reader().figures(f"{amount:,}")


def ahead(horizon: int, grain: str) -> str:
    """A horizon: "3 weeks ahead", "same week"."""
    return f"same {grain}" if horizon == 0 else f"{count(horizon, grain)} ahead"


def listed(names: Sequence[str]) -> str:
    """Names in a row: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def shortened(text: str, length: int) -> str:
    """A text cut to a length, with an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def opening(text: str) -> str:
    """A text as a sentence of its own: with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def plain(text: str) -> str:
    """A text that others wrote, as it is, for places that read Markdown."""
    return "".join("\\" + sign if sign in MARKDOWN else sign for sign in text)


def change(relative: float | None, better: str) -> str:
    """An effect as words that end in what it is compared with: "58 % lower (better) than"."""
    if relative is None or percent(abs(relative)) == percent(0):
        return "no different than"
    good = (relative > 0) == (better == "higher")
    size = f"{percent(abs(relative))} {'lower' if relative < 0 else 'higher'}"
    return f"{size} ({'better' if good else 'worse'}) than"


def payback(found: Payback | None) -> str:
    """A payback in a few words; "paid back" without a proven basis says so."""
    if found is None or found.status is None:
        return "no payback yet"
    if found.status == "lost_again":
        return "paid back, then lost again"
    if found.status == "not_reached" or found.months is None:
        return "not reached"
    if found.status == "projected":
        return f"projected after {months(found.months)}"
    return f"{months(found.months)}{'' if found.proven else ', not proven'}"


def sealed(base: BaselineResult | None, subject: str = "Baseline") -> str:
    """Whether a baseline was fixed before the launch or after it, and when; "" where that is not known."""
    if base is None:
        return ""
    on = f", {day(base.sealed_at.date())}" if base.sealed_at else ""
    said = {
        "before_launch": f"sealed before launch{on}",
        "after_launch": f"sealed after launch{on}",
        "no": "not sealed",
    }
    return f"{subject} {said[base.sealed]}".strip()


def claim(kpi: KpiResult) -> str:
    """A KPI's claim and, beside it, whether its baseline was sealed before launch."""
    return f"{kpi.sentence} {sealed(kpi.baseline)}." if kpi.sentence else ""


def summary(result: ProjectResult) -> str:
    """A project's results as the command line tells them."""
    lines = [f"{result.name}{' (simulated data)' if result.simulated else ''}, data to {day(result.as_of)}"]
    lines += [claim(kpi) for kpi in result.kpis if kpi.segment is None and kpi.sentence]
    if result.money and result.money.payback.status:
        back = result.money.payback
        paid = "Paid back after" if back.status == "paid_back" else "Payback:"
        lines.append(f"{paid} {payback(back)}{f' ({day(back.date)})' if back.date else ''}.")
        total, currency = result.money, result.currency
        sums = {"Invested": total.invested, "cost": total.cost, "benefit": total.benefit, "net": total.net}
        lines.append(", ".join(f"{name} {money(amount, currency)}" for name, amount in sums.items()) + " to date.")
    for forecast in result.forecasts:
        lines += [accuracy(forecast, row) for row in forecast.by_horizon]
    lines += [f"Warning: {warning.text}" for warning in result.warnings]
    lines += [f"Unknown {path}: {why}" for path, why in _money_reasons(result)]
    return "\n".join(lines)


def accuracy(forecast: ForecastResult, row: Accuracy) -> str:
    """A forecast's error at one horizon, in a sentence."""
    return (
        f"{forecast.title or forecast.name}, {row.model}, {ahead(row.horizon, forecast.grain)}: "
        f"{percent(row.wape, 1)} off, naive {percent(row.naive_wape, 1)}."
    )


def _money_reasons(result: ProjectResult) -> list[tuple[str, str]]:
    """Reasons of the money figures that a controller asks for first and that are unknown."""
    asked = ("money", "money.npv", "money.roi_pv", "money.irr", "money.payback.status", "money.payback.months")
    return [(path.removeprefix("money.") or path, result.reasons[path]) for path in asked if path in result.reasons]


def _signed(value: float, digits: int, plus: bool) -> str:
    text = f"{abs(value):,.{digits}f}"
    zero = not any(mark in "123456789" for mark in text)
    sign = "" if zero else MINUS if value < 0 else "+" if plus else ""
    return sign + locales.reader().figures(text)
