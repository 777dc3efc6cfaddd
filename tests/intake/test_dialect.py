"""The dialect is the one that cuts a text most regularly into values, also where others would cut it too."""

from __future__ import annotations

import pytest

from metrics.intake import detect

LONG = [
    "The printer, the scanner, and the phone: all of them, said the caller",
    "Cannot log in; password reset, twice, did not help | see mail",
    "Fine, thanks",
]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_long_texts_with_other_signs_do_not_mislead(sign: str, quote: str) -> None:
    rows = [f"T{i}{sign}01/02/2025{sign}{quote}{LONG[i % 3]}{quote}{sign}1.5{sign}" for i in range(30)]
    text = "\n".join([sign.join(["id", "day", "text", "hours", "note"]), *rows]) + "\n"
    found = detect.find(text)
    assert (found.delimiter, found.quote) == (sign, quote)
    assert {len(row) for row in found.rows(text)} == {5}


def test_a_blank_after_every_delimiter_belongs_to_it() -> None:
    text = 'id, day, text\n1, 2025-01-01, "a, b"\n2, 2025-01-02, "c"\n'
    found = detect.find(text)
    assert found.rows(text)[1] == ["1", "2025-01-01", "a, b"]


def test_decimal_commas_do_not_part_columns() -> None:
    text = "day;a;b\n01/02/2025;1,5;3,25\n02/02/2025;2,5;4,75\n"
    assert detect.find(text).delimiter == ";"


def test_times_with_blanks_do_not_part_columns() -> None:
    text = "opened,closed\n29/2/2016 01:16,5/3/2016 12:00\n1/3/2016 02:17,6/3/2016 13:10\n"
    assert detect.find(text).delimiter == ","


def test_what_is_stated_is_kept() -> None:
    found = detect.find("a;b\n1;2\n", delimiter=",")
    assert (found.delimiter, found.rows("a;b\n")) == (",", [["a;b"]])
