"""What a request says: who sends it, which file it is, and what is stated about it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from starlette.requests import Request

from metrics.access.identity import Identity, of_token
from metrics.access.visit import Visit
from metrics.api.answer import Answer, body, refusal
from metrics.api.secret import bearer, carries, secret
from metrics.errors import Problem, ProveoutError
from metrics.intake import Answers
from metrics.intake.wording import WrongAnswer, stated
from metrics.store import Store, lake

TOKEN, TOKEN_FILE = "PROVEOUT_UPLOAD_TOKEN", "PROVEOUT_UPLOAD_TOKEN_FILE"
ACTOR = "api"
NAME_LENGTH = 100
CURL = 'curl -H "Authorization: Bearer $TOKEN" --data-binary @FILE "http://localhost:8501{path}?name=FILE"'


@dataclass(frozen=True)
class Asked:
    """What the query of an upload says."""

    answers: Answers
    by: str | None
    dry_run: bool
    file_name: str


def token() -> str | None:
    """The token that uploads must carry: PROVEOUT_UPLOAD_TOKEN, or the content of the file PROVEOUT_UPLOAD_TOKEN_FILE.

    None without one. Raises ProveoutError for one that is too short and for a file that cannot be read.
    """
    return secret(TOKEN, "upload token", "uploads by HTTP are off")


def visitor(request: Request, store: Store) -> Visit:
    """The visit of a request's token: one of a project, or that of the configuration, which uploads anywhere.

    Raises Answer for a missing or wrong token.
    """
    header, place = request.headers.get("authorization", ""), f"api {request.client.host if request.client else ''}"
    if given := bearer(header):
        if (found := store.check_token(given)) is not None:
            return Visit(store, of_token(found, place.strip()))
        try:
            configured = token()
        except ProveoutError as error:
            raise Answer(404, body(error)) from None
        if configured is not None and carries(header, configured):
            return Visit(store, Identity(ACTOR, "token", place.strip(), scopes=("upload",)))
    remedy = "Send the header: Authorization: Bearer TOKEN. An owner of the project makes tokens."
    raise refusal(401, "The token is missing or wrong", remedy, {"WWW-Authenticate": "Bearer"})


def asked(request: Request) -> Asked:
    """What the query states. Raises Answer with everything in it that cannot be understood."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("multipart/"):
        remedy = f"Send the file itself as the body: {CURL.format(path=request.url.path)}"
        raise refusal(415, "A form is not read", remedy)
    own: dict[str, str] = {}
    words, problems = [], []
    for name, text in request.query_params.multi_items():
        if name not in ("name", "by", "dry_run"):
            words.append((name, text))
        elif name in own:
            problems.append(Problem("is stated twice", "State it once.", path=name, value=text))
        else:
            own[name] = text
    if (dry_run := own.get("dry_run", "0")) not in ("0", "1"):
        problems.append(Problem("must be 0 or 1", path="dry_run", value=dry_run))
    by = own["by"].strip() if "by" in own else None
    if by is not None and not (0 < len(by) <= NAME_LENGTH and by.isprintable()):
        problems.append(Problem(f"must be a name of up to {NAME_LENGTH} characters", path="by", value=by))
    try:
        answers = stated(words)
    except WrongAnswer as error:
        problems += error.problems
    if problems:
        raise Answer(400, body(WrongAnswer(problems)))
    return Asked(answers, by, dry_run == "1", _file_name(request, own.get("name")))


def _file_name(request: Request, stated_name: str | None) -> str:
    """The name that the query gives the file, else its Content-Disposition, else a plain word."""
    header = Message()
    header["content-disposition"] = (
        request.headers.get("content-disposition", "").encode("latin-1").decode("utf-8", "replace")
    )
    return lake.kept_name(stated_name or header.get_filename() or "upload")
