"""The sheets Assumptions and Cash flows: costs and benefits month by month as formulas over what they rest on.

The rules are those of measure/what_if.py and measure/scenarios.py, so that an assumption changed in the workbook gives
the answer that the page's what-if gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from metrics.chart import flow_table
from metrics.measure.payback import monthly_growth
from metrics.measure.scenarios import PACE
from metrics.report.sheet import Book, Live, cell, column_of, serial
from metrics.results import AssumedMonth, Assumptions, Money

FLOWS, ASSUMPTIONS = "Cash flows", "Assumptions"
FIRST = 4  # the first row of a table, from 0
AMOUNT = 12  # letters wide: twelve such columns are read on paper across
GAINED = 5  # the first column of what KPIs gained
ZERO = "-0.000001"  # as scenarios.TINY: sums of doubles that should be zero are not always


def assumptions(book: Book, stated: Assumptions, currency: str) -> None:
    """The sheet of what may be changed, each cell with a name that the formulas use."""
    about = "Change a coloured cell: payback, NPV, benefit and returns on Summary follow, as with What if? on the page."
    sheet = book.sheet(ASSUMPTIONS, "Assumptions", about, (34, 16, 22, 22, 24))
    book.heads(sheet, FIRST - 1, ("KPI", "Unit", f"{currency} per unit", "Share that becomes real", "Pool"))
    row = FIRST
    for place, one in enumerate(stated.priced, start=1):
        book.text(sheet, row, 0, one.title)
        book.text(sheet, row, 1, one.unit)
        _asked(book, sheet, row, 2, f"value_of_{place}_", one.unit_value, "ask_money")
        _asked(book, sheet, row, 3, f"share_of_{place}_", one.realised_share, "ask_percent")
        book.text(sheet, row, 4, one.pool or "")
        row += 1
    row += 1
    book.text(sheet, row, 0, "Running costs, of today's")
    _asked(book, sheet, row, 2, "running_costs", 1.0, "ask_percent")
    book.text(sheet, row + 1, 0, "Discount rate a year (empty: no NPV)")
    _asked(book, sheet, row + 1, 2, "discount_rate", stated.discount_rate, "ask_percent")
    book.text(sheet, row + 2, 0, "Launch")
    book.day(sheet, row + 2, 2, stated.launch)
    _named(book, "launch_day", row + 2, 2)
    row += 4
    if stated.pools:
        book.heads(sheet, row, ("Pool", "", f"{currency} a month at most"))
    for place, (pool, most) in enumerate(stated.pools.items(), start=1):
        book.text(sheet, row + place, 0, pool)
        _asked(book, sheet, row + place, 2, f"pool_of_{place}_", most, "ask_money")


def flows(book: Book, stated: Assumptions, money: Money, currency: str) -> None:
    """The sheet of months; book.live gets the sums, NPV and the day of payback."""
    count = len(stated.priced)
    ahead = list(stated.ahead) if len(stated.pace) >= PACE else []
    months, last_known = [*stated.known, *ahead], FIRST + len(stated.known) - 1
    about = f"{currency}. Months ahead go on at the pace of three months; they count only where nothing has paid back."
    sheet = book.sheet(FLOWS, "Cash flows", about, (10, 10, 7, *([AMOUNT] * (8 + count)), 28))
    gained = [f"{one.title}, gained{f' ({one.unit})' if one.unit else ''}" for one in stated.priced]
    names = ("Cost", "Benefit", "Net", "Cumulative net", "Crosses zero on (day number)", "Discounted net", "Note")
    book.table(sheet, FIRST - 1, ("Month", "Known to, excluded", "", "Invested", "Running, as stated", *gained, *names))
    notes = {flow.period: flow_table.note(money, flow) for flow in money.cash_flows}
    values = _values(stated, months)
    for step, month in enumerate(months):
        row, known = FIRST + step, step < len(stated.known)
        book.day(sheet, row, 0, month.period)
        book.day(sheet, row, 1, month.ends)
        book.text(sheet, row, 2, "known" if known else "ahead", "muted")
        book.number(sheet, row, 3, month.invested, "money")
        book.number(sheet, row, 4, month.running, "money")
        for place, one in enumerate(stated.priced):
            book.number(sheet, row, GAINED + place, one.amounts[step] if known else None, "amount")
        styles = ("money", "money", "money", "money", "moment", "money")
        for column, (formula, value, style) in enumerate(
            zip(_row(stated, row, known), values[step], styles, strict=True), start=GAINED + count
        ):
            if known or column < GAINED + count + 5:
                book.formula(sheet, row, column, Live(formula, value), style)
        if known and notes.get(month.period):
            book.text(sheet, row, GAINED + count + 6, notes[month.period], "muted")
    day = _pay_day(values, len(stated.known))
    book.live |= _live(stated, money, count, last_known, FIRST + len(months) - 1, day)
    _chart(book, sheet, GAINED + count + 3, last_known)
    # on paper without the chart: it stands beside the table, and would make a page's width of both
    sheet.print_area(0, 0, FIRST + len(months) - 1, GAINED + count + 6)


def _asked(book: Book, sheet: Worksheet, row: int, column: int, name: str, value: float | None, style: str) -> None:
    if value is None:
        sheet.write_blank(row, column, None, book.style(style))
    else:
        book.number(sheet, row, column, value, style)
    _named(book, name, row, column)


def _named(book: Book, name: str, row: int, column: int) -> None:
    book.file.define_name(name, f"={column_of(ASSUMPTIONS, column, row, row).split(':')[0]}")


def _row(stated: Assumptions, row: int, known: bool) -> Sequence[str]:
    """The formulas of a month: cost, benefit, net, cumulative net, the day of a crossing, discounted net."""
    at = GAINED + len(stated.priced)
    cost, benefit, net, total = (cell(row, at + place) for place in range(4))
    before = cell(row - 1, at + 3)
    if row == FIRST:
        crossed, running = f'=IF(AND({total}>={ZERO},{cost}>0),{cell(row, 1)},"")', f"={net}"
    else:
        begins = f'AND({cost}>0,COUNTIF({cell(FIRST, at)}:{cell(row - 1, at)},">0")=0)'
        start, end = cell(row, 0), cell(row, 1)
        part = f"{start}+MIN(1,MAX(0,-{before}/{net}))*({end}-{start})"
        there = f"AND({total}>={ZERO},OR({before}<{ZERO},{begins}))"
        crossed, running = f'=IF({there},IF({before}<{ZERO},{part},{end}),"")', f"={before}+{net}"
    return (
        f"={cell(row, 3)}+{cell(row, 4)}*running_costs",
        _benefit(stated, row) if known else f"=({'+'.join(cell(FIRST + p, at + 1) for p in stated.pace)})/{PACE}",
        f"={benefit}-{cost}",
        running,
        crossed,
        f'=IF(ISNUMBER(discount_rate),{net}/(1+discount_rate)^({row - FIRST}/12),"")',
    )


def _benefit(stated: Assumptions, row: int) -> str:
    """Σ by pool of what the KPIs gained, each pool at most its month's baseline cost."""
    sums: dict[str | None, list[str]] = {}
    for place, one in enumerate(stated.priced):
        term = f"{cell(row, GAINED + place)}*value_of_{place + 1}_*share_of_{place + 1}_"
        sums.setdefault(one.pool if one.pool in stated.pools else None, []).append(term)
    caps = {pool: f"pool_of_{place}_" for place, pool in enumerate(stated.pools, start=1)}
    return "=" + "+".join(
        f"({'+'.join(terms)})" if pool is None else f"MIN({caps[pool]},{'+'.join(terms)})"
        for pool, terms in sums.items()
    )


def _values(stated: Assumptions, months: Sequence[AssumedMonth]) -> list[tuple[float | str, ...]]:
    """What the formulas of `_row` give for all months as the file is written."""
    found: list[tuple[float | str, ...]] = []
    benefits: list[float] = []
    total, spent, tiny = 0.0, False, float(ZERO)
    for step, month in enumerate(months):
        benefits.append(_gained(stated, step, benefits))
        cost = month.invested + month.running
        net, before = benefits[-1] - cost, total
        total += net
        crossed: float | str = ""
        if total >= tiny and before < tiny:
            start, end = month.period.toordinal(), month.ends.toordinal()
            crossed = serial(start + min(1.0, max(0.0, -before / net)) * (end - start))
        elif total >= tiny and cost > 0 and not spent:
            crossed = serial(month.ends.toordinal())
        spent = spent or cost > 0
        rate = stated.discount_rate
        now: float | str = "" if rate is None else net / monthly_growth(rate) ** step
        found.append((cost, benefits[-1], net, total, crossed, now))
    return found


def _gained(stated: Assumptions, step: int, benefits: Sequence[float]) -> float:
    if step >= len(stated.known):
        return sum(benefits[place] for place in stated.pace) / PACE
    sums: dict[str | None, float] = {}
    for one in stated.priced:
        pool = one.pool if one.pool in stated.pools else None
        sums[pool] = sums.get(pool, 0.0) + one.amounts[step] * one.unit_value * one.realised_share
    return sum(amount if pool is None else min(amount, stated.pools[pool]) for pool, amount in sums.items())


def _live(stated: Assumptions, money: Money, count: int, known: int, last: int, day: float | str) -> Mapping[str, Live]:
    """The sums over the known months, and the day of payback as scenarios.outcome finds it."""
    at = GAINED + count
    cost, benefit, crossed, now = (column_of(FLOWS, at + place, FIRST, known) for place in (0, 1, 4, 5))
    end, far = (column_of(FLOWS, at + 3, row, row).split(":")[0] for row in (known, last))
    ever = column_of(FLOWS, at + 4, FIRST, last)
    later = f'IF(AND(COUNT({crossed})=0,COUNT({ever})>0,{far}>={ZERO}),MAX({ever}),"")' if last > known else '""'
    paid = f"AND(COUNT({crossed})>0,{end}>={ZERO})"
    short = f'IF(pay_day<>"","projected",IF(COUNT({crossed})>0,"paid back and lost again","not paid back"))'
    spent, came = f"SUM({cost})", f"SUM({benefit})"
    return {
        "invested": Live(f"=SUM({column_of(FLOWS, 3, FIRST, known)})", money.invested or 0.0),
        "cost": Live(f"={spent}", money.cost or 0.0),
        "benefit": Live(f"={came}", money.benefit or 0.0),
        "net": Live(f"={came}-{spent}", money.net or 0.0),
        "roi": Live(f'=IF({spent}>0,({came}-{spent})/{spent},"unknown")', _or_unknown(money.roi)),
        "npv": Live(f'=IF(ISNUMBER(discount_rate),SUM({now}),"unknown")', _or_unknown(money.npv)),
        "status": Live(f'=IF({paid},"paid back",{short})', ""),
        "pay_day": Live(f"=IF({paid},MAX({crossed}),{later})", day),
    }


def _pay_day(values: Sequence[tuple[float | str, ...]], known: int) -> float | str:
    """What the formula of the day of payback gives as the file is written."""
    total, crossed = 3, 4
    found = [row[crossed] for row in values[:known] if row[crossed] != ""]
    if found:
        return found[-1] if float(values[known - 1][total]) >= float(ZERO) else ""
    ahead = [row[crossed] for row in values[known:] if row[crossed] != ""]
    return ahead[-1] if ahead and float(values[-1][total]) >= float(ZERO) else ""


def _or_unknown(value: float | None) -> float | str:
    return "unknown" if value is None else value


def _chart(book: Book, sheet: Worksheet, column: int, last: int) -> None:
    chart = book.file.add_chart({"type": "line"})
    line = {"color": "#5A6670", "width": 2.25}
    categories = f"={column_of(FLOWS, 0, FIRST, last)}"
    chart.add_series({"name": "Cumulative net", "categories": categories, "line": line,
                      "values": f"={column_of(FLOWS, column, FIRST, last)}"})  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_title({"name": "Cumulative net"})
    chart.set_x_axis({"date_axis": True, "num_format": "mmm yy", "label_position": "low"})
    sheet.insert_chart(1, column + 5, chart)
