"""What rules are asked on, and what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from metrics.model import Project
from metrics.results import KpiResult, Point, ProjectResult
from metrics.store import Upload, Wishes


@dataclass(frozen=True)
class Booked:
    """A closed month. moved: its figures that are others now, in words; "" while it stands as it was signed."""

    month: dt.date
    closed_by: str
    moved: str = ""


@dataclass(frozen=True)
class Case:
    """A project on a day (in its own time zone): the standing results, and the last ones of an earlier data date.

    uploads: the live ones by dataset, oldest first. defined_on: the day on which the project came to be. closed: its
    closed months.
    """

    project: Project
    now: ProjectResult
    before: ProjectResult | None
    today: dt.date
    uploads: Mapping[str, tuple[Upload, ...]]
    defined_on: dt.date
    wishes: Wishes
    closed: tuple[Booked, ...] = ()

    def mains(self) -> tuple[KpiResult, ...]:
        """Every KPI as a whole, at its main grain."""
        return mains(self.project, self.now)


@dataclass(frozen=True)
class Judgement:
    """What a rule says of one thing. firing None: it cannot be judged now, and what stood before still stands.

    text: one sentence with the numbers, also of what no longer fires. about: what it was judged on: news where that
    changes. once: an event, which is not told again after a pause. page, query: where the chart is.
    """

    key: str
    firing: bool | None
    title: str
    text: str
    about: str = ""
    once: bool = False
    page: str = "project"
    query: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)
    moved: tuple[str, ...] = ()


Judged = Iterable[Judgement]


def mains(project: Project, result: ProjectResult) -> tuple[KpiResult, ...]:
    """Every KPI of a result as a whole, at its main grain; those that the definition no longer has are left out."""
    grains = {name: kpi.grain for name, kpi in project.kpi.items()}
    return tuple(kpi for kpi in result.kpis if kpi.segment is None and grains.get(kpi.name) == kpi.grain)


def of_kpi(kpi: KpiResult) -> dict[str, str]:
    """The query of a KPI's chart."""
    return {"kpi": kpi.name, "grain": kpi.grain}


def place(project: str, judgement: Judgement) -> str:
    """The path of the page with the chart."""
    return f"/{judgement.page}?{urlencode({'project': project, **judgement.query})}"


def since_launch(project: Project, kpi: KpiResult) -> list[Point]:
    """The complete periods since launch whose value is known."""
    return [p for p in kpi.points if p.period >= project.project.launch and p.complete and p.value is not None]
