"""docs/method.md says of each measure what the header of its SQL file says, and every part that headers cite exists."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from metrics.measure.catalogue import measures

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = (DOCS / "method.md").read_text(encoding="utf-8")


def test_the_document_is_what_the_headers_say() -> None:
    module = runpy.run_path(str(DOCS / "method.py"), run_name="method")
    assert module["written"](TEXT) == TEXT, "run: python docs/method.py"
    stale = TEXT.replace(measures()[0].formula, "another formula")
    assert module["written"](stale) == TEXT


def test_cited_parts_exist() -> None:
    parts = set(re.findall(r"^## (\d)\.", TEXT, re.MULTILINE))
    cited = {part for one in measures() for part in re.findall(r"(?:§|part )(\d)", one.source)}
    assert cited
    assert cited <= parts
