"""Who is told: rules over snapshots, the states of alerts, and their delivery.

judge (rules) ─▶ step (states) ─▶ outbox ─▶ deliver. Rules and states are pure; `watching.check` runs them on a project.
"""

from metrics.watch.case import Booked, Case, Judgement
from metrics.watch.delivering import deliver
from metrics.watch.owner import nobody
from metrics.watch.receivers import NotConfigured, Receivers, configured
from metrics.watch.rules import RULES, judge
from metrics.watch.watching import check

__all__ = [
    "RULES",
    "Booked",
    "Case",
    "Judgement",
    "NotConfigured",
    "Receivers",
    "check",
    "configured",
    "deliver",
    "judge",
    "nobody",
]
