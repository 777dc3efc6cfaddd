"""What one pass over a file's bytes shows while they are copied: valid UTF-8, quotes, line ends and their number."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

BLOCK = 1 << 20
HEAD_BYTES = 1 << 18  # what encoding, dialect and header are found on
BLANK_LINE = re.compile(rb"(?:\n\r?\n|\r\r|\n\r)[\r\n]*[^\r\n]")


class Look:
    """Called with block after block. marks: for every block, the bytes and line feeds up to its end."""

    def __init__(self) -> None:
        self.head = b""
        self.utf8 = True
        self.quotes = False
        self.zeros = False  # a zero byte occurs
        self.letters = False  # characters beyond ASCII occur, before the first byte that is not UTF-8
        self.wrong_at = 0  # where that byte stands
        self.cut = False  # the last character is not whole, and there are whole ones before it
        self.marks: list[tuple[int, int]] = []
        self._bytes = self._feeds = self._returns = self._both = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._last = b""

    def __call__(self, block: bytes) -> None:
        if len(self.head) < HEAD_BYTES:
            self.head += block[: HEAD_BYTES - len(self.head)]
        if self.utf8 and not (block.isascii() and not self._decoder.getstate()[0]):
            waiting = len(self._decoder.getstate()[0])
            try:
                self.letters = not self._decoder.decode(block).isascii() or self.letters
            except UnicodeDecodeError as error:
                self.utf8 = False
                self.wrong_at = self._bytes - waiting + error.start + 1
                self.letters = self.letters or not error.object[: error.start].isascii()
        self.zeros = self.zeros or 0 in block
        self.quotes = self.quotes or b'"' in block or b"'" in block
        self._bytes += len(block)
        self._feeds += block.count(b"\n")
        if b"\r" in block:
            self._returns += block.count(b"\r")
            self._both += block.count(b"\r\n")
        self._both += self._last == b"\r" and block[:1] == b"\n"
        self._last = block[-1:] or self._last
        self.marks.append((self._bytes, self._feeds))

    @property
    def mixed_lines(self) -> bool:
        r"""Whether more than one of \n, \r\n and \r occurs."""
        kinds = (self._feeds - self._both, self._returns - self._both, self._both)
        return sum(1 for kind in kinds if kind) > 1

    def finish(self) -> None:
        """A file may end within a character."""
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self.cut = self.utf8 and self.letters
            self.utf8 = False


def blank_lines(path: Path) -> bool:
    """Whether an empty line stands before the last row: DuckDB leaves it out, and a spreadsheet counts it."""
    tail = b"\n"  # a blank first line counts too
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            joined = tail + block
            if BLANK_LINE.search(joined):
                return True
            tail = joined[-3:]
    return False
