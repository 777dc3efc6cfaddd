"""The workbook: payback, NPV and reduction as formulas over the listed points and flows, beside what was reported."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics import words
from metrics.report import flow_sheets, points_sheet, told
from metrics.report.pack import Pack
from metrics.report.sheet import OPTIONS, Book, Live, serial
from metrics.results import Money

STATUS = {
    "paid_back": "paid back",
    "projected": "projected",
    "lost_again": "paid back and lost again",
    "not_reached": "not paid back",
}
HEADS = ("Figure", "By formula", "As reported", "")
WORKING = (
    "How the months are counted: whole months from the launch's day, and the days of the last one over its length."
)


ABOUT = "“By formula” follows what is changed on the other sheets; “as reported” is what Proveout computed."


def workbook(pack: Pack) -> bytes:
    """The file of an .xlsx."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as file:
        file.set_properties(
            {"title": told.printable(told.title(pack.result)), "created": pack.made_at.replace(tzinfo=None)}
        )
        book = Book(file)
        summary = book.sheet("Summary", told.title(pack.result), ABOUT, (40, 24, 24, 70))
        points_sheet.points(book, pack)
        money = pack.result.money
        if money and money.assumptions:
            flow_sheets.flows(book, money.assumptions, money, pack.result.currency)
            flow_sheets.assumptions(book, money.assumptions, pack.result.currency)
        elif money and money.cash_flows:
            _listed(book, money, pack.result.currency)
        points_sheet.flags(book, pack)
        _summary(book, summary, pack)
        _provenance(book, pack)
        summary.activate()
    return out.getvalue()


def _summary(book: Book, sheet: Worksheet, pack: Pack) -> None:
    row = 3
    for line in told.sentences(pack):
        book.text(sheet, row, 0, line)
        row += 1
    row += 1
    book.heads(sheet, row, HEADS)
    for kpi in pack.kpis():
        why = words.dated(pack.result.reasons.get(f"kpi.{kpi.name}.effect", ""))
        row = _kpi_rows(book, sheet, row, kpi.name, kpi.title, kpi.unit, kpi.effect.relative, kpi.effect.absolute,
                        told.effect(kpi).note or why)  # fmt: skip
    money = pack.result.money
    if money is not None:
        row = _money_rows(book, sheet, row + 1, money, pack)
    for text in told.warnings(pack.result):
        row += 1
        book.text(sheet, row, 0, f"Note: {text}", "muted")


def _kpi_rows(
    book: Book,
    sheet: Worksheet,
    row: int,
    name: str,
    title: str,
    unit: str,
    relative: float | None,
    absolute: float | None,
    note: str,
) -> int:
    for label, key, value, style in (
        (f"{title}: effect", "effect", relative, "percent"),
        (f"{title}: effect, {unit or 'in its unit'}", "absolute", absolute, "amount"),
    ):
        row += 1
        _row(book, sheet, row, label, book.live.get(f"{key}.{name}"), value, style)
        book.text(sheet, row, 3, note if key == "effect" else "", "note")
    return row


def _money_rows(book: Book, sheet: Worksheet, row: int, money: Money, pack: Pack) -> int:
    back, reasons, live = money.payback, pack.result.reasons, dict(book.live)
    day = None if back.date is None else serial(back.date.toordinal())
    if back.status is not None and "pay_day" in live:
        row = _payback(book, sheet, row, money, live)
    rows: list[tuple[str, str, float | str | None, str]] = [
        ("Payback, months from launch", "payback.months", back.months, "months"),
        ("Payback on", "payback.date", day, "day"),
        ("Payback at the earliest, months", "payback.earliest", back.earliest, "months"),
        ("Payback at the latest, months", "payback.latest", back.latest, "months"),
        (f"Invested, {pack.result.currency}", "invested", money.invested, "money"),
        (f"All costs, {pack.result.currency}", "cost", money.cost, "money"),
        (f"Benefit, {pack.result.currency}", "benefit", money.benefit, "money"),
        (f"Proven benefit, {pack.result.currency}", "proven_benefit", money.proven_benefit, "money"),
        (f"Net, {pack.result.currency}", "net", money.net, "money"),
        (f"Net present value (NPV), {pack.result.currency}", "npv", money.npv, "money"),
        ("Return on investment (ROI)", "roi", money.roi, "percent"),
        ("Internal rate of return (IRR), a year", "irr", money.irr, "percent"),
    ]
    for label, key, value, style in rows:
        row += 1
        open_ = key in ("npv", "payback.months", "payback.date")  # another assumption may make them known
        _row(book, sheet, row, label, live.get(key) if value is not None or open_ else None, value, style)
        ahead = "projected, as reported" if back.status == "projected" and key.startswith("payback.") else ""
        why = words.dated(reasons.get(f"money.{key}", ""))
        book.text(sheet, row, 3, why if value is None else ahead, "note")
    return row


def _payback(book: Book, sheet: Worksheet, row: int, money: Money, live: dict[str, Live]) -> int:
    """The status, and the steps from the day on which cumulative net crosses zero to months from launch."""
    back = money.payback
    row += 1
    _row(
        book,
        sheet,
        row,
        "Payback",
        Live(live["status"].formula, STATUS[back.status or ""]),
        STATUS[back.status or ""],
        "text",
    )
    near, whole, months, date = _steps()
    at = 60 + row  # below everything that is read, where a controller finds the steps
    book.text(sheet, at - 1, 0, WORKING, "muted")
    day = live["pay_day"].value
    steps = (
        ("Cumulative net crosses zero on (day number)", "pay_day", live["pay_day"]),
        ("The day that has begun by then", "pay_near", Live(near, day if isinstance(day, str) else int(round(day, 9)))),
        ("Whole months from launch", "pay_whole", Live(whole, "" if back.months is None else math.floor(back.months))),
    )
    for place, (label, name, step) in enumerate(steps):
        book.text(sheet, at + place, 0, label)
        book.formula(sheet, at + place, 1, step, "moment")
        book.file.define_name(name, f"=Summary!$B${at + place + 1}")
    live["payback.months"] = Live(months, "not reached" if back.months is None else back.months)
    live["payback.date"] = Live(date, "" if back.date is None else serial(back.date.toordinal()))
    return row


def _steps() -> Iterator[str]:
    """As measure.payback.months_from and day_of."""
    between = "(YEAR(pay_near)-YEAR(launch_day))*12+MONTH(pay_near)-MONTH(launch_day)"
    yield '=IF(pay_day="","",INT(ROUND(pay_day,9)))'
    yield f'=IF(pay_day="","",{between}-IF(EDATE(launch_day,{between})>pay_near,1,0))'
    begun, over = "EDATE(launch_day,pay_whole)", "EDATE(launch_day,pay_whole+1)"
    yield f'=IF(pay_day="","not reached",pay_whole+(pay_day-{begun})/({over}-{begun}))'
    yield '=IF(pay_day="","",ROUNDUP(ROUND(pay_day,9),0)-1)'


def _row(
    book: Book, sheet: Worksheet, row: int, label: str, live: Live | None, value: float | str | None, style: str
) -> None:
    book.text(sheet, row, 0, label)
    if live is not None:
        book.formula(sheet, row, 1, live, style)
    if isinstance(value, str) or value is None:
        book.text(sheet, row, 2, value or "unknown")
    else:
        book.number(sheet, row, 2, value, style)


def _listed(book: Book, money: Money, currency: str) -> None:
    """Flows without assumptions to vary: as they were computed."""
    about = f"{currency}. No KPI's benefit is known, so that nothing follows from an assumption."
    sheet = book.sheet(flow_sheets.FLOWS, "Cash flows", about, (12, 15, 15, 15, 15))
    book.table(sheet, flow_sheets.FIRST - 1, ("Month", "Cost", "Benefit", "Net", "Cumulative net"))
    for row, flow in enumerate(money.cash_flows, start=flow_sheets.FIRST):
        book.day(sheet, row, 0, flow.period)
        for column, amount in enumerate((flow.cost, flow.benefit, flow.net, flow.cumulative), start=1):
            book.number(sheet, row, column, amount, "money")


def _provenance(book: Book, pack: Pack) -> None:
    about = "The hashes stand for the numbers: who keeps them notices any change."
    sheet = book.sheet("Provenance", "Where the numbers come from", about, (22, 40, 12, 12, 70))
    row = 3
    for name, value in told.provenance(pack):
        book.text(sheet, row, 0, name)
        book.text(sheet, row, 1, value)
        row += 1
    book.heads(sheet, row + 1, told.UPLOADS)
    for row, one in enumerate(pack.result.inputs.uploads, start=row + 2):  # noqa: B020
        for column, cell in ((0, one.dataset), (1, one.file), (4, one.sha256)):
            book.text(sheet, row, column, cell)
        book.number(sheet, row, 2, one.rows, "whole")
        book.number(sheet, row, 3, one.rejected, "whole")
    sheet.print_area(0, 0, row, 4)  # on paper the manifest, which programs read, would be one line of some pages
    book.text(sheet, row + 3, 0, "Manifest, read by proveout verify", "muted")
    book.text(sheet, row + 4, 0, pack.manifest().text(), "kept")
