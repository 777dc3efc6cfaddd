"""The inbox: a folder per dataset that the running server watches; what is put there is uploaded.

HOME/inbox/<project>/<dataset>/FILE is taken once it has stopped growing, and moved to done/ or refused/ beside it,
with a report. Switched off, or looked at in another rhythm, by PROVEOUT_INBOX (docs/formats.md, part 3).
"""

from metrics.inbox.watch import Inbox, configured

__all__ = ["Inbox", "configured"]
