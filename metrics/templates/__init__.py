"""Templates: commented project files that a new project starts from, one a kind of project.

Each is a whole definition that `apply` takes. What only an owner can say (launch, target, money) is marked "yours" in
it; money and costs are left open, so that no figure rests on an example.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from metrics import definition
from metrics.errors import DefinitionError, Problem

FOLDER = Path(__file__).resolve().parent
LAUNCH = dt.date(2026, 1, 1)  # in every template: its costs begin on that day too


@dataclass(frozen=True)
class Template:
    """One template. name: its file's, and of `?template=`; about: what is to get better; needs: the export for it."""

    name: str
    title: str
    about: str
    needs: str
    text: str

    def launched(self, day: dt.date) -> str:
        """The text with another launch; costs that begin with the template's begin with it."""
        return self.text.replace(LAUNCH.isoformat(), day.isoformat())


@cache
def every() -> Mapping[str, Template]:
    """The templates by name, in order of their titles."""
    found = [_read(path) for path in FOLDER.glob("*.toml")]
    return {each.name: each for each in sorted(found, key=lambda each: each.title)}


def named(name: str) -> Template:
    """One template; DefinitionError lists them all where there is none of that name."""
    if name not in every():
        raise DefinitionError(Problem("there is no such template", f"Templates: {', '.join(every())}.", value=name))
    return every()[name]


def _read(path: Path) -> Template:
    """The first two lines of comment say what it is for and what it needs."""
    text = path.read_text(encoding="utf-8")
    about, needs = (line.removeprefix("# ") for line in text.splitlines()[:2])
    return Template(path.stem, definition.parse(text).project.name, about, needs, text)
