"""Which dialect a text is written in, found by trying all and scoring.

The score follows van den Burg, Nazábal, Sutton: Wrangling messy CSV files by detecting row and type patterns (Data
Mining and Knowledge Discovery 33, 2019): regular row widths times the share of cells that look like a value.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import islice

from metrics.intake.dialect import Dialect
from metrics.intake.records import records

DELIMITERS = (",", ";", "\t", "|", " ", "^", "~", ":")  # in order of preference where scores are equal
QUOTES = ('"', "'", "")
ESCAPES = ("\\", "\x00")  # signs other than a doubled quote that make a quote plain text
ROWS = 1000  # rows of the sample that are scored
STRAYS = 50  # stray quotes after which the other rows are not looked at
SPACED = 0.95  # share of cells that start with a blank

_VALUE = re.compile(
    r"\s*(?:"
    r"|[-+]?[$€£¥]?\s?[-+]?\d{1,3}(?:[ ,.'’\u00a0]\d{3})*(?:[.,]\d+)?\s?[%€$£¥]?"  # grouped numbers
    r"|[-+]?\d*[.,]?\d+(?:[eE][-+]?\d+)?"  # plain numbers
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[ap]m|Z|[-+]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[- /.][A-Za-zä]{3,9}[- /.,]+\d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"|\?|-|–|[Nn]/?[Aa]|[Nn][Uu][Ll][Ll]|[Tt]rue|TRUE|[Ff]alse|FALSE"
    r"|[^\s@]+@[^\s@]+\.[a-z]+|https?://\S+"
    r"|[\w][\w()&/#%+.'’ -]*"  # words
    r")\s*",
)


def find(sample: str, delimiter: str | None = None, quote: str | None = None, escape: str | None = None) -> Dialect:
    """The dialect that cuts the sample most regularly into values; what is stated is kept."""
    newline = _newline(sample)
    spaced = delimiter is not None and len(delimiter) > 1 and delimiter[1:].isspace() and "\t" not in delimiter
    delimiter = delimiter[0] if delimiter and spaced else delimiter
    best: tuple[float, Dialect] | None = None
    for candidate_delimiter in (delimiter,) if delimiter else DELIMITERS:
        if candidate_delimiter not in sample and delimiter is None:
            continue
        for candidate_quote in (quote,) if quote is not None else QUOTES:
            if candidate_quote and candidate_quote not in sample and quote is None:
                continue
            candidate = Dialect(candidate_delimiter, candidate_quote, escape or candidate_quote or '"', newline)
            candidate = replace(candidate, space_after=spaced)
            for sign in ESCAPES if escape is None and candidate_quote else ():
                other = replace(candidate, escape=sign)
                if sign + candidate_quote in sample and _escapes(other, candidate, sample):
                    candidate = other
            if candidate_delimiter != " " and not spaced and _spaced(candidate, sample):
                candidate = replace(candidate, space_after=True)
            score = _score(candidate, sample)
            if best is None or score > best[0] + 1e-9:
                best = (score, candidate)
    if best is None:
        return Dialect(",", quote if quote is not None else '"', escape or '"', newline)
    found = best[1]
    if found.quote and (quote is not None or _encloses(found, sample)):
        return found
    if "'" not in sample and '"' not in sample:
        return replace(found, quote='"')
    return _quoted(replace(found, quote="", escape='"'), sample) if quote is None else found


def _encloses(dialect: Dialect, sample: str) -> bool:
    """Whether its quotes stand around any cell: one that begins a damaged cell is no quote, and hides the real ones."""
    sign, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    begins = re.search(rf"(?:^|[\r\n]|{sign})\s*{quote}", sample)
    return begins is not None and bool(re.search(rf"{quote}\s*(?:$|[\r\n]|{sign})", sample[begins.end() :]))


def _escapes(other: Dialect, doubled: Dialect, sample: str) -> bool:
    """Whether an escape of its own explains the quotes: more regular rows, and most stray quotes are none with it."""
    strays = 2 * _cut(other, sample)[1] <= _cut(doubled, sample)[1]
    return strays and _score(other, sample) > _score(doubled, sample)


def _quoted(bare: Dialect, sample: str) -> Dialect:
    """The same with quotes, where at least as many cells stand between quotes as records have a stray one.

    A few stray quotes cost a dialect more than the cells gain that it reads without their quotes; but then every such
    cell would be loaded with the quotes around it, while a record with a stray one is rejected and told.
    """
    cells = [cell for row in _cut(bare, sample)[0] for cell in row]
    for quote in QUOTES[:2]:
        between = sum(1 for cell in cells if len(cell) > 1 and cell[0] == cell[-1] == quote)
        quoted = replace(bare, quote=quote, escape=quote)
        if between and between >= _cut(quoted, sample)[1]:
            return quoted
    return bare


def _score(dialect: Dialect, sample: str) -> float:
    """Pattern score times type score times the share of rows without a stray quote; 0 for a single column."""
    rows, strays = _cut(dialect, sample)
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    pattern = sum(count * (width - 1) / width for width, count in widths.items()) / len(widths)
    cells = [cell for row in rows for cell in row]
    values = sum(1 for cell in cells if len(cell) < 400 and _VALUE.fullmatch(cell))
    types = max(values / len(cells), 1e-3)
    return pattern * types / (len(rows) + strays)


def _cut(dialect: Dialect, sample: str) -> tuple[list[list[str]], int]:
    """The first rows with their quotes in order, and the number of those among them with stray ones."""
    rows, strays = [], 0
    for record in islice(records(io.StringIO(sample, newline=""), dialect), ROWS):
        if record.flaw:
            strays += 1
            if strays > STRAYS:
                break
        elif record.cells:
            rows.append(record.cells)
    return rows, strays


def _spaced(dialect: Dialect, sample: str) -> bool:
    """Whether nearly every cell after the first starts with a blank that belongs to the delimiter: "a, b, c"."""
    cells = [cell for row in _cut(dialect, sample)[0] for cell in row[1:]]
    return bool(cells) and sum(1 for cell in cells if cell.startswith(" ")) >= SPACED * len(cells)


def _newline(sample: str) -> str:
    counts = {
        "\\r\\n": sample.count("\r\n"),
        "\\n": sample.count("\n") - sample.count("\r\n"),
        "\\r": sample.count("\r") - sample.count("\r\n"),
    }
    return max(counts, key=lambda mark: counts[mark]) if any(counts.values()) else "\\n"
