"""The manifest of a report: what it was made of, as JSON inside the file, found again in every format.

It stands as it is in the bytes of the file, or of one of the parts of a file that is a zip (workbook, slides): plain
ASCII without `<`, `>`, `&`, so that neither HTML nor XML writes it differently (docs/formats.md, "Reports").
"""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from metrics import words
from metrics.difference import figures
from metrics.errors import Problem, ProveoutError
from metrics.results import ProjectResult

Format = Literal["pdf", "pptx", "xlsx", "html"]
LARGEST = 200 * 2**20  # bytes of a file, and of what a zip's parts unpack to together, that are looked through
_mark = re.compile(rb'\{"proveout_report": ?1.*?"end": ?"proveout_report"\}', re.DOTALL)
MAINS = 50  # KPIs whose figures are repeated; the hash of the document stands for all: a cell takes 32,767 characters
_kept = ("payback", "money", "as_of")


class NoManifest(ProveoutError):
    """A file that is no report of Proveout's, or one whose manifest was lost."""

    title = "Not verified"


class Manifest(BaseModel):
    """What a report says of a project. document: hash over the hashes of the snapshot's parts; figures: as `changes`.

    part, of: a file on several projects holds a manifest for each, numbered from 1. notes: hash of the notes on its
    charts; None in files from before it was kept.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    project: str
    part: int = 1
    of: int = 1
    format: Format
    made_at: dt.datetime
    snapshot: str
    document: str
    definition: str
    revision: int
    method: str
    audit_n: int
    audit_hash: str
    figures: Mapping[str, str | None]
    notes: str | None = None

    def text(self) -> str:
        """The manifest as it is written into a file."""
        body = {"proveout_report": 1, **self.model_dump(mode="json"), "end": "proveout_report"}
        text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
        for sign in "<>&'":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return text


def headline(result: ProjectResult) -> dict[str, str | None]:
    """The figures that a manifest repeats: money, payback, and each KPI's effect and verdict at its main grain."""
    mains: dict[str, str] = {}
    for kpi in result.kpis:
        if kpi.segment is None:
            mains.setdefault(kpi.name, kpi.grain)
    found = figures(result)
    wanted = {
        f"kpi.{name}.{grain}.{field}" for name, grain in [*mains.items()][:MAINS] for field in ("effect", "verdict")
    }
    return {key: value for key, value in found.items() if key in wanted or key.split(".")[0] in _kept}


def find(file: bytes, name: str) -> list[Manifest]:
    """The manifests in a file's bytes, one a project. Raises NoManifest, in words, where one is missing or broken."""
    if len(file) > LARGEST:
        raise NoManifest(Problem("is too large to be a report", "Reports have a few megabytes.", file=name))
    texts: dict[bytes, None] = {}
    for part in _parts(file):
        found = _mark.findall(part) or _mark.findall(html.unescape(part.decode("utf-8", "replace")).encode())
        texts |= dict.fromkeys(found)
    if not texts:
        remedy = (
            "Give the file as `proveout report` or the page made it; other programs may drop the manifest on saving."
        )
        raise NoManifest(Problem("has no manifest of a Proveout report", remedy, file=name))
    manifests = sorted((_read(text, name) for text in texts), key=lambda manifest: manifest.part)
    if [(one.part, one.of) for one in manifests] != [(n, len(manifests)) for n in range(1, len(manifests) + 1)]:
        there = words.count(len(manifests), "project")
        told = f"holds manifests of {there} and was made of {manifests[0].of}: it was edited"
        raise NoManifest(Problem(told, file=name))
    return manifests


def _read(text: bytes, name: str) -> Manifest:
    try:
        body: dict[str, Any] = json.loads(text)
        return Manifest.model_validate(body)
    except (ValueError, ValidationError):
        raise NoManifest(Problem("has a manifest that cannot be read: it was edited", file=name)) from None


def _parts(file: bytes) -> Iterator[bytes]:
    if not file.startswith(b"PK"):
        yield file
        return
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            left = LARGEST
            for info in archive.infolist():
                left -= info.file_size
                if left < 0:
                    return
                if info.filename.endswith(".xml"):
                    yield archive.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return
