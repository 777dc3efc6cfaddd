"""What a report of several projects is made of, and the words and rows that all its formats share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics import words
from metrics.chart import answers, held_strip, standing, tables
from metrics.report import told
from metrics.report.manifest import Format, Manifest
from metrics.report.pack import Pack
from metrics.report.told import Fact
from metrics.results import Headline, KpiResult
from metrics.store import Head

TITLE = "Portfolio"
BACK = "When did it pay back?"
NET = "What went in, what came back?"
PROJECTS = ("Project", "Verdict", "Effect (95 %)", "Held", "Latest periods", "Payback", "Net")
SHARES = (26, 18, 20, 9, 16, 19, 14)  # of a table's width
PROVED = ("Project", "Data to", "Revision", "Method", "Snapshot")
LANE_NAME = 70  # characters of a name above its lane
FEW = 4  # projects named on the first page
STRIP = 12  # periods of a held strip in a table's cell


@dataclass(frozen=True)
class Member:
    """A project of the portfolio: its results, its line, and what must be said of how it came here ("" is usual)."""

    pack: Pack
    line: Headline
    note: str = ""

    @property
    def primary(self) -> KpiResult | None:
        """The KPI that the project is judged by."""
        return next((kpi for kpi in self.pack.kpis() if kpi.primary), None)

    def title(self) -> str:
        """Its heading."""
        return told.title(self.pack.result)

    def sentences(self) -> list[str]:
        """What is said first: payback, the primary KPI's claim, and what needs a decision."""
        claim = [self.primary.sentence] if self.primary and self.primary.sentence else []
        back = [told.payback(self.pack.result)] if self.pack.result.money else []
        decision = [f"Needs a decision: {self.line.decision}"] if self.line.decision else []
        result = self.pack.result
        told_ = [*back, *claim, *told.forecasts(result), *told.lacking(result), *decision, *told.empty(result)]
        return [*told_, *([self.note] if self.note else [])]


@dataclass(frozen=True)
class Portfolio:
    """Projects in the order of the page; left_out: those that are not told of, and why, in sentences."""

    members: tuple[Member, ...]
    head: Head
    made_at: dt.datetime
    made_by: str
    left_out: tuple[str, ...] = ()

    def numbered(self, format: Format) -> Portfolio:
        """The same for one format, each project with its place in the file."""
        of = len(self.members)
        parts = [replace(one.pack, format=format, part=n, of=of) for n, one in enumerate(self.members, start=1)]
        members = tuple(replace(one, pack=pack) for one, pack in zip(self.members, parts, strict=True))
        return replace(self, members=members)

    def manifests(self) -> list[Manifest]:
        """What the file says of each project."""
        return [one.pack.manifest() for one in self.members]

    def currencies(self) -> list[str]:
        """The currencies, the most frequent first."""
        return tables.currencies([one.line for one in self.members])

    def lines(self, currency: str) -> list[Headline]:
        """The lines of the projects that count in a currency."""
        return [one.line for one in self.members if one.line.currency == currency]

    def totals(self, currency: str) -> tables.Totals:
        """Sums of one currency; currencies are never added."""
        grains = {one.line.project: one.primary.grain for one in self.members if one.primary}
        return tables.totals(self.lines(currency), currency, grains)


def sentence(found: Portfolio, currency: str) -> str:
    """The answer of the page for a currency, and which projects hold, without their marks."""
    total, lines = found.totals(currency), found.lines(currency)
    answer = answers.portfolio(lines, total.benefit, total.cost, currency)
    return f"{answer} {standing.sentence(lines)}".strip().replace("**", "")


def beside(found: Portfolio, currency: str) -> list[str]:
    """What stands with the answer: which projects are simulated, and what needs a decision, by name and with why."""
    lines = found.lines(currency)
    simulated = [line.name for line in lines if line.simulated]
    due = standing.due(lines)
    said = [f"Simulated data: {words.listed(_few(simulated))}."] if simulated else []
    said += [f"{line.name}: {line.decision}" for line in due[:FEW]]
    more = words.count(len(due) - FEW, "more project needs", "more projects need")
    return [*said, *([f"{more} a decision, as their sections say."] if len(due) > FEW else [])]


def _few(names: list[str]) -> list[str]:
    return names if len(names) <= FEW + 1 else [*names[:FEW], f"{len(names) - FEW} more"]


def facts(found: Portfolio, currency: str) -> list[Fact]:
    """The totals of a currency; a project without a figure counts nothing there."""
    total = found.totals(currency)
    amounts = {"Invested": total.invested, "All costs": total.cost, "Returned": total.benefit, "Net to date": total.net}
    told_ = [Fact(name, words.money(amount, currency)) for name, amount in amounts.items()]
    told_.append(Fact("Paid back", f"{total.paid_back} of {total.projects}"))
    return [
        *told_,
        *(Fact(f"{grain.capitalize()}s held", f"{met} of {of}") for grain, (met, of) in total.held.items()),
    ]


def rows(lines: Sequence[Headline]) -> list[list[str]]:
    """A line a project, as cells."""
    return [
        [
            line.name,
            answers.verdict(line),
            answers.effect(line),
            answers.held(line),
            held_strip.as_text(line.held_states[-STRIP:]) if line.held else "",
            words.payback(line.payback),
            words.money(line.net, line.currency),
        ]
        for line in lines
    ]


def lanes(lines: Sequence[Headline]) -> list[Headline]:
    """The lines of projects with a claim, for the chart of paybacks; long names are cut there."""
    return [line.model_copy(update={"name": words.shortened(line.name, LANE_NAME)}) for line in lines if line.has_kpis]


def provenance(found: Portfolio) -> list[tuple[str, str]]:
    """Where the file comes from, as name and value."""
    return [
        ("Projects", words.count(len(found.members), "project")),
        ("Audit head", f"entry {found.head.n}, {found.head.hash}"),
        ("Made", f"{found.made_at:%Y-%m-%d %H:%M} UTC by {found.made_by}"),
        ("Check", "proveout verify FILE says of every project whether its numbers still hold"),
    ]


def foot(found: Portfolio) -> str:
    """The line under each page and slide."""
    count = words.count(len(found.members), "project")
    return f"{TITLE} · {count} · made {found.made_at:%Y-%m-%d %H:%M} UTC · audit {found.head.hash[:12]}"


def proved(found: Portfolio) -> list[list[str]]:
    """What each project's numbers were computed from."""
    results = [one.pack.result for one in found.members]
    return [
        [one.name, words.day(one.as_of), str(one.inputs.revision), one.method, one.snapshot or told.UNKNOWN]
        for one in results
    ]
