"""What is left beside a file of the inbox: a report for programs, and the same in words."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

from metrics import actions, words
from metrics.errors import NeedsAnswer, Problem, ProveoutError
from metrics.inbox.folders import ANSWERS
from metrics.intake import Answers
from metrics.intake.wording import WrongAnswer, stated

MOST_BYTES = 100_000  # of a file of answers
JSON, TEXT = ".report.json", ".report.txt"


def read_answers(path: Path, name: str) -> Answers | None:
    """The answers of a TOML file, named as flags with underscores: `date_order = "dmy"`, `accept = ["rejects"]`,
    `set = { minutes = "Minutes spent" }`. None without a file; name: what it was called when it was put down.
    Raises WrongAnswer with everything not understood.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WrongAnswer(Problem(f"is larger than {MOST_BYTES:,} bytes", "Write answers only.", file=name))
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, RecursionError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongAnswer(Problem(f"cannot be read as TOML: {error}", "Correct it.", file=name)) from None
    words: list[tuple[str, str]] = []
    for name, value in found.items():
        if isinstance(value, dict):
            words += [(name, f"{column}={text}") for column, text in value.items()]
        else:
            words += [(name, str(each)) for each in (value if isinstance(value, list) else [value])]
    return stated(words)


def done(name: str, taken: actions.Taken) -> dict[str, str]:
    """The reports of a file whose rows are live, by their endings."""
    found = {"file": name, "state": "done", **_at(), **actions.receipt(taken)}
    lines = [f"{name} was already live as upload {found['upload']}; nothing was added."]
    if not taken.existing:
        counts = f"{words.count(found['rows'], 'row')}, {found['rejected']} rejected"
        span = f", from {found['from']} to {found['until']}" if found["from"] else ""
        lines = [f"{name} is live as upload {found['upload']}: {counts}{span}."]
        if found["rejected"]:
            lines.append(f"See what was rejected with: proveout rejects {found['upload']}")
        lines.append(f"Take it out again with: proveout undo {found['upload']}")
    lines += [f"Warning: {warning.text}" for warning in taken.staged.warnings]
    return _both(found, [*lines, taken.note])


def asked(name: str, taken: actions.Taken) -> dict[str, str]:
    """The reports of a file that leaves something open."""
    found = {"file": name, "state": "refused", **_at(), "error": NeedsAnswer.title, **actions.receipt(taken)}
    lines = [f"{name} was not loaded: it leaves something open.", ""]
    lines += [str(question) for question in taken.staged.questions]
    lines += [
        "",
        f"Write the answers into a file {name}{ANSWERS} in the inbox, for example:",
        *(f"    {_example(question)}" for question in found["questions"]),
        f"then move the file back into the inbox under its name, {name}.",
        "Or answer on the page, or with proveout upload.",
    ]
    return _both(found, lines)


def refused(name: str, error: ProveoutError) -> dict[str, str]:
    """The reports of a file that cannot be loaded."""
    problems: list[dict[str, Any]] = [actions.problem(each) for each in error.problems]
    found: dict[str, Any] = {"file": name, "state": "refused", **_at(), "error": error.title, "problems": problems}
    lines = [f"{name}: {error.title}.", str(error)]
    if stated_ := [problem["parameter"] for problem in found["problems"] if problem["parameter"]]:
        lines += ["", f"What may be stated in {name}{ANSWERS}, named as here: {'; '.join(stated_)}."]
    return _both(found, lines)


def _example(question: dict[str, Any]) -> str:
    name, _, words = question["parameter"].partition("=")
    value = question["options"][0]["value"] if question["options"] else words.partition("|")[0]
    if "=" in words:  # --set column=HEADER
        return f"{name} = {{ {json.dumps(words.partition('=')[0])} = {json.dumps(value, ensure_ascii=False)} }}"
    quoted = json.dumps(value, ensure_ascii=False)
    return f"{name} = [{quoted}]" if name == "accept" else f"{name} = {quoted}"


def _at() -> dict[str, str]:
    return {"at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}


def _both(found: dict[str, Any], lines: list[str]) -> dict[str, str]:
    as_json = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)
    return {JSON: as_json + "\n", TEXT: "\n".join(lines).strip() + "\n"}
