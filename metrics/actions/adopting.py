"""A dataset's columns as a file has them: what the definition becomes, and which KPIs can no longer be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics import definition, rollup
from metrics.actions.drafts import changed
from metrics.errors import DefinitionError, Problem
from metrics.intake import Proposal, Reading, propose
from metrics.model import Project

Chosen = Mapping[str, str | None]


@dataclass(frozen=True)
class Adopted:
    """The text with the file's columns. headers: of those that are called otherwise in the file; gone: KPIs' titles."""

    text: str
    headers: Mapping[str, str]
    gone: tuple[str, ...]


def proposal(text: str, dataset: str, reading: Reading) -> Proposal:
    """What a file's columns could be for a dataset of this text; nothing is decided."""
    return propose(reading, definition.parse(text).dataset.get(dataset), dataset)


def adopted(text: str, dataset: str, chosen: Chosen, kept: Mapping[str, str], keep: str | None = None) -> Adopted:
    """The text with a dataset that has the file's columns.

    chosen: of each of its columns the file's header; None: the file has none, and it is taken out, with the KPIs that
    are counted from it. kept: further columns by name, with their type. keep: which of several rows with one id
    counts, where that was asked. Raises DefinitionError where two columns are one of the file, or the date goes.
    """
    of = definition.parse(text).dataset[dataset]
    twice = _twice(header for header in chosen.values() if header)
    problems = [Problem("two columns cannot be the same one of the file", "Choose one.", value=one) for one in twice]
    absent = {name for name, header in chosen.items() if header is None}
    if stuck := absent & {*of.times(), of.target or "", of.forecast or "", of.made_on or "", of.amount or ""}:
        remedy = "Say which column of the file it is."
        problems += [Problem("the dataset cannot be without it", remedy, column=name) for name in sorted(stuck)]
    if problems:
        raise DefinitionError(problems)
    new: dict[str, object] = {
        role: None for role in ("id", "version", "model", "actual") if getattr(of, role) in absent
    }
    new["series"] = tuple(name for name in of.series if name not in absent)
    new["columns"] = {name: kind for name, kind in of.columns.items() if name not in absent} | dict(kept)
    if keep:
        new["keep"] = keep
    text = changed(text, ("dataset", dataset), of.model_dump(by_alias=True), new)
    text, gone = _without_broken(text)
    headers = {name: header for name, header in chosen.items() if header and header != name}
    return Adopted(text, headers, gone)


def _without_broken(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the KPIs whose formulas name a column that is gone, and all that leant on them."""
    gone: list[str] = []
    while True:
        project = definition.parse(text)
        paths = [(problem.path or "").split(".") for problem in rollup.problems(project)]
        broken = {path[1] for path in paths if len(path) == 3 and path[0] == "kpi" and path[2] in ("measure", "where")}
        if not broken:
            return text, tuple(gone)
        for name in sorted(broken & set(project.kpi)):
            gone.append(project.kpi[name].title or name)
            text = _without(text, definition.parse(text), name)  # as it stands without those that went before


def _without(text: str, project: Project, gone: str) -> str:
    text = definition.edit(text, ("kpi", gone), None)
    for name, kpi in project.kpi.items():
        if name != gone and gone in kpi.guardrails:
            left = tuple(each for each in kpi.guardrails if each != gone)
            text = changed(text, ("kpi", name), {"guardrails": kpi.guardrails}, {"guardrails": left})
    if project.rollback and project.rollback.kpi == gone:
        text = definition.edit(text, ("rollback",), None)
    if project.project.primary == gone:
        text = definition.edit(text, ("project", "primary"), None)
    return text


def _twice(headers: Iterable[str]) -> list[str]:
    return [header for header, times in Counter(headers).items() if times > 1]
