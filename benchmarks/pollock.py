"""How well are messy CSVs read? `python benchmarks/pollock.py FOLDER [--worst 15]`

FOLDER holds the files of the Pollock benchmark in `csv/` and their clean versions in `clean/`, all 2,290 or some of
them; beside it `csv_spectrum/` (folders `csvs` and `json`) is scored too where it exists. Every file goes through
`proveout preview --csv-dir`, and what that writes is compared with the clean version.

Score of a file, 10 at best: 1 where something was written, and precision, recall and F1 of header cells, of records
and of cells, each as a multiset. Source: Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann: Pollock: A Data Loading
Benchmark, PVLDB 16(8), 2023, and its reference `metrics.py`. As there, the first line of the clean version is the
header (also where the polluted file has none), records are the cells of a line joined without a separator, a cell
counts as it stands, and only header cells and records are normalised. This normalises case, whole numbers, decimals
and truth values; the reference also parses dates, times and prices, which differ only where a file was misread.

weighted: by how often a pollution occurs in real files, as published per file in `pollock_weights.json`. A folder that
holds only some files of a row pollution counts it as all of them: FILES below is how many the benchmark has.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from metrics.cli import cli

csv.field_size_limit(1 << 28)
BATCH = 500  # files a command gets at once

# Published weight of one file: survey of 3,712 real files, spread over the files that show the same pollution.
WEIGHTS = {
    "source": 1,
    "file_no_payload": 15,
    "file_no_trailing_newline": 184,
    "file_double_trailing_newline": 5,
    "file_no_header": 470,
    "file_header_multirow": 47,
    "file_preamble": 282,
    "file_multitable": 188 / 3,
    "file_header_only": 3,
    "file_one_data_row": 4,
    "file_record_delimiter_0xD": 7,
    "file_record_delimiter_0xA": 1691,
    "file_field_delimiter_0x9": 4,
    "file_field_delimiter_0x3B": 834,
    "file_field_delimiter_0x20": 4,
    "file_field_delimiter_0x2C_0x20": 101,
    "file_quotation_char_0x27": 11,
    "file_escape_char_0x5C": 1,
    "file_escape_char_0x00": 7,
    "row_less_sep": 260 / 707,
    "row_more_sep": 260 / 707,
    "row_field_delimiter": 1 / 7,
    "row_extra_quote": 1 / 108,
}
FILES = {"row_less_sep": 672, "row_more_sep": 756, "row_field_delimiter": 84, "row_extra_quote": 756}


@dataclass(frozen=True)
class Score:
    """One file: precision, recall and F1 of its header, its records and its cells; total from 0 to 10."""

    name: str
    loaded: bool
    header: tuple[float, float, float] = (0.0, 0.0, 0.0)
    records: tuple[float, float, float] = (0.0, 0.0, 0.0)
    cells: tuple[float, float, float] = (0.0, 0.0, 0.0)
    one_column: bool = False  # read as a single column, while the clean version has several

    @property
    def total(self) -> float:
        """Points of the file."""
        return self.loaded + sum((*self.header, *self.records, *self.cells))

    @property
    def pollution(self) -> str:
        """The kind of pollution, from the file's name."""
        stem = self.name.removesuffix(".csv")
        return max((kind for kind in WEIGHTS if stem.startswith(kind)), key=len, default=stem)


def convert(files: Sequence[Path], target: Path, home: Path) -> None:
    """Run `proveout preview --csv-dir` on files; what cannot be read is missing in `target`."""
    for start in range(0, len(files), BATCH):
        words = ["preview", *map(str, files[start : start + BATCH]), "--csv-dir", str(target), "--home", str(home)]
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            try:
                cli(words, standalone_mode=False)
            except SystemExit:
                continue  # some files were refused: they are told, and the others are written


def read(path: Path) -> list[list[str]]:
    """The rows of a plain CSV; line ends inside cells are taken as line feeds."""
    with path.open(encoding="utf-8-sig") as lines:
        return list(csv.reader(lines))


def score(name: str, clean: Path, loaded: Path) -> Score:
    """Compare one written file with its clean version."""
    if not loaded.exists():
        return Score(name, False)
    wanted, got = read(clean), read(loaded)
    if not wanted:
        return Score(name, True, (1, 1, 1), (1, 1, 1), (1, 1, 1))
    return Score(
        name,
        True,
        measures(map(normal, wanted[0]), map(normal, got[0] if got else [])),
        measures(map(record, wanted[1:]), map(record, got[1:])),
        measures((cell for row in wanted for cell in row), (cell for row in got for cell in row)),
        len(wanted[0]) > 1 and bool(got) and max(map(len, got)) < 2,
    )


def measures(wanted: Iterable[str], got: Iterable[str]) -> tuple[float, float, float]:
    """Precision, recall, F1 of two multisets; 1 where nothing was to be found. The reference's names are kept."""
    left, right = Counter(wanted), Counter(got)
    if not left:
        return 1.0, 1.0, 1.0
    common = (left & right).total()
    if not common:
        return 0.0, 0.0, 0.0
    one, two = common / left.total(), common / right.total()
    return one, two, 2 * one * two / (one + two)


def record(row: Sequence[str]) -> str:
    """A record as it is compared."""
    return "".join(map(normal, row))


def normal(cell: str) -> str:
    """A cell as header cells and records are compared."""
    if re.fullmatch(r"\s*[-+]?\d+\s*", cell):
        return str(int(cell))
    if re.fullmatch(r"\s*[-+]?\d*\.\d+\s*", cell):
        return str(float(cell))
    return {"true": "1", "false": "0"}.get(cell.lower(), cell.lower())


def pollock(folder: Path, work: Path) -> list[Score]:
    """The scores of all files of a folder."""
    files = sorted((folder / "csv").iterdir())
    convert(files, work / "pollock", work / "home")
    return [score(file.name, folder / "clean" / file.name, work / "pollock" / file.name) for file in files]


def simple(scores: Sequence[Score]) -> float:
    """The mean over files."""
    return sum(each.total for each in scores) / len(scores)


def weighted(scores: Sequence[Score]) -> float:
    """The mean by weight; a row pollution that the folder holds a part of weighs as all of it."""
    total = weights = 0.0
    present = Counter(each.pollution for each in scores)
    for each in scores:
        kind = each.pollution
        weight = WEIGHTS.get(kind, 0.0) * FILES.get(kind, present[kind]) / present[kind]
        total, weights = total + weight * each.total, weights + weight
    return total / weights


def spectrum(folder: Path, work: Path) -> dict[str, bool]:
    """csv-spectrum (github.com/max-mapper/csv-spectrum): whether each file equals its JSON, objects by header."""
    files = sorted((folder / "csvs").iterdir())
    convert(files, work / "spectrum", work / "home")
    right = {}
    for file in files:
        wanted = json.loads((folder / "json" / f"{file.stem}.json").read_text(encoding="utf-8"))
        path = work / "spectrum" / file.name
        with path.open(encoding="utf-8", newline="") as lines:
            right[file.name] = list(csv.DictReader(lines)) == wanted
    return right


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=15)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scores = pollock(told.folder, Path(name))
        beside = told.folder.parent / "csv_spectrum"
        right = spectrum(beside, Path(name)) if beside.is_dir() else {}
    by_kind: dict[str, list[Score]] = defaultdict(list)
    for each in scores:
        by_kind[each.pollution].append(each)
    print(f"{'pollution':34} files   score  header records  cells")
    for kind, some in sorted(by_kind.items()):
        parts = (
            sum(sum(part) for part in parts) / len(some)
            for parts in zip(*((s.header, s.records, s.cells) for s in some), strict=True)
        )
        print(f"{kind:34} {len(some):5} {simple(some):7.3f}  " + "  ".join(f"{part:5.3f}" for part in parts))
    print("\nworst files")
    for each in sorted(scores, key=lambda one: one.total)[: told.worst]:
        print(f"  {each.total:6.3f}  {each.name}")
    print(f"\nread as one column: {[each.name for each in scores if each.one_column] or 'none'}")
    print(f"simple score   {simple(scores):.3f} of 10 ({len(scores)} files)")
    print(f"weighted score {weighted(scores):.3f} of 10")
    if right:
        print(
            f"csv-spectrum   {sum(right.values())} of {len(right)}; wrong: {[k for k, ok in right.items() if not ok]}"
        )


if __name__ == "__main__":
    sys.exit(main())
