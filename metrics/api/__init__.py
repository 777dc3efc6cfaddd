"""Programs' way in: POST /api/uploads/{project}/{dataset} and GET /api/results/{project}, with a token.

An upload's body is the file itself. It is streamed to disk, read and committed by the worker, and answered in JSON
whatever happens (docs/formats.md, part 3). Streamlit's own protections do not cover these routes: the token does,
behind the check of who may connect.

GET /healthz, /healthz/live and /metrics for monitors (docs/operations.md): from this machine as they are, from
elsewhere with the token PROVEOUT_METRICS_TOKEN.
"""

from metrics.api.figures import count
from metrics.api.probes import Probes
from metrics.api.request import TOKEN, TOKEN_FILE, token
from metrics.api.routes import routes

__all__ = ["TOKEN", "TOKEN_FILE", "Probes", "count", "routes", "token"]
