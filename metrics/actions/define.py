"""Create and change projects from their TOML, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from metrics import definition, intake, rollup, words
from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh
from metrics.actions.suspecting import suspected_again
from metrics.actions.upload import discard
from metrics.dataset import Dataset
from metrics.errors import DefinitionError, NeedsAnswer, Problem, UploadRefused
from metrics.intake import Answers, Staged
from metrics.intake.answers import Accepted
from metrics.model import Project
from metrics.store import Store, StoredDefinition, Upload
from metrics.store.upload import StagedFiles

ACCEPTED: tuple[Accepted, ...] = (
    "rejects",
    "one_column",
    "header",
)  # the file was taken once; what was rejected stays visible


@dataclass(frozen=True)
class Applied:
    """What `apply` did: changed is false where the file says what the store already holds."""

    project: str
    revision: int
    changed: bool
    created: bool
    reread: int = 0  # live uploads that were read again because the dataset's columns changed
    notes: tuple[str, ...] = ()


def check(text: str, file: str | None = None) -> Project:
    """The project that a text defines, formulas and references included; DefinitionError lists every problem."""
    project, problems = definition.read(text, file)
    if project is not None:
        broken = {problem.path for problem in problems}
        problems += [replace(p, file=file) for p in rollup.problems(project) if p.path not in broken]
    if problems or project is None:
        raise DefinitionError(problems)
    return project


@guarded
def apply(
    visit: Visit, text: str, reason: str | None = None, file: str | None = None, only: str | None = None
) -> Applied:
    """Create or update a project from its TOML.

    Refused with the difference where the file carries an older revision than the stored definition, without a reason
    where it changes a sealed part, and where it is not the project `only`. A dataset that the file gives no recipe
    keeps the one that uploads taught.
    """
    store = visit.store
    new = check(text, file)
    name, given = new.project.id, new.project.revision
    require(new, only, file)
    text = definition.with_revision(text, None)
    if name not in store.projects():
        digest = definition.digest(new)
        revision = store.save_definition(name, text, digest, actor=visit.actor, reason=reason, expected_revision=None)
        refresh(store, name)
        return Applied(name, revision, changed=True, created=True, notes=_odd(new))
    stored, revision = store.definition(name), store.revision(name)
    old = definition.parse(stored.text)
    refuse_older(stored, text, given, file)
    text, notes = keep_recipes(text, new, old)
    new = definition.parse(text)
    if definition.digest(new) == stored.digest:
        return Applied(name, revision, changed=False, created=False)
    _sealed_needs_reason(store, old, new, reason, file)
    rereads = reread(store, old, new)
    revision = store.change(
        name,
        actor=visit.actor,
        reason=reason,
        text=text,
        digest=definition.digest(new),
        expected_revision=revision,
        rereads=rereads,
        owner=_owner(old, new),
    )
    refresh(store, name)
    return Applied(name, revision, changed=True, created=False, reread=len(rereads), notes=(*notes, *_odd(new)))


def _owner(old: Project, new: Project) -> dict[str, object] | None:
    """Who owns the project from now on, as the audit keeps it; None where that stays. alone: nothing else changed."""
    was, now = old.project, new.project
    if (was.owner, was.owner_until) == (now.owner, now.owner_until):
        return None
    same = was.model_copy(update={"owner": now.owner, "owner_until": now.owner_until})
    alone = old.model_copy(update={"project": same}) == new
    until = now.owner_until and now.owner_until.isoformat()
    return {"before": was.owner, "after": now.owner, "until": until, "alone": alone}


def require(new: Project, only: str | None, file: str | None = None) -> None:
    """Raises DefinitionError where the text defines another project than the one that is being edited."""
    if only is not None and new.project.id != only:
        remedy = f"Keep id = {only!r} here; a new project has its own page."
        problem = Problem("this is another project", remedy, file=file, path="project.id", value=new.project.id)
        raise DefinitionError(problem)


@guarded
def export(visit: Visit, project: str) -> str:
    """The project's TOML as it was written, with the revision that it carries now."""
    store = visit.store
    stored = store.definition(project)
    return definition.with_revision(stored.text, stored.revision)


def refuse_older(stored: StoredDefinition, text: str, given: int | None, file: str | None = None) -> None:
    """Raises DefinitionError with the difference where a text of revision `given` meets newer edits that it lacks."""
    if given is None or given >= stored.revision:
        return
    now = f"revision {stored.revision}"
    changes = definition.difference(stored.text, text, now, f"this file (revision {given})")
    if changes:
        raise DefinitionError(
            Problem(
                f"this file was exported at revision {given} and the project has been edited since:\n{changes}\n",
                f"Export {now} and make your edits there.",
                file=file,
                path="project.revision",
                value=str(given),
            )
        )


def keep_recipes(text: str, new: Project, old: Project) -> tuple[str, tuple[str, ...]]:
    """The text with the recipes that uploads taught, where it gives none itself; and what to say of them."""
    notes = []
    for name, dataset in new.dataset.items():
        before = old.dataset.get(name)
        if dataset.recipe is None and before and before.recipe:
            text = definition.with_recipe(text, name, before.recipe)
            notes.append(f"dataset.{name} keeps the recipe that its uploads were read with")
    return text, tuple(notes)


def _odd(new: Project) -> tuple[str, ...]:
    """What is allowed and more often a slip: targets on the worse side, a discount rate of more than 100 % a year."""
    rate = new.project.discount_rate
    slip = f"a rate is a fraction: {rate:f} % is written {rate / 100:f}" if rate else ""
    rates = (f"project.discount_rate is {words.percent(float(rate))} a year; {slip}",) if rate and rate > 1 else ()
    return rates + tuple(
        f"kpi.{name} is to be {kpi.better}, and its target is {words.percent(float(kpi.target), 1, signed=True)}: "
        "periods that are worse than before, up to there, count as met"
        for name, kpi in new.kpi.items()
        if kpi.target and (kpi.target > 0) == (kpi.better == "lower")
    )


def _sealed_needs_reason(store: Store, old: Project, new: Project, reason: str | None, file: str | None) -> None:
    if reason:
        return
    moved = [name for name in store.seals(new.project.id) if _sealed_part(old, name) != _sealed_part(new, name)]
    if moved:
        raise DefinitionError(
            Problem(
                "its baseline is sealed",
                "State why it changes.",
                file=file,
                path=f"kpi.{name}",
                flag="--reason TEXT",
            )
            for name in moved
        )


def _sealed_part(project: Project, name: str) -> object:
    """All that a KPI's seal covers: its definition, its dataset's reading, the launch."""
    kpi = project.kpi.get(name)
    dataset = project.dataset.get(kpi.dataset) if kpi else None
    return kpi, dataset and dataset.model_copy(update={"recipe": None}), project.project.launch


def reread(store: Store, old: Project, new: Project) -> Mapping[str, StagedFiles]:
    """Uploads of datasets that are now read differently, read again from the kept originals; undone ones too."""
    rereads = {}
    same_zone = old.project.timezone == new.project.timezone
    for upload in store.uploads(new.project.id):
        if upload.state not in ("live", "undone"):
            continue
        before, after = old.dataset.get(upload.dataset), new.dataset.get(upload.dataset)
        if after is None:
            if upload.state == "undone":
                continue
            raise DefinitionError(
                Problem(
                    f"the live upload {upload.id} of {upload.file_name} belongs to this dataset",
                    "Keep the dataset, or undo its uploads first.",
                    path=f"dataset.{upload.dataset}",
                )
            )
        if before and same_zone and _reading(before) == _reading(after):
            continue
        rereads[upload.id] = read_again(store, new, upload)
    return suspected_again(store, new, rereads)


def read_again(store: Store, project: Project, upload: Upload) -> StagedFiles:
    """An upload's kept original, read anew as the project defines its dataset. Raises NeedsAnswer, UploadRefused.

    What contradicts the recipe was let in once by stating the same with the upload: so it is again, as long as no more
    is rejected than then; a file that was stated to be written otherwise would lose rows, or get other days.
    """
    answers = Answers(complete_through=upload.complete_through, mode=upload.mode, accept=ACCEPTED)
    try:
        staged = _staged(store, project, upload, answers)
    except UploadRefused:
        recipe = project.dataset[upload.dataset].recipe
        if not (upload.rejected and recipe and (recipe.decimal or recipe.date_order)):
            raise
        stated = replace(answers, decimal=recipe.decimal, date_order=recipe.date_order)
        staged = _staged(store, project, upload, stated)
        if staged.files and staged.files.rejected > upload.rejected:
            discard(staged)
            raise
    order = next((one for one in staged.questions if one.key == "date_order"), None)
    if order and (recipe := project.dataset[upload.dataset].recipe) and recipe.date_order:  # it was answered then
        staged = _staged(store, project, upload, replace(answers, date_order=recipe.date_order))
    if staged.files is None:
        raise NeedsAnswer(staged.questions)
    return staged.files


def _staged(store: Store, project: Project, upload: Upload, answers: Answers) -> Staged:
    return intake.stage(
        upload.original_path,
        file_name=upload.file_name,
        project=project.project.id,
        name=upload.dataset,
        dataset=project.dataset[upload.dataset],
        timezone=project.project.timezone,
        answers=answers,
        home=store.home,
        staging=store.home / "staging",
    )


def _reading(dataset: Dataset) -> object:

    return dataset.types(), dataset.key(), dataset.recipe, dataset.rule
