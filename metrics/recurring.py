"""Work that a server does again and again in a thread of its own; of several servers on one store one does it."""

from __future__ import annotations

import logging
import os
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, ClassVar

from metrics import disk
from metrics.errors import Problem, ProveoutError

log = logging.getLogger("proveout")


def seconds_from(variable: str, default: float, works: str, times: str) -> float | None:
    """Seconds between two times from an environment variable, None where it says off. Raises ProveoutError else.

    works, times: what the error calls them ("The inbox", "looks").
    """
    text = os.environ.get(variable, "").strip().lower()
    if text in ("off", "0", "no", "false"):
        return None
    try:
        seconds = float(text or default)
        if not 0 < seconds < float("inf"):
            raise ValueError
    except ValueError:
        remedy = f'Set {variable} to "off" or to the seconds between two {times}, default {default:g}.'
        raise ProveoutError(Problem(f"{works} cannot be configured so", remedy, value=text)) from None
    return seconds


class Recurring(ABC):
    """`start` and `stop` the work, then `wait` for its end. lock: the file that the one who works holds."""

    failed: ClassVar[str]  # what the log says of a defect of ours; the next time comes

    def __init__(self, name: str, lock: Path, seconds: float) -> None:
        self._name, self._lock_file, self._seconds = name, lock, seconds
        self._lock: IO[bytes] | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def once(self) -> object:
        """The work of one time."""

    @abstractmethod
    def later(self, error: Exception) -> None:
        """Told when a time was refused by the disk or the house; the next one comes."""

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say that the work ends; `wait` until it has. Stop the workers in between: it may be waiting for one."""
        self._stopped.set()

    def wait(self) -> None:
        """Wait until the last time has ended."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self.once()
            except (OSError, ProveoutError) as error:
                self.later(error)
            except Exception:
                log.exception("%s", self.failed)

    def _alone(self) -> bool:
        """Whether this is the one that works on this store; the system releases the lock when it dies."""
        if self._lock is None:
            self._lock = disk.alone(self._lock_file)
        return self._lock is not None
