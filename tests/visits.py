"""Visits for tests: this machine's own user under a name, or somebody with the roles that a test grants."""

from __future__ import annotations

from metrics.access.identity import Identity
from metrics.access.visit import Visit
from metrics.store import Store


def visit(store: Store, name: str = "analyst@example.com") -> Visit:
    """As on the command line, for `name`."""
    return Visit(store, Identity(name, "command", "tests"))


def logged_in(store: Store, email: str, **claims: object) -> Visit:
    """As after a login: what they may do is for the grants to say."""
    return Visit(store, Identity(email, "login", "192.0.2.7", email=email, claims=claims))
