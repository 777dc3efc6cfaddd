"""How much a packed file may unpack to: a small file that unpacks to terabytes must not fill the disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from metrics import disk
from metrics.errors import Problem, UploadRefused

ALWAYS = 2**30  # bytes that any file may unpack to
RATIO = 200  # times its size, beyond that: exports pack to a tenth, very repetitive ones to a hundredth
LEFT_FREE = 2**28  # bytes of the disk that unpacking leaves
MOST_CELLS = 16_000_000  # of one sheet, empty ones counted: the reader holds them all, up to 200 bytes each


class Bound:
    """Called with the bytes unpacked so far; raises UploadRefused where they pass what the file may hold, and DiskFull
    where they would fill the disk.
    """

    def __init__(self, packed: Path, staging: Path, shown: str) -> None:
        self._shown, self._staging = shown, staging
        self._packed = packed.stat().st_size
        self._most = max(ALWAYS, RATIO * self._packed)
        self._free = shutil.disk_usage(staging).free - LEFT_FREE

    def __call__(self, done: int) -> None:
        """Compare; nothing is returned."""
        if done > self._most:
            text = f"unpacks to more than {self._most:,} bytes, {done // max(self._packed, 1):,} times its size"
            remedy = "If it is no mistake, unpack it and upload the table inside."
            raise UploadRefused(Problem(text, remedy, file=self._shown))
        if done > self._free:
            raise disk.full(self._staging, f"what {self._shown} unpacks to", spared=LEFT_FREE)
