"""What a project owner defines: frozen pydantic models of the project file (docs/formats.md, part 1).

Fields of later parts are read, kept and written back before they act. Reading and writing TOML: definition.py.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from metrics.dataset import Dataset, Name, Part

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Grain = Literal["day", "week", "month"]
Better = Literal["lower", "higher"]
# How much one project may define: every snapshot computes all of it, so that a definition cannot outgrow the server.
MOST_PARTS = Field(max_length=300)
MOST_DATED = Field(max_length=5_000)


def _timezone(value: object) -> object:
    """A name the time zone database knows."""
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError(
            "timezone", 'is no time zone of the IANA database. Write it as in "Europe/Berlin"'
        ) from None
    return value


class ProjectInfo(Part):
    """The [project] table. Without a discount rate, discounted figures stay null."""

    id: Slug
    name: str = ""
    owner: str | None = None
    owner_until: dt.date | None = None
    launch: dt.date
    stage: Literal["pilot", "staged", "production"] = "production"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    discount_rate: Annotated[Decimal, Field(ge=0, le=10)] | None = None
    timezone: Annotated[str, BeforeValidator(_timezone)] = "UTC"
    calendar: Literal["working_days", "days", "none"] = "none"
    holidays: str | None = None
    primary: Name | None = None
    decision_month: Annotated[int, Field(ge=1, le=120)] = 12
    simulated: bool = False  # sample data: every page says so
    revision: int | None = None  # written by export; an older one is refused by apply

    def orphaned(self, day: dt.date) -> bool:
        """Whether the owner's time is over: `owner_until` is the first day on which nobody answers for the project."""
        return self.owner_until is not None and self.owner_until <= day


class Span(Part):
    """A half-open stretch of time: from ≤ t < until."""

    from_: dt.date = Field(alias="from")
    until: dt.date

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.until <= self.from_:
            raise PydanticCustomError("span", "until is not after from. until is the first day that no longer belongs")
        return self


class Control(Part):
    """An untouched KPI or segment, the regressor of the control rung."""

    kpi: Name | None = None
    segment: str | None = None
    reason: str | None = None


class Kpi(Part):
    """A measured quantity with unit and better direction."""

    title: str = ""
    unit: str = ""
    why: str = ""
    dataset: Name
    measure: str
    where: str | None = None
    time: str | None = None
    mature_after: Annotated[int, Field(ge=0)] | None = None
    better: Better
    grain: Grain = "month"
    grains: tuple[Grain, ...] = ()
    segments: Annotated[tuple[str, ...], Field(max_length=12)] = ()
    driver: Name | None = None
    per: Decimal = Decimal(1)
    baseline: Span | None = None  # None: all complete periods before launch minus baseline_gap
    baseline_gap: Annotated[int, Field(ge=0)] = 0
    ramp: Annotated[int, Field(ge=0)] = 0
    season: bool = True
    control: Control | None = None
    launches: Annotated[dict[str, dt.date], MOST_PARTS] = {}
    target: Decimal | None = None
    target_value: Decimal | None = None
    matters: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal("0.05")
    unit_value: Decimal | None = None
    realised_share: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    volume: Name | None = None  # another KPI: the volume that an average's benefit is multiplied with
    benefit_class: Literal["cash", "capacity", "avoided", "revenue"] = "capacity"
    claims: str | None = None
    guardrails: tuple[Name, ...] = ()

    def all_grains(self) -> tuple[Grain, ...]:
        """The main grain first, then the others to view."""
        return (self.grain, *(grain for grain in self.grains if grain != self.grain))


class Forecast(Part):
    """A forecast whose accuracy is measured; its rows are a dataset of shape "forecasts"."""

    title: str = ""
    dataset: Name
    grain: Grain = "week"
    season: Annotated[int, Field(ge=1)] = 1
    actual_lag: Annotated[int, Field(ge=0)] = 0
    history: Name | None = None


class Cost(Part):
    """One cost, or a recurring one (every month from `from` until `until`, excluded). A positive amount is spent."""

    date: dt.date | None = None
    every: Literal["month"] | None = None
    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None
    amount: Decimal
    category: Literal["build", "integration", "data", "licence", "usage", "internal_labour", "training", "run"]
    kind: Literal["investment", "running"]
    cash: bool = True
    sunk: bool = False
    planned: bool = False
    source: str = ""

    @model_validator(mode="after")
    def _when(self) -> Self:
        if (self.date is None) == (self.every is None):
            raise PydanticCustomError("when", 'needs either date, or every = "month" with from')
        if self.every and self.from_ is None:
            raise PydanticCustomError("when", 'has every = "month" but no from')
        return self


class Pool(Part):
    """A budget line or a team's hours that benefits draw on (`claims`): their sum cannot exceed what it cost before."""

    name: str
    amount: Annotated[Decimal, Field(ge=0)]  # its baseline cost
    every: Literal["month", "year"] = "year"

    def monthly(self) -> Decimal:
        """Its cost of one month."""
        return self.amount if self.every == "month" else self.amount / 12


class Apportioning(Part):
    """How the benefit of rows that several KPIs stand on is divided: the share that each counts, and who signed it."""

    kpis: dict[Name, Annotated[Decimal, Field(gt=0, le=1)]]
    by: Annotated[str, Field(min_length=1)]
    date: dt.date
    reason: Annotated[str, Field(min_length=1)]


class Plan(Part):
    """What was promised for a month."""

    month: dt.date
    benefit: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)


class Event(Part):
    """Something dated that charts show."""

    date: dt.date
    until: dt.date | None = None
    title: str
    kind: Literal["pulse", "holiday", "retraining", "note"] = "note"
    affects: tuple[Name, ...] = ()


class Rollback(Part):
    """The trigger, stated in advance, on which the project is rolled back."""

    kpi: Name
    above: Decimal | None = None
    below: Decimal | None = None
    for_: Annotated[int, Field(ge=1)] = Field(default=1, alias="for")


class Alert(Part):
    """A threshold on a KPI that somebody is told about."""

    kpi: Name
    above: Decimal | None = None
    below: Decimal | None = None
    min_rows: int | None = None


class Project(Part):
    """A whole project file. Cross references are checked here; formulas by rollup.formula."""

    project: ProjectInfo
    dataset: Annotated[dict[Name, Dataset], MOST_PARTS] = {}
    kpi: Annotated[dict[Name, Kpi], MOST_PARTS] = {}
    forecast: Annotated[dict[Name, Forecast], MOST_PARTS] = {}
    cost: Annotated[tuple[Cost, ...], MOST_DATED] = ()
    plan: Annotated[tuple[Plan, ...], MOST_DATED] = ()
    pool: Annotated[tuple[Pool, ...], MOST_PARTS] = ()
    apportioning: Annotated[tuple[Apportioning, ...], MOST_PARTS] = ()
    event: Annotated[tuple[Event, ...], MOST_DATED] = ()
    rollback: Rollback | None = None
    alert: Annotated[tuple[Alert, ...], MOST_PARTS] = ()

    def primary(self) -> str | None:
        """The KPI that the claim rests on: the one named, else the first."""
        return self.project.primary or next(iter(self.kpi), None)
