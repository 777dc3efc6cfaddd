"""Figures of the server for Prometheus: how it works, never what it holds.

Labels are words of this code alone: no project, file, KPI or person is named by any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from metrics import actions, disk, measured, worker
from metrics.errors import ProveoutError

CONTENT = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)

registry = CollectorRegistry()
ProcessCollector(registry=registry)
requests = Counter(
    "proveout_http_requests", "Requests by class of route and status.", ["route", "status"], registry=registry
)
in_flight = Gauge("proveout_uploads_in_flight", "Files on their way in by HTTP.", registry=registry)
_jobs = Histogram(
    "proveout_job_seconds",
    "Jobs from being asked for to their end.",
    ["job", "end"],
    buckets=SECONDS,
    registry=registry,
)
_snapshots = Histogram(
    "proveout_snapshot_seconds", "Computing a project's results.", buckets=SECONDS, registry=registry
)
_counts: dict[measured.Figure, Counter] = {
    "upload_commits": Counter("proveout_upload_commits", "Files made live.", registry=registry),
    "rows_read": Counter("proveout_rows_read", "Rows of those files that were taken.", registry=registry),
    "rows_rejected": Counter("proveout_rows_rejected", "Rows of those files that were rejected.", registry=registry),
}


def count() -> None:
    """Begin to count what this process and its workers do."""
    measured.count_with(_count)
    worker.on_done(lambda job, end, seconds: _jobs.labels(job, end).observe(seconds))


def exposition() -> bytes:
    """All figures as Prometheus reads them."""
    return generate_latest(registry)


def _count(figure: measured.Figure, value: float) -> None:
    if figure == "snapshot_seconds":
        _snapshots.observe(value)
    else:
        _counts[figure].inc(value)


class _Standing(Collector):
    """What stands when it is asked: queues, the disk, and the catalogue's sums over everything that is kept."""

    def collect(self) -> Iterator[Metric]:
        """The gauges; those of a store that cannot be read are left out, and /healthz says so."""
        waiting = GaugeMetricFamily("proveout_jobs_waiting", "Jobs that wait or run, by lane.", labels=["lane"])
        for lane, jobs in worker.waiting().items():
            waiting.add_metric([lane], jobs)
        yield waiting
        about = GaugeMetricFamily("proveout_info", "The program that answers.", labels=["version"])
        about.add_metric([metadata.version("proveout")], 1)
        yield about
        try:
            yield from _of_the_store()
        except ProveoutError:
            return


def _of_the_store() -> Iterator[Metric]:
    store = actions.store()
    census = store.census()
    families = [
        GaugeMetricFamily(name, words, labels=["state"])
        for name, words in (
            ("proveout_uploads", "Uploads by state."),
            ("proveout_rows", "Rows kept, by the state of their upload."),
            ("proveout_rejects", "Rejected rows, by the state of their upload."),
        )
    ]
    for state, sums in census.uploads.items():
        for family, value in zip(families, sums, strict=True):
            family.add_metric([state], value)
    yield from families
    yield GaugeMetricFamily("proveout_projects", "Projects.", value=census.projects)
    yield GaugeMetricFamily("proveout_snapshots_behind", "Projects whose results lag behind.", value=census.behind)
    yield GaugeMetricFamily("proveout_inbox_waiting", "Files put down in the inbox.", value=census.inbox)
    yield GaugeMetricFamily("proveout_alerts_firing", "Alerts that fire.", value=census.alerts)
    yield GaugeMetricFamily("proveout_deliveries_waiting", "Messages of alerts not taken yet.", value=census.deliveries)
    if (free := disk.free_bytes(store.home)) is not None:
        yield GaugeMetricFamily("proveout_disk_free_bytes", "Room on the store's disk.", value=free)


registry.register(_Standing())
