"""Which way people log in: none (this machine only), an OpenID provider, or a proxy in front that did it.

Configured where the server starts: PROVEOUT_LOGIN=oidc with Streamlit's secrets file, or PROVEOUT_LOGIN=proxy with the
proxy's own addresses in PROVEOUT_PROXY. Without either there is one local user on loopback.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from metrics.access import local
from metrics.access.identity import NOBODY, Identity, of_local
from metrics.errors import Problem, ProveoutError

Mode = Literal["none", "oidc", "proxy"]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MODE, PROXY, HOURS = "PROVEOUT_LOGIN", "PROVEOUT_PROXY", "PROVEOUT_LOGIN_HOURS"
EMAIL_HEADER, GROUPS_HEADER = "PROVEOUT_PROXY_EMAIL_HEADER", "PROVEOUT_PROXY_GROUPS_HEADER"
TRUSTED = "PROVEOUT_LOGIN_TRUSTED_EMAIL"
CALLBACK = "/oauth2callback"
COOKIE_SECRET = 32  # characters at least
SKEW = dt.timedelta(minutes=5)  # clocks of provider and server may differ by
IDENTITY_CLAIMS = frozenset({"is_logged_in", "provider", "email", "tokens", "nonce", "at_hash", "c_hash"})


class LoginNotConfigured(ProveoutError):
    """The login is not configured so that it could work; the server does not start."""

    title = "Not started"


@dataclass(frozen=True)
class Login:
    """How people log in. hours: for so long a login counts; trusted: providers whose addresses count unverified."""

    mode: Mode = "none"
    proxies: tuple[Network, ...] = ()
    email_header: str = "X-Forwarded-Email"
    groups_header: str | None = None
    hours: float = 12.0
    trusted: frozenset[str] = frozenset()

    def headers(self) -> dict[str, str]:
        """The proxy's headers and what they say, for server.trustedUserHeaders."""
        if self.mode != "proxy":
            return {}
        return {self.email_header: "email"} | ({self.groups_header: "groups"} if self.groups_header else {})


def configured(environ: Mapping[str, str]) -> Login:
    """The login of these settings. Raises LoginNotConfigured with all that is wrong with them."""
    problems: list[Problem] = []
    mode = environ.get(MODE, "").strip().lower() or "none"
    if mode not in get_args(Mode):
        raise LoginNotConfigured(Problem("there is no such login", "Use oidc or proxy.", path=MODE, value=mode))
    proxies: list[Network] = []
    for text in environ.get(PROXY, "").replace(",", " ").split():
        try:
            proxies.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            problems.append(Problem("is neither an address nor a network", "As in 10.0.0.5.", path=PROXY, value=text))
    if mode == "proxy" and not proxies and not problems:
        remedy = "Name the addresses that the proxy connects from: what others send is not believed."
        problems.append(Problem("is not set", remedy, path=PROXY))
    try:
        hours = float(environ.get(HOURS) or 12)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24 * 30:
        problems.append(Problem("must be hours, at most 720", path=HOURS, value=environ.get(HOURS)))
    if problems:
        raise LoginNotConfigured(problems)
    return Login(
        mode=mode,  # type: ignore[arg-type]
        proxies=tuple(proxies),
        email_header=environ.get(EMAIL_HEADER) or "X-Forwarded-Email",
        groups_header=environ.get(GROUPS_HEADER) or None,
        hours=hours,
        trusted=frozenset(environ.get(TRUSTED, "").replace(",", " ").split()),
    )


def providers(auth: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """The providers of the secrets' section [auth] by name; "default" is one without a section of its own."""
    named = {
        name: section for name, section in auth.items() if isinstance(section, Mapping) and name != "client_kwargs"
    }
    return named or ({"default": auth} if "client_id" in auth else {})


def check(auth: Mapping[str, object]) -> None:
    """Raises LoginNotConfigured with everything that [auth] lacks; no value of it is ever shown."""
    problems = []
    if len(str(auth.get("cookie_secret", ""))) < COOKIE_SECRET:
        remedy = f"Write {COOKIE_SECRET} random characters or more; a shorter one can be guessed, and cookies forged."
        problems.append(Problem("is missing or too short", remedy, path="auth.cookie_secret"))
    if not _web(auth.get("redirect_uri"), CALLBACK):
        remedy = f"Write this server's address as browsers see it, with {CALLBACK}; https unless it is localhost."
        problems.append(Problem("is missing or no such address", remedy, path="auth.redirect_uri"))
    found = providers(auth)
    if not found:
        problems.append(
            Problem("names no provider", "Write client_id, client_secret, server_metadata_url.", path="auth")
        )
    for name, section in found.items():
        place = "auth" if name == "default" else f"auth.{name}"
        problems += [
            Problem("is missing", path=f"{place}.{field}")
            for field in ("client_id", "client_secret")
            if not section.get(field)
        ]
        if not _web(section.get("server_metadata_url")):
            remedy = "Write the address of its .well-known/openid-configuration; https unless it is localhost."
            problems.append(Problem("is missing or no such address", remedy, path=f"{place}.server_metadata_url"))
    if problems:
        raise LoginNotConfigured(problems)


def identity(
    login: Login, user: Mapping[str, object], place: str, now: dt.datetime, auth: Mapping[str, object]
) -> tuple[Identity, str]:
    """Who someone is by what the server says of them, and why they are nobody ("" for nobody in particular).

    user: st.user as a mapping; auth: the secrets' section [auth]. A login that is older than `hours`, that was made
    for another client, or whose address nobody vouches for is none.
    """
    if login.mode == "none":
        return of_local(place), ""
    email = str(user.get("email") or "").strip().casefold()
    if login.mode == "proxy":
        claims: dict[str, object] = {"groups": _listed(user["groups"])} if user.get("groups") else {}
        return (Identity(email, "proxy", place, email, claims), "") if "@" in email else (NOBODY, "")
    if not user.get("is_logged_in"):
        return NOBODY, ""
    issued = _moment(user.get("iat"))
    if issued is None or issued > now + SKEW or now - issued > dt.timedelta(hours=login.hours):
        return NOBODY, "Your login has expired. Log in again."
    name = str(user.get("provider") or "default")
    mine = providers(auth).get(name, {}).get("client_id")
    audience = user.get("aud")
    if mine is None or mine not in (audience if isinstance(audience, list) else [audience]):
        return NOBODY, "This login was made for another application. Log in here."
    if "@" not in email or not (user.get("email_verified") is True or (_unsaid(user) and name in login.trusted)):
        return NOBODY, "Your provider does not vouch for your e-mail address. Ask an admin of this Proveout."
    claims = {key: value for key, value in user.items() if key not in IDENTITY_CLAIMS}
    return Identity(email, "login", place, email, claims), ""


def _unsaid(user: Mapping[str, object]) -> bool:
    return user.get("email_verified") is None


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(float(str(value)), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _listed(text: object) -> list[str]:
    return [part.strip() for part in str(text).split(",") if part.strip()]


def _web(text: object, ending: str = "") -> bool:
    parts = urlsplit(str(text or ""))
    safe = parts.scheme == "https" or (parts.scheme == "http" and local.is_loopback(parts.netloc))
    return safe and bool(parts.netloc) and parts.path.endswith(ending)
