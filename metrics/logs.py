"""The server's log on stderr: one line of JSON an event, or text; neither cells of files nor what people are called.

Messages of exceptions quote what they met, so the log keeps an exception's type and where it was raised, never its
words; that holds for the libraries' own loggers too, which write through the same records.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from metrics.disk import DiskFull
from metrics.errors import Problem, ProveoutError

VARIABLE = "PROVEOUT_LOG"  # json or text
FIELDS = "fields"  # extra={FIELDS: {...}}: what an event is about, by ids and counts
FRAMES = 30
ADDRESSES = ("uvicorn.access", "uvicorn.error")  # quote peers and whole addresses: file names, people; /metrics counts
_FRAME = re.compile(r'^\s*File "([^"]+)", line (\d+), in (\S+)', re.MULTILINE)


def configure() -> None:
    """Write the log as PROVEOUT_LOG says, in this process. Raises ProveoutError for other words."""
    kind = os.environ.get(VARIABLE, "").strip().lower() or "text"
    if kind not in ("json", "text"):
        raise ProveoutError(Problem("The log cannot be written so", f'Set {VARIABLE} to "json" or "text".', value=kind))
    ours = logging.getLogger("proveout")
    ours.setLevel(logging.INFO)
    ours.propagate = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if kind == "json" else _Text("%(asctime)s %(levelname)s %(message)s"))
    ours.handlers = [handler]
    for name in ADDRESSES:  # a filter, for levels are set again after us
        logging.getLogger(name).addFilter(lambda record: '"' not in str(record.msg))
    logging.setLogRecordFactory(_JsonRecord if kind == "json" else _Record)


def about(error: BaseException) -> str:
    """An error for the log: its kind and places, without what it quotes."""
    if isinstance(error, DiskFull):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}: {error.filename or 'no file named'}"
    if isinstance(error, ProveoutError):
        places = sorted(
            {str(problem.path or problem.file) for problem in error.problems if problem.path or problem.file}
        )
        return f"{error.title} ({type(error).__name__}{': ' if places else ''}{', '.join(places)})"
    return type(error).__name__


class _Record(logging.LogRecord):
    """A record whose exception is told without its words, whoever formats it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        error = self.exc_info[1] if self.exc_info else None
        if error is not None:
            self.trace = {"type": type(error).__name__, "frames": list(_frames(error))[-FRAMES:]}
            self.exc_text = "\n".join((f"{self.trace['type']}, raised at", *self.trace["frames"]))
            self.exc_info = None


class _JsonRecord(_Record):
    """The same, for loggers of libraries that come with formats of their own."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for handler in logging.getLogger(self.name).handlers:
            if not isinstance(handler.formatter, _Json):
                handler.setFormatter(_Json())


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        line |= getattr(record, FIELDS, {})
        if trace := getattr(record, "trace", None):
            line["error"] = trace
        return json.dumps(line, ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = " ".join(f"{name}={value}" for name, value in getattr(record, FIELDS, {}).items())
        return super().format(record) + (f" {told}" if told else "")


def _frames(error: BaseException) -> Iterator[str]:
    """Where an exception was raised, the cause first; one from a worker carries its frames as text."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        yield from _frames(cause)
        yield f"then {type(error).__name__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
    for file, line, name in _FRAME.findall(str(getattr(error, "traceback", ""))):
        yield f"{file}:{line} in {name}"
