"""Somebody takes a project over: they are its owner from now on, by an edit of its definition."""

from __future__ import annotations

import datetime as dt

from metrics import definition, words
from metrics.access.visit import Visit, guarded
from metrics.actions.alerting import judged_at_once
from metrics.actions.define import Applied, apply
from metrics.errors import Problem, StoreError


@guarded
def take_over(visit: Visit, project: str, until: dt.date | None = None) -> Applied:
    """Make whoever asks the owner, until a day (the first on which they no longer are), or without an end.

    The definition's `owner` and `owner_until` change, with its history and audit. Refused for a day that has come.
    """
    if until is not None and until <= dt.datetime.now(dt.UTC).date():
        raise StoreError(Problem("ownership would end before it begins", "Name a later day.", value=str(until)))
    name = visit.who.email or visit.who.name
    stored = visit.store.definition(project)
    text = definition.edit(stored.text, ("project", "owner"), name)
    text = definition.edit(text, ("project", "owner_until"), until)
    old = definition.parse(stored.text).project
    end = f" until {words.day(until)}" if until else ""
    done = apply(visit, text, f"{name} takes over from {old.owner or 'nobody'}{end}", only=project)
    judged_at_once(visit.store, project)
    return done
