"""Whether somebody still writes a file: what copies slowly, or with pauses, is not taken before it is whole."""

from __future__ import annotations

import fcntl
import os
import signal
from pathlib import Path


def being_written(path: Path) -> bool:
    """Whether a process of this machine holds the file open for writing, as far as the system says so.

    Linux grants a read lease on a file only while nobody has it open for writing; it is given back at once. False
    where leases are not known: another system, a network's folder, a file of another user.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)  # to be told of a writer by SIGIO would end the process
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False
