"""Who does something, and from where."""

from __future__ import annotations

from typing import Self


class Actor(str):
    """The name of who does something, with the place that they do it from; everywhere else a plain string.

    place: "page 10.0.0.5", "command line HOST", "api", "inbox"; None where it is not known. It travels to the worker
    process with the name. What is made of it (`actor.strip()`) is a plain string without a place.
    """

    place: str | None

    def __new__(cls, name: str, place: str | None = None) -> Self:
        made = super().__new__(cls, name)
        made.place = place
        return made


def place_of(actor: str) -> str | None:
    """Where an actor stands; None for a plain name."""
    return getattr(actor, "place", None)
