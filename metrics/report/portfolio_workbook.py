"""The workbook of a portfolio: a line a project with sums by formula, and a sheet a project with its flows."""

from __future__ import annotations

import io

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics import words
from metrics.chart import answers, flow_table
from metrics.report import portfolio as told_of
from metrics.report import told
from metrics.report.portfolio import PROVED, TITLE, Member, Portfolio
from metrics.report.sheet import OPTIONS, Book, Live, cell, column_of
from metrics.results import Money

HEADS = ("Project", "Currency", "Verdict", "Effect", "low", "high", "Held", "of", "Payback", "Months from launch",
         "Earliest", "Latest", "Invested", "All costs", "Benefit", "Net", "Needs a decision", "Sheet")  # fmt: skip
WIDTHS = (34, 9, 22, 9, 9, 9, 7, 7, 26, 11, 9, 9, 14, 14, 14, 14, 50, 26)
PLACES = {"invested": 12, "cost": 13, "benefit": 14, "net": 15}  # columns of Projects
CURRENCY = 1
FIRST = 4  # the first row of a table, from 0
NAME = 31  # characters that a sheet's name may have
ABOUT = "Sums follow the lines of Projects; a project's costs, benefit and net follow the months on its own sheet."


def workbook(found: Portfolio) -> bytes:
    """The file of an .xlsx."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as file:
        file.set_properties({"title": TITLE, "created": found.made_at.replace(tzinfo=None)})
        book = Book(file)
        summary = book.sheet("Summary", TITLE, ABOUT, (30, 18, 18, 18, 18, 18))
        lines = book.sheet("Projects", "Projects", "A line a project; unknown figures are empty.", WIDTHS)
        _provenance(book, found)
        for n, member in enumerate(found.members):
            _line(book, lines, FIRST + n, member, _member(book, member, n + 1))
        book.table(lines, FIRST - 1, HEADS)
        lines.autofilter(FIRST - 1, 0, FIRST + len(found.members) - 1, len(HEADS) - 1)
        _summary(book, summary, found)
        summary.activate()
    return out.getvalue()


def _summary(book: Book, sheet: Worksheet, found: Portfolio) -> None:
    last, row = FIRST + len(found.members) - 1, 3
    currencies = column_of("Projects", CURRENCY, FIRST, last)
    for currency in found.currencies():
        total = found.totals(currency)
        book.text(sheet, row, 0, told_of.sentence(found, currency))
        for line in told_of.beside(found, currency):
            row += 1
            book.text(sheet, row, 0, line)
        book.heads(sheet, row + 1, (f"Figure, {currency}", "By formula", "As reported"))
        row += 2
        for name, field in (("Invested", "invested"), ("All costs", "cost"), ("Benefit", "benefit"), ("Net", "net")):
            value = getattr(total, field)
            amounts = column_of("Projects", PLACES[field], FIRST, last)
            book.text(sheet, row, 0, f"{name}, {currency}")
            if value is not None:
                book.formula(sheet, row, 1, Live(f'=SUMIFS({amounts},{currencies},"{currency}")', value), "money")
                book.number(sheet, row, 2, value, "money")
            else:
                book.text(sheet, row, 2, told.UNKNOWN)
            row += 1
        for name, of, all_ in (
            ("Paid back", total.paid_back, total.projects),
            *((f"{grain.capitalize()}s held", met, of) for grain, (met, of) in total.held.items()),
        ):
            book.text(sheet, row, 0, name)
            book.text(sheet, row, 2, f"{of} of {all_}")
            row += 1
        row += 1
    for line in found.left_out:
        book.text(sheet, row, 0, line, "muted")
        row += 1


def _line(book: Book, sheet: Worksheet, row: int, member: Member, at: tuple[str, dict[str, str]]) -> None:
    """A project's line; its sums are those of its own sheet where that lists the months."""
    line, (name, sums) = member.line, at
    back, effect, held = line.payback, line.effect, line.held
    for column, said in ((0, line.name), (1, line.currency), (2, answers.verdict(line)), (16, line.decision or "")):
        book.text(sheet, row, column, said)
    book.text(sheet, row, 8, words.payback(back))
    numbers: list[tuple[int, float | None, str]] = []
    if effect:
        numbers += [(3, effect.relative, "percent"), (4, effect.low, "percent"), (5, effect.high, "percent")]
    if held and held.of:
        numbers += [(6, held.met, "whole"), (7, held.of, "whole")]
    if back:
        numbers += [(9, back.months, "months"), (10, back.earliest, "months"), (11, back.latest, "months")]
    for column, value, style in numbers:
        book.number(sheet, row, column, value, style)
    for field, column in PLACES.items():
        value = getattr(line, field)
        if field in sums and value is not None:
            book.formula(sheet, row, column, Live(sums[field], value), "money")
        else:
            book.number(sheet, row, column, value, "money")
    sheet.write_url(row, 17, f"internal:'{name}'!A1", book.style("text"), name)


def _member(book: Book, member: Member, n: int) -> tuple[str, dict[str, str]]:
    """A project's sheet; its name, and the formulas of its sums by the figure's name."""
    found = member.pack.result
    name = f"{n} {found.project}"[:NAME].rstrip("'")
    sheet = book.sheet(name, member.title(), told.about(found), (40, 18, 18, 18, 18, 60))
    row = 3
    for line in member.sentences():
        book.text(sheet, row, 0, line)
        row += 1
    for fact in told.facts(found):
        row += 1
        for column, said in ((0, fact.name), (1, fact.value), (5, fact.note)):
            book.text(sheet, row, column, said, "muted" if column == 5 else "text")
    row += 2
    book.heads(sheet, row, ("KPI", "Effect", "Low", "High", "Held", "Claim"))
    for kpi in member.pack.kpis():
        row += 1
        book.text(sheet, row, 0, kpi.title)
        for column, value in enumerate((kpi.effect.relative, kpi.effect.low, kpi.effect.high), start=1):
            book.number(sheet, row, column, value, "percent")
        book.text(sheet, row, 4, f"{kpi.held.met} of {kpi.held.of}" if kpi.held and kpi.held.of else "")
        book.text(sheet, row, 5, words.claim(kpi))
    for text in told.warnings(found):
        row += 1
        book.text(sheet, row, 0, f"Note: {text}", "muted")
    sums = _flows(book, sheet, row + 2, name, found.money) if found.money and found.money.cash_flows else {}
    return name, sums


def _flows(book: Book, sheet: Worksheet, row: int, name: str, money: Money) -> dict[str, str]:
    """The months, net and cumulative net by formula; the formulas of the sums to date."""
    book.heads(sheet, row, ("Month", "Cost", "Benefit", "Net", "Cumulative net", "Note"))
    first, known = row + 1, row
    for at, flow in enumerate(money.cash_flows, start=first):
        book.day(sheet, at, 0, flow.period)
        book.number(sheet, at, 1, flow.cost, "money")
        book.number(sheet, at, 2, flow.benefit, "money")
        book.formula(sheet, at, 3, Live(f"={cell(at, 2)}-{cell(at, 1)}", (flow.benefit or 0.0) - flow.cost), "money")
        before = f"+{cell(at - 1, 4)}" if at > first else ""
        book.formula(sheet, at, 4, Live(f"={cell(at, 3)}{before}", flow.cumulative), "money")
        book.text(sheet, at, 5, flow_table.note(money, flow))
        known = known if flow.projected else at
    cost, benefit = (f"SUM({column_of(name, column, first, known)})" for column in (1, 2))
    return {"cost": f"={cost}", "benefit": f"={benefit}", "net": f"={benefit}-{cost}"} if known >= first else {}


def _provenance(book: Book, found: Portfolio) -> None:
    about = "The hashes stand for the numbers: who keeps them notices any change."
    sheet = book.sheet("Provenance", "Where the numbers come from", about, (34, 16, 10, 10, 74, 60))
    row = 3
    for name, value in told_of.provenance(found):
        book.text(sheet, row, 0, name)
        book.text(sheet, row, 1, value)
        row += 1
    book.heads(sheet, row + 1, (*PROVED, "Manifest, read by proveout verify"))
    for at, (cells, manifest) in enumerate(zip(told_of.proved(found), found.manifests(), strict=True), start=row + 2):
        for column, said in enumerate((*cells, manifest.text())):
            book.text(sheet, at, column, said, "kept" if column == len(cells) else "text")
    sheet.print_area(0, 0, at, len(PROVED) - 1)  # without the manifests, which programs read
