"""Tokens that the configuration holds: in a variable, or in the file that the same variable with _FILE names."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from metrics.errors import Problem, ProveoutError

LENGTH = 16  # characters, at least


def secret(variable: str, words: str, until: str) -> str | None:
    """The token of a variable or of its file; None without one. A changed file counts at once.

    Raises ProveoutError for one that is too short, that no header carries, or that cannot be read. words: what it is;
    until: what does not work meanwhile.
    """
    found, named = os.environ.get(variable, "").strip(), f"{variable}_FILE"
    file = os.environ.get(named)
    if not found and file:
        try:
            found = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ProveoutError(Problem(f"The {words} cannot be read", f"See {named}.", file=file)) from None
    elif not found:
        return None
    if len(found) < LENGTH:
        remedy = f"Use {LENGTH} characters or more; until then {until}."
        raise ProveoutError(Problem(f"The {words} is too short", remedy))
    if not (found.isascii() and found.isprintable()):  # a header cannot carry it, so that nobody ever got in
        remedy = f"Use letters, digits and signs of ASCII, in one line; until then {until}."
        raise ProveoutError(Problem(f"The {words} holds signs that no header carries", remedy))
    return found


def bearer(authorization: str) -> str:
    """The token that an Authorization header carries; empty without one."""
    scheme, _, given = authorization.partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def carries(authorization: str, expected: str) -> bool:
    """Whether an Authorization header carries the token; takes as long for any wrong one."""
    return hmac.compare_digest(bearer(authorization).encode(), expected.encode())
