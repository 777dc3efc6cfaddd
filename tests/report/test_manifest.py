"""The manifest is found again in whatever bytes it was put into, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from metrics.report import Manifest, NoManifest, Pack, find
from metrics.store import Head
from tests.chart import examples


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    found = examples.assistant().model_copy(update={"project": "a&b<'c'>"})
    return Pack(found, {"money": "0" * 64}, Head(3, "a" * 64), dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "Ada").manifest()


def test_it_is_found_in_a_file_and_in_a_part_of_a_zip(manifest: Manifest) -> None:
    text = manifest.text()
    assert find(f"<p>before</p>{text}<p>after".encode(), "a.html") == [manifest]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("other.xml", "<a/>")
        archive.writestr("strings.xml", f"<t>{text}</t>".replace('"', "&quot;"))  # as LibreOffice writes it
    assert find(packed.getvalue(), "a.xlsx")[0] == manifest


def test_markup_has_nothing_to_write_differently(manifest: Manifest) -> None:
    assert manifest.text().isascii()
    assert not set("<>&'") & set(manifest.text())


@pytest.mark.parametrize(
    "file", [b"", b"PK\x03\x04 cut", b"any text", b'{"proveout_report":1,"end":"proveout_report"}']
)
def test_no_report_is_told_so(file: bytes) -> None:
    with pytest.raises(NoManifest, match="manifest"):
        find(file, "x")
