"""The line of a project: all that Portfolio reads of it."""

from __future__ import annotations

import datetime as dt

from metrics.model import Grain
from metrics.results.base import Held, Result, Verdict, Warn
from metrics.results.kpi import BaselineResult, Effect, HeldResult
from metrics.results.money import KnownMonth, Payback


class Headline(Result):
    """What one line of the portfolio shows. stale: a newer revision is being computed.

    owner_until, orphaned: of the definition and the day on which it is read, so that a lapse needs no new snapshot.
    """

    project: str
    name: str
    owner: str | None = None
    owner_until: dt.date | None = None
    orphaned: bool = False
    stage: str = "production"
    simulated: bool = False
    currency: str
    as_of: dt.date | None = None
    launch: dt.date
    snapshot: str = ""
    stale: bool = False
    limited: bool = False  # for a reader of some segments: no figure of the whole
    kpi: str | None = None  # the primary KPI's title
    unit: str = ""
    grain: Grain | None = None  # by which it is judged
    better: str | None = None
    verdict: Verdict | None = None
    sentence: str = ""
    effect: Effect | None = None
    held: HeldResult | None = None
    held_states: tuple[Held | None, ...] = ()
    trend: tuple[float | None, ...] = ()
    payback: Payback | None = None
    invested: float | None = None
    cost: float | None = None
    benefit: float | None = None
    net: float | None = None
    roi: float | None = None
    flows: tuple[KnownMonth, ...] | None = None  # None: without money, or frozen before headlines had it
    warnings: int = 0
    missing: tuple[Warn, ...] = ()  # days without rows since launch, in the data of the primary KPI or of the money
    decision: str | None = None
    noes: int = 0  # questions before launch that are answered no, where they put it at risk
    baseline: BaselineResult | None = None  # of the primary KPI; None too in snapshots from before headlines told it
    rollback: str | None = None  # the trigger that was stated in advance is met: the evidence, in a sentence
    has_kpis: bool = False
    has_forecasts: bool = False
    recheck_on: dt.date | None = None  # a period ends, or matures, on this day: results may change without an upload
