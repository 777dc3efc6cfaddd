"""A real OpenID provider for tests, as a process: `python -m tests.access.provider PORT`.

Its log-in form asks for what the ID token shall say, so that a test can have one that is expired, for another client,
or for an address that is not verified. Only what the protocol needs: discovery, keys, authorisation, token, log-out.
"""

from __future__ import annotations

import secrets
import sys
import time
from html import escape
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

KEY = RSAKey.generate_key(2048, {"kid": "tests", "use": "sig", "alg": "RS256"})
ISSUER = ""
codes: dict[str, dict[str, Any]] = {}
FORM = """<!doctype html><title>Test provider</title><form method="post" action="/authorize?{query}">
<input name="email" value="owner@example.com"><input name="groups" value=""><input name="verified" value="true">
<input name="audience" value="{client}"><input name="age" value="0"><button>Sign in</button></form>"""


async def discovery(_: Request) -> Response:
    """What a client needs to know."""
    return JSONResponse(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


async def keys(_: Request) -> Response:
    """The public key."""
    return JSONResponse({"keys": [KEY.as_dict(private=False)]})


async def authorize(request: Request) -> Response:
    """The form, and then the way back with a code."""
    asked = dict(request.query_params)
    if request.method == "GET":
        return HTMLResponse(FORM.format(query=escape(urlencode(asked)), client=escape(asked["client_id"])))
    form = {name: str(value) for name, value in (await request.form()).items()}
    code = secrets.token_urlsafe()
    codes[code] = asked | form
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 303)


async def token(request: Request) -> Response:
    """An ID token that says what the form said."""
    asked = codes.pop(str((await request.form())["code"]))
    issued = int(time.time()) - int(asked["age"])
    claims = {
        "iss": ISSUER, "sub": asked["email"], "aud": asked["audience"], "azp": asked["client_id"], "iat": issued,
        "exp": issued + 3600, "nonce": asked["nonce"], "email": asked["email"],
        "email_verified": asked["verified"] == "true",
    }  # fmt: skip
    if asked["groups"]:
        claims["groups"] = asked["groups"].split(",")
    signed = jwt.encode({"alg": "RS256", "kid": "tests"}, claims, KEY)
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": signed})


async def logout(request: Request) -> Response:
    """Back to the application."""
    return RedirectResponse(request.query_params["post_logout_redirect_uri"], 303)


if __name__ == "__main__":
    ISSUER = f"http://localhost:{sys.argv[1]}"
    routes = [
        Route("/.well-known/openid-configuration", discovery),
        Route("/keys", keys),
        Route("/authorize", authorize, methods=["GET", "POST"]),
        Route("/token", token, methods=["POST"]),
        Route("/logout", logout),
    ]
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
