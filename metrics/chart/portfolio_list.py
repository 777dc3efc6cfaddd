"""The portfolio's list: filters, orders and the words for both; all of them live in the page's address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metrics.chart import answers, standing
from metrics.results import Headline

NOBODY = "-"  # in the address: no owner is named
STATUSES = {
    "paid_back": "Paid back",
    "projected": "Projected",
    "not_reached": "Not reached",
    "lost_again": "Lost again",
    "none": "No payback yet",
    "part": answers.PART,
}
ORDERS: dict[str, str] = {
    "decision": "Needs a decision first",
    "net": "Net, largest first",
    "payback": "Payback, soonest first",
    "effect": "Effect, best first",
    "held": "Held, least first",
    "name": "Name",
}
FAR = float("inf")


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see; "" asks for all."""

    verdict: str = ""
    owner: str = ""
    status: str = ""
    target: str = ""
    text: str = ""
    order: str = "decision"


def status(head: Headline) -> str:
    """The payback's status; "none" where there is none, "part" where the reader sees segments only."""
    if head.limited:
        return "part"
    return (head.payback.status if head.payback else None) or "none"


def verdicts(heads: Sequence[Headline]) -> dict[str, str]:
    """The verdicts that occur, by their value in the address."""
    found = {_verdict(head): answers.verdict(head) for head in heads}
    return {"": "All verdicts"} | dict(sorted(found.items(), key=lambda pair: pair[1]))


def owners(heads: Sequence[Headline]) -> dict[str, str]:
    """The owners that occur."""
    found = sorted({head.owner for head in heads if head.owner}, key=str.casefold)
    nobody = {NOBODY: "Nobody"} if any(not head.owner for head in heads) else {}
    return {"": "All owners"} | {owner: owner for owner in found} | nobody


def statuses(heads: Sequence[Headline]) -> dict[str, str]:
    """The payback statuses that occur."""
    found = {status(head) for head in heads}
    return {"": "Any payback"} | {key: told for key, told in STATUSES.items() if key in found}


def targets(heads: Sequence[Headline]) -> dict[str, str]:
    """How projects stand against their targets, as far as it occurs."""
    found = {standing.of(head) for head in heads}
    return {"": "Any target"} | {key: told for key, told in standing.WORDS.items() if key in found}


def listed(heads: Sequence[Headline], asked: Asked) -> list[Headline]:
    """The projects that are asked for, in the order asked for; unknown figures come last."""
    wanted = asked.text.casefold().split()
    found = [
        head
        for head in heads
        if asked.verdict in ("", _verdict(head))
        and asked.owner in ("", head.owner or NOBODY)
        and asked.status in ("", status(head))
        and asked.target in ("", standing.of(head))
        and all(word in _text(head) for word in wanted)
    ]
    return sorted(sorted(found, key=lambda head: head.name.casefold()), key=_KEYS[asked.order])


def _verdict(head: Headline) -> str:
    if head.limited:
        return "part"
    return head.verdict or ("forecasts" if head.has_forecasts and not head.has_kpis else "no_data")


def _text(head: Headline) -> str:
    return " ".join(filter(None, (head.name, head.project, head.owner, head.kpi, head.sentence))).casefold()


def _effect(head: Headline) -> float:
    relative = head.effect.relative if head.effect else None
    return FAR if relative is None else -relative if head.better == "higher" else relative


def _held(head: Headline) -> float:
    return head.held.met / head.held.of if head.held and head.held.of else FAR


def _payback(head: Headline) -> tuple[int, float]:
    months = head.payback.months if head.payback and head.payback.months is not None else FAR
    return (list(STATUSES).index(status(head)), months)


def _net(head: Headline) -> float:
    return FAR if head.net is None else -head.net


_KEYS: Mapping[str, Callable[[Headline], Any]] = {
    "decision": lambda head: (not head.rollback, not head.decision, _net(head)),
    "net": _net,
    "payback": _payback,
    "effect": _effect,
    "held": _held,
    "name": lambda head: 0,
}
