"""Text in another encoding written again as UTF-8."""

from __future__ import annotations

import codecs
from pathlib import Path

from metrics.errors import UploadRefused
from metrics.intake import encoding as enc
from metrics.intake.containers.limits import Bound
from metrics.intake.containers.opened import Text
from metrics.intake.encoding import Found
from metrics.intake.look import BLOCK, HEAD_BYTES, Look


def recode(text: Path, target: Path, found: Found, file_name: str) -> tuple[Look, list[str]]:
    """What the new bytes show, and the first words beyond ASCII.

    Raises UploadRefused, with the first byte that has no meaning, where it is not text in that encoding.
    """
    decoder = codecs.getincrementaldecoder(found.codec)()
    shown: list[str] = []
    mark = "\ufeff"
    with text.open("rb") as file, Text(target, Bound(text, target.parent, file_name)) as out:
        more = True
        while more:
            block = file.read(BLOCK)
            more = bool(block)
            try:
                decoded = decoder.decode(block, final=not more)
            except UnicodeError as error:
                wrong = error.object[error.start] if isinstance(error, UnicodeDecodeError) else 0
                with text.open("rb") as again:
                    problem = enc.no_text(found, wrong, again.read(HEAD_BYTES), file_name)
                raise UploadRefused(problem) from None
            if len(shown) < enc.SHOWN and not decoded.isascii():
                shown = list(dict.fromkeys([*shown, *enc.words(decoded)]))[: enc.SHOWN]
            out.write(decoded.removeprefix(mark).encode("utf-8", "replace"))
            mark = "" if decoded else mark
        return out.look, shown
