"""Write the measures into docs/method.md from the headers of their SQL files: `python docs/method.py`."""

from __future__ import annotations

from pathlib import Path

from metrics.measure.catalogue import MeasureDoc, measures

FILE = Path(__file__).with_name("method.md")
MARK = "<!-- from the headers of the SQL files; written by docs/method.py -->\n"


def entry(measure: MeasureDoc) -> str:
    """One measure: what it is, its formula, what is particular about it, and where it comes from."""
    lines = [
        f"### {measure.title}",
        "",
        f"Unit: {measure.unit}. Source: {measure.source}. File: `{measure.name}.sql`.",
        "",
        f"    {measure.formula}",
        "",
        *(f"- {note}" for note in measure.notes),
    ]
    return "\n".join(lines).rstrip() + "\n"


def written(text: str) -> str:
    """The document with all measures after the mark, ordered by title."""
    before = text.partition(MARK)[0]
    entries = [entry(measure) for measure in sorted(measures(), key=lambda one: (one.title.lower(), one.name))]
    return before + MARK + "\n" + "\n".join(entries)


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text(encoding="utf-8")), encoding="utf-8")
