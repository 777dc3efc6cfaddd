"""Files as systems export them: signs, quotes, line ends, titles, encodings. What cannot be read is refused by name."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from metrics.dataset import Dataset
from metrics.errors import UploadRefused
from metrics.intake import preview
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column, table

EVENTS = Dataset(shape="events", id="id", time="day", columns={"who": "text", "n": "integer"})
ROWS = [
    ("T1", "2025-01-01", "Müller", "3"),
    ("T2", "2025-01-02", "Renée, Ops", "4"),
    ("T3", "2025-01-03", "O'Hara", "5"),
]


def written(sign: str = ",", end: str = "\n", quote: str = '"') -> str:
    def cell(text: str) -> str:
        risky = sign in text or quote in text or "'" in text
        return quote + text.replace(quote, quote * 2) + quote if risky else text

    return end.join(sign.join(cell(text) for text in row) for row in [("id", "day", "who", "n"), *ROWS]) + end


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_signs_line_ends_and_quotes(staged: Stager, sign: str, end: str, quote: str) -> None:
    assert column(staged(written(sign, end, quote), EVENTS), "who") == [row[2] for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
def test_encodings(staged: Stager, encoding: str) -> None:
    read = staged(written().encode(encoding), EVENTS)
    assert column(read, "who")[0] == "Müller"


def test_an_encoding_can_be_stated(staged: Stager) -> None:
    assert column(staged(written().encode("cp850"), EVENTS, encoding="cp850"), "who")[0] == "Müller"
    polish = written().replace("Renée", "Łódź")
    for name in ("latin-2", "ISO-8859-2", "latin2"):
        assert column(staged(polish.encode("iso-8859-2"), EVENTS, encoding=name), "who")[1] == "Łódź, Ops"
    with pytest.raises(UploadRefused, match="unknown encoding"):
        staged(written(), EVENTS, encoding="klingon")


def test_gzip_is_unpacked_and_the_original_kept(staged: Stager) -> None:
    packed = gzip.compress(written().encode())
    read = staged(packed, EVENTS, file_name="export.csv.gz")
    assert read.files is not None
    assert len(table(read)) == 3
    assert read.files.original_path.read_bytes() == packed
    with pytest.raises(UploadRefused, match="cannot be unpacked"):
        staged(packed[:-20], EVENTS, file_name="export.csv.gz")


def test_quoted_line_breaks_and_doubled_or_backslashed_quotes(staged: Stager) -> None:
    text = 'id,day,who,n\nT1,2025-01-01,"two\nlines, and a ""quote""",3\nT2,2025-01-02,plain,4\n'
    assert column(staged(text, EVENTS), "who") == ['two\nlines, and a "quote"', "plain"]
    text = 'id,day,who,n\nT1,2025-01-01,"a \\"quote\\", here",3\nT2,2025-01-02,"b \\"x\\" c",4\n'
    assert column(staged(text, EVENTS), "who") == ['a "quote", here', 'b "x" c']


def test_titles_and_blank_lines_before_the_header_count_as_rows(staged: Stager) -> None:
    text = "Ticket report\nExported 2025-02-01\n\n" + written() + "T4,never,x,6\n" * 1 + written().split("\n", 1)[1] * 9
    read = staged(text, EVENTS)
    assert read.files is not None
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(8, "never")]
    assert any("before the header" in note for note in read.reading.notes)


def test_blank_lines_inside_are_left_out_but_counted(staged: Stager) -> None:
    good = "".join(f"T{i},2025-01-01,x,1\n" for i in range(30))
    read = staged(f"id,day,who,n\n{good}\n\n\nT9,oops,x,1\n", EVENTS)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(35, "oops")]


def test_rows_number_as_a_spreadsheet_shows_them_after_quoted_line_breaks(staged: Stager) -> None:
    good = "".join(f'T{i},2025-01-01,"a\nb",1\n' for i in range(30))
    read = staged(f"id,day,who,n\n{good}T9,oops,x,1\n", EVENTS)
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(32, "oops")]


def test_too_many_cells_and_too_few_are_rejects(staged: Stager) -> None:
    good = "".join(f"T{i},2025-01-01,x,1\n" for i in range(60))
    read = staged(f"id,day,who,n\n{good}T60,2025-01-01,a,b,2\nT61,2025-01-02\n", EVENTS)
    over, short = read.reject_sample
    assert (over.row, over.reason) == (62, "the row has more cells than the header's 4")
    assert over.cells == ("T60", "2025-01-01", "a", "b", "2")
    assert (short.row, short.cells[:2]) == (63, ("T61", "2025-01-02"))
    assert "the row has 2 cells, fewer than the header's 4" in short.reason


def test_where_many_rows_end_early_what_lacks_is_empty(staged: Stager) -> None:
    text = "id,day,who,n\n" + "".join(f"T{i},2025-01-01,x,1\nU{i},2025-01-02\n" for i in range(10))
    read = staged(text, EVENTS)
    assert read.reject_sample == ()
    assert column(read, "n") == [1, None] * 10


def test_a_quote_that_is_not_closed_is_a_reject_and_swallows_nothing_unseen(staged: Stager) -> None:
    good = "".join(f"T{i},2025-01-01,x,1\n" for i in range(30))
    more = "".join(f"U{i},2025-01-01,y,1\n" for i in range(30))
    read = staged(f'id,day,who,n\n{good}T30,2025-01-01,"open,2\n{more}V1,2025-01-02,"shut",3\n', EVENTS)
    assert [reject.row for reject in read.reject_sample] == [32]
    assert "quote is opened and not closed" in read.reject_sample[0].reason
    single = staged(f'id,day,who,n\n{good}T30,2025-01-01,"open,2\n{more}', EVENTS)
    assert column(single, "who")[30] == '"open'  # one lone mark is no quote: all rows are there
    assert len(table(single)) == 61


def test_trailing_signs_on_every_line_are_no_column(staged: Stager) -> None:
    text = "".join(line + ",\n" for line in written().splitlines())
    read = staged(text, EVENTS)
    assert [shown.header for shown in read.reading.columns] == ["id", "day", "who", "n"]
    assert len(table(read)) == 3


def test_headers_in_other_spelling_and_padded_cells(staged: Stager) -> None:
    text = " ID , Day ,WHO, N \n T1 ,2025-01-01 , Ann , 7 \n"
    assert column(staged(text, EVENTS), "id") == ["T1"]
    assert column(staged(text, EVENTS), "n") == [7]
    assert column(staged(text, EVENTS), "who") == ["Ann"]


def test_a_header_that_may_be_two_columns_is_asked(staged: Stager) -> None:
    text = "id,Day,DAY,who,n\nT1,2025-01-01,2025-01-02,x,1\n"
    (question,) = staged(text, EVENTS).questions
    assert (question.key, question.column) == ("columns.day", "day")
    assert len(table(staged(text, EVENTS, columns={"day": "DAY"}))) == 1


def test_missing_columns_are_all_named_with_the_files_headers_and_a_suggestion(staged: Stager) -> None:
    with pytest.raises(UploadRefused) as refused:
        staged("ticket,day,whoo,n\nT1,2025-01-01,x,1\n", EVENTS)
    first, second, headers = refused.value.problems
    assert (first.column, second.column) == ("id", "who")
    assert "'ticket', 'day', 'whoo', 'n'" in headers.text
    assert "'whoo'" in second.remedy


def test_no_header_is_read_by_position(staged: Stager) -> None:
    text = written().split("\n", 1)[1]
    told = {"id": "column1", "day": "column2", "who": "column3", "n": "column4"}
    assert len(table(staged(text, EVENTS, columns=told, header_rows=0))) == 3


def test_a_single_column_and_a_mixed_header_never_pass_unasked(staged: Stager) -> None:
    one = Dataset(shape="series", time="day")
    (question,) = staged("day\n2025-01-01\n2025-01-02\n", one).questions
    assert (question.key, question.flag) == ("accept", "--accept one_column")
    assert len(table(staged("day\n2025-01-01\n2025-01-02\n", one, accept=("one_column",)))) == 2
    mixed = 'id,day,who,n,"a;b"\nT1,2025-01-01,x,1,2\n'
    assert [question.flag for question in staged(mixed, EVENTS).questions] == ["--accept header"]
    assert len(table(staged(mixed, EVENTS, accept=("header",)))) == 1


def test_more_than_a_twentieth_of_rejects_is_asked_and_nothing_is_left_behind(staged: Stager, home: Path) -> None:
    text = "id,day,who,n\n" + "T1,2025-01-01,x,1\n" * 9 + "T2,soon,x,1\n"
    open_ = staged(text, EVENTS)
    assert [question.flag for question in open_.questions] == ["--accept rejects"]
    assert [reject.value for reject in open_.reject_sample] == ["soon"]
    assert list((home / "staging").iterdir()) == []
    taken = staged(text, EVENTS, accept=("rejects",))
    assert taken.files is not None
    assert (taken.files.rows, taken.files.rejected, taken.files.duplicates) == (9, 1, 8)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n \n", "nothing but blank space"),
        (b"PK\x03\x04rest", "damaged workbook or archive"),
        (b"\x00\x01\x02\x03\xff\xfe" * 50, "is not a text file"),
        (b"id,day,who,n\n", "no rows"),
        (b"id,day,who,n\nT1,soon,x,1\nT2,later,x,1\n", "none of its 2 rows"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_left_behind(
    staged: Stager, home: Path, content: bytes, says: str
) -> None:
    with pytest.raises(UploadRefused, match=says):
        staged(content, EVENTS)
    assert list((home / "staging").iterdir()) == []


def test_a_counted_version_is_told_where_to_say_so(staged: Stager) -> None:
    revised = Dataset(shape="series", time="day", version="rev", columns={"units": "double"})
    rows = b"day,rev,units\n" + b"".join(b"2024-01-%02d,%d,5\n" % (day, day % 3) for day in range(1, 28))
    with pytest.raises(UploadRefused, match="add rev to the dataset's columns as an integer"):
        staged(rows, revised)
    counted = revised.model_copy(update={"columns": {"units": "double", "rev": "integer"}})
    files = staged(rows, counted).files
    assert files is not None
    assert files.rows == 27


def test_preview_without_a_dataset(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_text(
        "Report\nname;born;share;ok\nZoë;31.01.1990;1.234,5;yes\nBob;01.02.1980;2,25;no\n", encoding="cp1252"
    )
    read = preview(path, home)
    assert read.encoding == "cp1252"
    assert (read.dialect.delimiter, read.dialect.skip, read.dialect.header, read.first_row) == (";", 1, 1, 3)
    assert [(shown.header, shown.type) for shown in read.columns] == [
        ("name", "text"), ("born", "date"), ("share", "decimal"), ("ok", "boolean")
    ]  # fmt: skip
    assert read.sample[0] == ("Zoë", "31.01.1990", "1.234,5", "yes")
    assert read.columns[1].formats == {"%d.%m.%Y": 2, "%m.%d.%Y": 1}
    assert any("'Zoë" in note for note in read.notes)
    assert list((home / "staging").iterdir()) == []
