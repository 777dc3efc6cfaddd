"""Encodings: found where the bytes show them, asked for in words where not, and never taken silently for another."""

from __future__ import annotations

import codecs
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from metrics.intake import preview, source
from metrics.intake.encoding import without_mark
from metrics.intake.look import BLOCK, Look
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

SHOPS = Dataset(shape="series", time="day", columns={"shop": "text", "units": "integer"})


def text(*shops: str) -> str:
    """A table of shops, one a day."""
    return "day,shop,units\n" + "".join(f"2025-01-{13 + i},{shop},5\n" for i, shop in enumerate(shops))


LATIN = ("Zürich", "Orléans")
KANJI = ("東京都新宿区西新宿店舗東京都新宿区西新宿店舗", "大阪府大阪市北区梅田店舗")


@pytest.mark.parametrize("shops", [("Bern", "Genf"), LATIN, ("Αθήνα", "Москва"), KANJI], ids=lambda shops: shops[0])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-16 big-endian with a mark"]
)
def test_unicode_is_found_with_and_without_a_mark(staged: Stager, shops: tuple[str, ...], encoding: str) -> None:
    if encoding.endswith("mark"):
        content = codecs.BOM_UTF16_BE + text(*shops).encode("utf-16-be")
    else:
        content = text(*shops).encode(encoding)
    assert column(staged(content, SHOPS), "shop") == list(shops)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_with_hardly_a_latin_letter_is_found(staged: Stager, encoding: str) -> None:
    dataset = Dataset(shape="series", time="日付", columns={"店舗": "text"})
    content = f"日付,店舗\n2025-01-13,{KANJI[0] * 4}\n".encode(encoding)
    assert column(staged(content, dataset), "店舗") == [KANJI[0] * 4]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman", "cp850", "cp1250"])
def test_single_bytes_are_read_as_stated_and_the_choice_is_remembered(staged: Stager, encoding: str) -> None:
    found = staged(text(*LATIN).encode(encoding), SHOPS, encoding=encoding)
    assert column(found, "shop") == list(LATIN)
    assert found.recipe.encoding == encoding


def test_shift_jis_by_choice(staged: Stager) -> None:
    content = text(*KANJI).encode("shift_jis")
    with pytest.raises(UploadRefused, match=r"not text in cp1252.*shift_jis reads '東京都"):
        staged(content, SHOPS)
    assert column(staged(content, SHOPS, encoding="shift_jis"), "shop") == list(KANJI)


def test_a_preview_shows_accented_words_before_anything_is_committed(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    plain = text(*["Bern"] * 2) * 20_000  # the accents come long after the first bytes that are looked at
    path.write_bytes((plain + "2025-02-01,Zürich,1\n2025-02-02,Orléans,2\n").encode("cp1252"))
    reading = preview(path, home)
    assert reading.encoding == "cp1252"
    assert reading.notes[0] == "Not UTF-8, read as cp1252: 'Zürich', 'Orléans'. Another encoding: --encoding NAME."
    assert not list((home / "staging").iterdir())


def test_a_byte_without_meaning_shows_what_other_encodings_make_of_it(staged: Stager, home: Path) -> None:
    with pytest.raises(UploadRefused, match=r"byte 0x81 has no meaning.*cp850 reads 'Zürich', 'Orléans'"):
        staged(text(*LATIN).encode("cp850"), SHOPS)
    assert not list((home / "staging").iterdir())


def test_a_file_in_two_encodings_is_refused_and_not_garbled(staged: Stager, home: Path) -> None:
    content = text(*LATIN).encode() + "2025-01-20,Genève,1\n".encode("cp1252")
    with pytest.raises(UploadRefused, match=rf"UTF-8 up to byte {content.rindex(0xE8) + 1} and something else"):
        staged(content, SHOPS)
    assert not list((home / "staging").iterdir())
    assert column(staged(content, SHOPS, encoding="cp1252"), "shop")[-1] == "Genève"


def test_a_file_cut_within_a_character_is_refused(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match="ends within a character"):
        staged((text(*LATIN) + "2025-01-20,Genè").encode()[:-1], SHOPS)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (text(*LATIN).encode(), "is utf-8, and the remembered recipe reads cp1252"),
        (text("Bern").encode("utf-16"), "is utf-16, and the remembered recipe reads cp1252"),
        (codecs.BOM_UTF8 + text("Bern").encode(), "is utf-8, and the remembered recipe reads cp1252"),
    ],
)
def test_a_file_that_contradicts_the_remembered_encoding_is_stopped(staged: Stager, content: bytes, says: str) -> None:
    known = SHOPS.model_copy(update={"recipe": Recipe(encoding="cp1252")})
    with pytest.raises(UploadRefused, match=says):
        staged(content, known)
    answered = staged(content, known, encoding="utf-16" if "utf-16" in says else "utf-8")
    assert column(answered, "shop")[0] in ("Zürich", "Bern")
    assert column(staged(text("Bern").encode(), known), "shop") == ["Bern"]  # plain ASCII contradicts nothing


@pytest.mark.parametrize("name", ["hex", "rot13", "zlib", "nonsense", "base64", "undefined\x00"])
def test_what_is_no_encoding_of_texts_is_refused(staged: Stager, name: str) -> None:
    with pytest.raises(UploadRefused, match="unknown encoding"):
        staged(text("Bern"), SHOPS, encoding=name)


def test_utf_16_as_stated_without_a_mark_follows_the_bytes(staged: Stager) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert column(staged(text(*LATIN).encode(encoding), SHOPS, encoding="utf-16"), "shop") == list(LATIN)


def test_zero_bytes_are_left_out_and_said_wherever_they_stand(staged: Stager) -> None:
    late = text("Bern") + "2025-02-01,Genf,1\n" * 20_000 + "2025-02-02,Ba\x00sel,1\n"
    for content in (text("Bern", "Genf", "Ba\x00sel"), late):
        found = staged(content, SHOPS)
        assert column(found, "shop")[-1] == "Basel"
        assert any("Zero bytes" in note for note in found.reading.notes)


def test_bytes_that_are_no_text_are_refused(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match="not a text file"):
        staged(bytes(range(1, 20)) * 100, SHOPS)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1), st.integers(0, 40))
def test_a_look_at_any_cut_finds_what_the_whole_is(words: str, cut: int) -> None:
    content = words.encode()
    whole, parted = Look(), Look()
    whole(content)
    parted(content[:cut])
    parted(content[cut:])
    for look in (whole, parted):
        look.finish()
        assert look.utf8
        assert look.letters is not content.isascii()


def first_wrong(content: bytes) -> int | None:
    """Where the first byte that is not UTF-8 stands, from 0."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


@given(st.binary(min_size=1, max_size=60), st.integers(0, 60))
def test_the_first_wrong_byte_is_told_whatever_the_blocks(content: bytes, cut: int) -> None:
    look = Look()
    look(content[:cut])
    look(content[cut:])
    look.finish()
    wrong = first_wrong(content)
    assert look.utf8 is (wrong is None)
    if wrong is not None:
        assert look.wrong_at in (wrong + 1, 0)  # 0: the file ends within a character
        assert look.letters is not content[:wrong].isascii()


@given(st.text(st.characters(codec="utf-16", exclude_categories=("C", "Z")), min_size=1, max_size=30))
def test_a_table_in_utf_16_without_a_mark_is_always_told(cell: str) -> None:
    table = f"day,shop\n2025-01-13,{cell}\n"
    assert without_mark(table.encode("utf-16-le")) == "utf-16-le"
    assert without_mark(table.encode("utf-16-be")) == "utf-16-be"
    assert without_mark(table.encode()) is None


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\r"), max_size=40),
    st.sampled_from(["utf-16", "utf-16-be", "utf-32"]),
)
def test_recoded_text_is_the_same_text(words: str, encoding: str) -> None:
    table = f"day,shop\n2025-01-13,x{words}\n".replace("\x00", "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        path.write_bytes(table.encode(encoding))
        taken = source.take(path, Path(folder) / "staging", file_name="in.csv", encoding=encoding)
        assert taken.text.read_bytes().decode() == table


def test_a_character_across_blocks_is_one(tmp_path: Path) -> None:
    for shift in range(4):
        content = ("x," * (BLOCK // 2) + "y" * shift + "\n€uro,ä\n").encode("utf-16-le")
        path = tmp_path / "in.csv"
        path.write_bytes(content)
        taken = source.take(path, tmp_path / "staging", file_name="in.csv")
        assert taken.text.read_bytes().decode() == content.decode("utf-16-le")
