"""A gzip file unpacked into staging."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from metrics.errors import Problem, UploadRefused
from metrics.intake.containers.limits import Bound
from metrics.intake.containers.opened import Text, Wish
from metrics.intake.look import BLOCK, Look


def unpack(path: Path, target: Path, wish: Wish) -> Look:
    """Write what is packed to target. Raises UploadRefused for damaged data and for what unpacks beyond the bound."""
    with gzip.open(path, "rb") as file, Text(target, Bound(path, target.parent, wish.file_name)) as out:
        while True:
            try:
                block = file.read(BLOCK)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                problem = Problem(f"cannot be unpacked: {error}", "Pack it again with gzip.", file=wish.file_name)
                raise UploadRefused(problem) from None
            if not block:
                return out.look
            out.write(block)
