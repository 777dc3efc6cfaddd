"""Problems in words for people at a page: place, what is wrong, the value and the remedy; never a command's flags."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from metrics import words
from metrics.errors import Problem, ProveoutError, shortened
from pages.naming import readable

QUOTED = "--- "  # how a difference between two definitions begins
STALE = "project.revision"  # the path of the problem that refuses a text for newer edits


def sentence(problem: Problem, place: bool = True) -> str:
    """One problem as text; without `place` the file and the path are left to what stands around it."""
    places = (
        problem.file if place else None,
        None if problem.row is None else f"row {words.whole(problem.row)}",
        None if problem.column is None or f"'{problem.column}'" in problem.text else f"column “{problem.column}”",
        problem.path if place else None,
    )
    where = ", ".join(part for part in places if part)
    value = "" if problem.value is None else f" (“{shortened(problem.value)}”)"
    text = f"{where}: {problem.text.rstrip('.')}{value}." if where else f"{problem.text.rstrip('.')}{value}."
    if not (place and (problem.file or problem.path)):  # a name stays as it is written
        text = text[:1].upper() + text[1:]
    return readable(f"{text} {problem.remedy}".strip())


def problems(found: Iterable[Problem], title: str, place: bool = True) -> None:
    """All problems at once; a difference between two texts stands as such, line by line."""
    lines, differences = [], []
    for problem in found:
        problem = _stale(problem) if problem.path == STALE else problem
        head, mark, difference = problem.text.partition(f"\n{QUOTED}")
        if mark:
            differences.append(f"{QUOTED}{difference}".strip())
            problem = Problem(head.rstrip(":"), problem.remedy, problem.file, problem.row, problem.column)
        lines.append(words.plain(sentence(problem, place)))
    body = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    st.error(body, title=words.plain(title), icon=":material/error:")
    for difference in differences:
        st.code(difference, language="diff", wrap_lines=True)


def _stale(problem: Problem) -> Problem:
    """A text that meets newer edits, as a form means it: what was exported is what the form was filled from."""
    _, mark, difference = problem.text.partition(f"\n{QUOTED}")
    if not mark:
        return problem
    _, _, *lines = difference.splitlines()
    listed = "\n".join([f"{QUOTED}the newest", "+++ yours", *lines])
    text = f"Somebody has saved this definition since the form was filled; yours would take that back:\n{listed}"
    return Problem(text, "Nothing is lost: yours is kept beside the newest, to compare and to copy.")


def error(failed: ProveoutError, place: bool = True) -> None:
    """An error that stopped what was asked for."""
    problems(failed.problems, failed.title, place)
