"""Files by HTTP: POST /api/uploads/{project}/{dataset}, for scripts and schedulers on this machine.

The body is the file itself. It is streamed to disk, read and committed by the worker, and answered in JSON whatever
happens (docs/formats.md, part 3). The token comes from the configuration; without one the route is off. Streamlit's
own protections do not cover these routes: the token does, behind metrics.access.local.
"""

from metrics.api.request import TOKEN, TOKEN_FILE, token
from metrics.api.upload import routes

__all__ = ["TOKEN", "TOKEN_FILE", "routes", "token"]
