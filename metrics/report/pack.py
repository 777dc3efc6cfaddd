"""What a report is made of, and the one function that makes it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, get_args

from metrics.chart import before_after, events
from metrics.report.manifest import Format, Manifest, headline
from metrics.results import EventMark, KpiResult, ProjectResult
from metrics.store import Annotation, Head

if TYPE_CHECKING:
    from metrics.report.portfolio import Portfolio

FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True)
class Pack:
    """A frozen results document with what proves it. parts: the hashes of the snapshot's parts, by key.

    part, of: its place among the projects that the file tells of. notes: those that stand on the project's charts;
    edits: by KPI, the versions of the definition that changed it.
    """

    result: ProjectResult
    parts: Mapping[str, str]
    head: Head
    made_at: dt.datetime
    made_by: str
    format: Format = "html"
    part: int = 1
    of: int = 1
    notes: tuple[Annotation, ...] = ()
    edits: Mapping[str, tuple[EventMark, ...]] = field(default_factory=dict)

    def manifest(self) -> Manifest:
        """What the file says of itself."""
        found = self.result
        return Manifest(
            project=found.project,
            part=self.part,
            of=self.of,
            format=self.format,
            made_at=self.made_at,
            snapshot=found.snapshot or "",
            document=digest(self.parts),
            definition=found.inputs.definition,
            revision=found.inputs.revision,
            method=found.method,
            audit_n=self.head.n,
            audit_hash=self.head.hash,
            figures=headline(found),
            notes=noted(self.notes),
        )

    def kpis(self) -> list[KpiResult]:
        """Each KPI as a whole at its main grain, the primary one first."""
        return sorted(self.result.mains(), key=lambda kpi: not kpi.primary)

    def flags(self, kpi: KpiResult) -> list[EventMark]:
        """What a KPI's chart flags, in order: events, notes and edits of the definition, as on the page."""
        notes = (events.of_note(note) for note in self.notes if note.kpi in (None, kpi.name))
        every = (*self.result.events, *notes, *self.edits.get(kpi.name, ()))
        return before_after.marked(kpi, self.result.launch, every)


def digest(parts: Mapping[str, str]) -> str:
    """One hash for a whole document: SHA-256 over the hashes of its parts as JSON with sorted keys."""
    text = json.dumps(dict(parts), sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def noted(notes: Iterable[Annotation]) -> str:
    """One hash for what the notes on a project's charts say: SHA-256 over them as JSON, by their ids."""
    told = sorted((each.id, each.kpi or "", each.day.isoformat(), each.text, each.written_by) for each in notes)
    return "sha256:" + hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def made(pack: Pack, format: Format) -> bytes:
    """The report as a file's bytes."""
    pack = replace(pack, format=format)
    if format == "xlsx":
        from metrics.report.workbook import workbook

        return workbook(pack)
    if format == "pptx":
        from metrics.report.slides import slides

        return slides(pack)
    if format == "pdf":
        from metrics.report.pdf.project import pdf

        return pdf(pack)
    from metrics.report.board import board

    return board(pack)


def gathered(found: Portfolio, format: Format) -> bytes:
    """The report of several projects as a file's bytes."""
    found = found.numbered(format)
    if format == "xlsx":
        from metrics.report.portfolio_workbook import workbook

        return workbook(found)
    if format == "pptx":
        from metrics.report.portfolio_slides import slides

        return slides(found)
    if format == "pdf":
        from metrics.report.pdf import portfolio

        return portfolio.pdf(found)
    from metrics.report.portfolio_board import board

    return board(found)
