"""What comes back to a person: rejected rows to repair, the overlap question, the answers that win."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from metrics.dataset import Dataset, Recipe
from metrics.intake import Answers, overlap, rejects, rejects_csv
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="day", columns={"who": "text", "n": "integer"})
GOOD = "".join(f"T{i},2025-01-01,x,1\n" for i in range(60))


def test_rejects_come_back_with_every_reason_and_repair_to_good_rows(staged: Stager, home: Path) -> None:
    text = f'id,day,who,n\n{GOOD},soon,"a, b",many\nT99,2025-01-01,a,b,2\n'
    read = staged(text, EVENTS)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (60, 2)
    assert [warn.kind for warn in read.warnings] == ["rejects"]
    path = read.files.rejects_path
    assert path is not None
    found = [(reject.row, reject.column, reject.value, reject.reason) for reject in rejects(path, home)]
    assert found == [
        (62, "day", "soon", "is no time in the column's format"),
        (62, "id", None, "is missing"),
        (62, "n", "many", "is no whole number"),
        (63, None, "2", "the row has more cells than the header's 4"),
    ]
    lines = list(csv.reader(io.StringIO("".join(rejects_csv(path, home)))))
    assert lines[0] == ["id", "day", "who", "n", "_row", "_reason"]
    assert lines[1][:5] == ["", "soon", "a, b", "many", "62"]
    assert lines[1][5].count(";") == 2
    repaired = [lines[0], ["T61", "2025-01-02", *lines[1][2:3], "7", *lines[1][4:]]]
    again = staged("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in repaired), EVENTS)
    assert column(again, "n") == [7]


def test_without_rejects_there_is_no_file(staged: Stager, home: Path) -> None:
    read = staged(f"id,day,who,n\n{GOOD}", EVENTS)
    assert read.files is not None
    assert read.files.rejects_path is None
    assert list(rejects(home / "none.parquet", home)) == []


def test_an_overlap_is_asked_only_without_key_and_mode(staged: Stager) -> None:
    keyless = Dataset(shape="events", time="day", columns={"n": "integer"})
    files = staged("day,n\n2025-01-10,1\n2025-01-20,2\n", keyless).files
    assert files is not None
    january = (dt.date(2025, 1, 1), dt.date(2025, 2, 1))
    before = (dt.date(2024, 12, 1), dt.date(2025, 1, 10))
    asked = overlap(files, keyless, [before, january])
    assert asked is not None
    assert (asked.key, {option.value for option in asked.options}) == ("mode", {"replace_span", "append", "upsert"})
    assert "2025-01-10" in asked.text
    assert overlap(files, keyless, [before]) is None
    assert overlap(files, keyless, [(None, None)]) is None
    assert overlap(files, keyless, [january], answered=True) is None
    assert overlap(files, keyless.model_copy(update={"mode": "append"}), [january]) is None
    assert overlap(files, EVENTS, [january]) is None


def test_answers_win_over_the_recipe_and_keep_the_rest() -> None:
    remembered = Answers.from_recipe(Recipe(date_order="dmy", decimal=",", columns={"a": "A", "b": "B"}))
    told = Answers(date_order="mdy", columns={"a": "X"}).over(remembered)
    assert (told.date_order, told.decimal, dict(told.columns)) == ("mdy", ",", {"a": "X", "b": "B"})


def test_the_mode_comes_from_answer_definition_or_key(staged: Stager) -> None:
    keyless = Dataset(shape="events", time="day", columns={"n": "integer"})
    text = "day,n\n2025-01-10,1\n"
    modes = [
        staged(text, keyless).files,
        staged(text, keyless, mode="replace_span").files,
        staged(text, keyless.model_copy(update={"mode": "replace_span"})).files,
        staged(f"id,day,who,n\n{GOOD}", EVENTS).files,
    ]
    assert [files.mode for files in modes if files] == ["append", "replace_span", "replace_span", "upsert"]
