"""The assumptions that a project's money rests on, each with its path in the definition and its value as stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from metrics.model import Kpi, Project


@dataclass(frozen=True)
class Stated:
    """An assumption as the definition states it. value: what a signature is of; number: where it is one.

    varied: its name among the sensitivities, where a signed range takes the place of ±20 %.
    """

    path: str  # "kpi.human_tickets.unit_value", "project.discount_rate", "pool.support team", "apportioning.a+b"
    title: str
    value: str
    number: Decimal | None = None
    unit: str = ""
    share: bool = False  # number is a fraction, shown as percent
    varied: str | None = None


def stated(project: Project) -> tuple[Stated, ...]:
    """Every assumption of a definition, in its order; what is not stated is none."""
    return tuple(_stated(project))


def _stated(project: Project) -> Iterator[Stated]:
    for name, kpi in project.kpi.items():
        yield from _of(project, name, kpi)
    rate = project.project.discount_rate
    if rate is not None:
        yield Stated("project.discount_rate", "Discount rate a year", _text(rate), rate, share=True)
    for pool in project.pool:
        unit = f"{project.project.currency} a {pool.every}"
        yield Stated(f"pool.{pool.name}", f"Pool: {pool.name}", f"{_text(pool.amount)} {unit}", pool.amount, unit)
    for one in project.apportioning:
        shares = ", ".join(f"{kpi} {_text(share)}" for kpi, share in sorted(one.kpis.items()))
        yield Stated(f"apportioning.{'+'.join(sorted(one.kpis))}", "Apportioning", f"{shares}: {one.reason}")


def _of(project: Project, name: str, kpi: Kpi) -> Iterator[Stated]:
    title = kpi.title or name
    if kpi.unit_value is not None:
        unit = f"{project.project.currency} per unit"
        text, varied = _text(kpi.unit_value), f"unit_value.{name}"
        yield Stated(f"kpi.{name}.unit_value", f"Money per unit, {title}", text, kpi.unit_value, unit, varied=varied)
    if kpi.realised_share is not None:
        text, share = _text(kpi.realised_share), kpi.realised_share
        about = f"Share that becomes real, {title}"
        yield Stated(f"kpi.{name}.realised_share", about, text, share, share=True, varied=f"realised_share.{name}")
    if kpi.control is not None and kpi.control.reason:
        control = kpi.control.kpi or kpi.control.segment or ""
        text = f"{control}: {kpi.control.reason}"
        yield Stated(f"kpi.{name}.control", f"Control that the launch cannot touch, {title}", text)


def _text(number: Decimal) -> str:
    """A number as it is signed: 6.50 and 6.5 are the same."""
    return format(number.normalize(), "f")
