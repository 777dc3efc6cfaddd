"""The register of assumptions: who signed which value, in which range, from which source, and when it is looked at.

The values stand in the definition and signatures beside them; neither changes a figure. A signed range only widens or
narrows what the sensitivity tries, which is computed when it is read, so it is no part of a snapshot's id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from metrics import definition, words
from metrics.access.visit import Visit, guarded
from metrics.errors import Problem, StoreError
from metrics.measure.register import Stated, stated
from metrics.measure.what_if import sensitivity
from metrics.results import Money
from metrics.store import Signature

State = Literal["signed", "due", "changed", "unsigned"]


@dataclass(frozen=True)
class Assumed:
    """An assumption with its latest signature. changed: its value is another one since; due: past its review day."""

    stated: Stated
    state: State
    signature: Signature | None

    @property
    def range(self) -> tuple[float, float] | None:
        """The signed range, while the signature is of the present value."""
        found = self.signature
        if self.state in ("changed", "unsigned") or found is None or found.low is None or found.high is None:
            return None
        return float(found.low), float(found.high)


@guarded
def assumptions(visit: Visit, project: str, now: dt.datetime | None = None) -> tuple[Assumed, ...]:
    """Every assumption of a project and whether somebody stands behind it."""
    defined = definition.parse(visit.store.definition(project).text)
    today = (now or dt.datetime.now(dt.UTC)).astimezone(ZoneInfo(defined.project.timezone)).date()
    signed = visit.store.signatures(project)
    return tuple(_assumed(one, signed.get(one.path), today) for one in stated(defined))


def varied(found: Money, register: Sequence[Assumed]) -> Money:
    """The money with its sensitivity under the signed ranges, where there are any; all else as it was frozen."""
    ranges = {each.stated.varied: each.range for each in register if each.stated.varied and each.range}
    if found.assumptions is None or not ranges:
        return found
    known = {name: ends for name, ends in ranges.items() if name and ends}
    return found.model_copy(update={"sensitivity": sensitivity(found.assumptions, known)})


@guarded
def sign(
    visit: Visit,
    project: str,
    path: str,
    source: str,
    review_on: dt.date,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> Signature:
    """Sign an assumption's present value, for anybody but the project's owner.

    low, high: the range that it may lie in, in its own unit; both or neither. Raises StoreError with all that is wrong.
    """
    found = {one.path: one for one in stated(definition.parse(visit.store.definition(project).text))}
    if path not in found:
        remedy = f"Its assumptions: {', '.join(found) or 'none'}."
        raise StoreError(Problem("the project states no such assumption", remedy, value=path))
    if problems := list(_wrong(found[path], source, review_on, low, high)):
        raise StoreError(problems)
    return visit.store.sign(
        project,
        path,
        found[path].value,
        actor=visit.actor,
        low=low,
        high=high,
        source=source.strip(),
        review_on=review_on,
    )


def assumed_value(one: Stated) -> str:
    """An assumption's value as people read it."""
    return _shown(one, one.number) if one.number is not None else one.value


def assumed_range(one: Stated, signature: Signature) -> str | None:
    """A signed range as people read it; None without one."""
    if signature.low is None or signature.high is None:
        return None
    low = _shown(one, signature.low)
    return f"{low.removesuffix(f' {one.unit}')} to {_shown(one, signature.high)}"


def _shown(one: Stated, number: Decimal) -> str:
    if one.share:
        return words.percent(float(number), 0 if number * 100 == int(number * 100) else 1)
    return words.number(float(number), 0 if number == int(number) else 2) + (f" {one.unit}" if one.unit else "")


def _assumed(one: Stated, signature: Signature | None, today: dt.date) -> Assumed:
    if signature is None:
        return Assumed(one, "unsigned", None)
    if signature.value != one.value:
        return Assumed(one, "changed", signature)
    return Assumed(one, "due" if signature.review_on <= today else "signed", signature)


def _wrong(one: Stated, source: str, review_on: dt.date, low: Decimal | None, high: Decimal | None) -> list[Problem]:
    found = []
    if not source.strip():
        found.append(Problem("an assumption is signed with its source", "Say where the value is from."))
    if review_on <= dt.datetime.now(dt.UTC).date():
        found.append(Problem("the review day has come already", "Name a later day.", value=str(review_on)))
    if (low is None) != (high is None):
        found.append(Problem("a range has two ends", "Give both, low and high, or neither."))
    elif low is not None and high is not None:
        if one.number is None:
            found.append(Problem("this assumption is no number, so it has no range", "Leave low and high out."))
        elif not low <= one.number <= high:
            found.append(Problem("the range does not hold the value", "Widen it.", value=f"{low} to {high}"))
        elif one.share and not (low >= 0 and (high <= 1 or one.varied is None)):
            found.append(Problem("a share lies between 0 and 1", "Write 80 % as 0.8.", value=f"{low} to {high}"))
    return found
