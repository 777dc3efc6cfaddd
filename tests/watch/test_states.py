"""States: fired, told, told again, recovered, muted; from judgements alone, and in the catalogue with its audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from metrics import actions, watch
from metrics.access.visit import Forbidden
from metrics.errors import StoreError
from metrics.store import Alert, Delivery, Mute, Step, Store, Watched, Wishes
from metrics.watch import Judgement
from metrics.watch.states import Moment, step
from tests.chart import examples
from tests.pages.example_store import keep
from tests.visits import logged_in, visit

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 11, 1, 6, 0, tzinfo=dt.UTC)
P = "route-planning"


class Play:
    """A project's alerts from day to day, without a store: what is told is taken at once unless `down`."""

    def __init__(self, *receivers: str, again_days: int = 7) -> None:
        self.wishes = Wishes(receivers, again_days=again_days)
        self.open: dict[str, Alert] = {}
        self.mutes: tuple[Mute, ...] = ()
        self.told: dict[tuple[str, str], Delivery] = {}
        self.down = False

    def day(self, number: int, *judged: Judgement) -> list[tuple[str, str]]:
        """Receiver and kind of what is told on a day."""
        at = START + number * DAY
        standing = Watched(tuple(self.open.values()), self.mutes, self.wishes, self.told)
        found = step(standing, {("rule", each.key): each for each in judged}, _moment(at))
        for alert in (*found.opened, *found.judged):
            self.open[alert.id] = alert
            if alert.closed_at:
                del self.open[alert.id]
        for delivery in found.queued:
            sent = Delivery(**vars(delivery) | {"sent_at": None if self.down else at})
            self.told[delivery.alert, delivery.receiver] = sent
        return [(delivery.receiver, delivery.kind) for delivery in found.queued]


def _moment(at: dt.datetime) -> Moment:
    return Moment("demo", "Demo", "o@example.com", "s", at, at.date(), "https://p.example")


def said(firing: bool | None = True, about: str = "2026-10-01", **fields: object) -> Judgement:
    return Judgement("k", firing, "Title", "Text.", about, **fields)  # type: ignore[arg-type]


def test_told_once_again_after_a_pause_and_when_it_recovered() -> None:
    play = Play("mail")
    assert [play.day(n, said()) for n in range(9)] == [[("mail", "fired")], *[[]] * 6, [("mail", "again")], []]
    assert play.day(9, said(False)) == [("mail", "recovered")]
    assert play.day(10, said(False)) == []
    assert play.day(11, said()) == [("mail", "fired")]  # another one


def test_news_is_told_at_once_and_an_event_once_only() -> None:
    play = Play("mail")
    play.day(0, said())
    assert play.day(1, said(about="2026-11-01")) == [("mail", "again")]
    event = Play("mail")
    assert [event.day(n, said(once=True)) for n in (0, 30, 60)] == [[("mail", "fired")], [], []]


def test_an_event_that_is_undone_has_recovered_and_one_that_lasts_is_settled_quietly() -> None:
    changed = said(once=True, numbers={"before": "improved", "after": "worse"})
    for after, told in (("improved", [("mail", "recovered")]), ("worse", [])):
        play = Play("mail")
        play.day(0, changed)
        assert play.day(1, said(False, once=True, numbers={"before": after, "after": after})) == told
        assert not play.open


def test_what_cannot_be_judged_stays_as_it_is() -> None:
    play = Play("mail")
    assert play.day(0, said(None)) == []
    play.day(1, said())
    assert play.day(30, said(None)) == []
    assert len(play.open) == 1


def test_what_is_no_longer_watched_says_so() -> None:
    play = Play("mail")
    play.day(0, said())
    assert play.day(1) == [("mail", "withdrawn")]
    assert not play.open


def test_a_receiver_that_is_down_does_not_pile_up_and_one_that_comes_later_is_told() -> None:
    play = Play("mail")
    play.down = True
    play.day(0, said())
    assert [play.day(n, said(about=str(n))) for n in (10, 20, 30)] == [[], [], []]
    play.wishes = Wishes(("mail", "hook"))
    assert play.day(31, said(about="30")) == [("hook", "fired")]


def test_muted_is_watched_and_told_when_the_day_has_passed() -> None:
    play = Play("mail")
    until = (START + 3 * DAY).date()
    play.mutes = (Mute("demo", "rule", "k", until, "known", START, "o"),)
    assert [play.day(n, said()) for n in range(5)] == [[], [], [], [], [("mail", "fired")]]
    quiet = Play("mail")
    quiet.mutes = play.mutes
    quiet.day(0, said())
    assert quiet.day(1, said(False)) == []  # nobody knew that it fired
    knew = Play("mail")
    knew.day(0, said())
    knew.mutes = play.mutes
    assert knew.day(1, said(False)) == [("mail", "recovered")]


def test_the_message_names_all_that_a_reader_needs() -> None:
    found = step(
        Watched((), (), Wishes(("mail",)), {}),
        {("rule", "k"): said(query={"kpi": "k", "grain": "month"}, moved=("channel=email: 80 % of what is missing",))},
        _moment(START),
    )
    (told,) = found.queued
    assert told.title == "Demo: Title"
    assert told.text.splitlines() == [
        "Text.",
        "Where from: channel=email: 80 % of what is missing.",
        "Owner: o@example.com",
        "Chart: https://p.example/project?project=demo&kpi=k&grain=month",
    ]


@pytest.fixture
def routes(store: Store) -> Store:
    """A project whose target was missed, judged."""
    keep(store, examples.routes())
    watch.check(store, P)
    return store


def rules(store: Store) -> Mapping[str, actions.Seen]:
    return {seen.alert.rule: seen for seen in actions.alerts(visit(store), P) if seen.firing}


def test_a_store_keeps_states_and_who_muted_why(routes: Store) -> None:
    seen = rules(routes)["missed"]
    assert seen.state == "fired; nobody is named to be told"
    until = dt.datetime.now(dt.UTC).date() + 10 * DAY
    owner = visit(routes, "o@example.com")
    actions.mute(owner, P, seen.alert.id, until, "The vendor repairs it")
    assert "The vendor repairs it" in rules(routes)["missed"].state
    assert "missed" not in {each.alert.rule for each in actions.firing(owner)}
    actions.unmute(owner, P, seen.alert.id)
    actions.wish(owner, P, Wishes(off=("missed",), again_days=3))
    assert P in {name for name, *_ in routes.unwatched(dt.datetime.now(dt.UTC).date())}  # judged anew
    watch.check(routes, P)
    assert "missed" not in rules(routes)
    told = [(row.actor, row.action, row.subject) for row in routes.audit(P) if row.action not in ("create", "snapshot")]
    assert ("o@example.com", "mute", "missed: kilometres") in told
    assert ("o@example.com", "unmute", "missed: kilometres") in told
    assert ("o@example.com", "watch", None) in told
    assert told.count(("proveout", "alert", "missed: kilometres")) == 2  # it fired, and was withdrawn
    assert routes.verify_audit().sound


def test_judging_again_changes_nothing(routes: Store) -> None:
    before, entries = {seen.alert.id for seen in rules(routes).values()}, len(routes.audit())
    assert routes.unwatched(dt.datetime.now(dt.UTC).date()) == ()
    watch.check(routes, P)
    assert {seen.alert.id for seen in rules(routes).values()} == before
    assert len(routes.audit()) == entries
    assert routes.unwatched(dt.datetime.now(dt.UTC).date() + DAY) != ()  # but daily it is


def test_an_older_judgement_does_not_undo_a_newer_one(routes: Store) -> None:
    today = dt.datetime.now(dt.UTC).date()
    found = routes.watch(P, lambda _: pytest.fail("judged"), snapshot="old", revision=0, day=today)
    assert found == Step()


@pytest.mark.parametrize(
    ("wished", "wrong"),
    [
        (Wishes(("nobody",)), "no receiver of this name"),
        (Wishes(off=("everything",)), "no such rule"),
        (Wishes(again_days=0), "1 to 365 days"),
        (Wishes(rejects_share=1.5), "between 0 and 1"),
    ],
)
def test_wishes_that_cannot_be_granted_are_refused(routes: Store, wished: Wishes, wrong: str) -> None:
    with pytest.raises(StoreError, match=wrong):
        actions.wish(visit(routes), P, wished)
    assert routes.wishes(P) == Wishes()


def test_a_mute_needs_a_reason_and_a_day_to_come(routes: Store) -> None:
    alert, today = rules(routes)["missed"].alert.id, dt.datetime.now(dt.UTC).date()
    for until, reason in ((today, " "), (today - DAY, "x"), (today + 400 * DAY, "x")):
        with pytest.raises(StoreError):
            actions.mute(visit(routes), P, alert, until, reason)
    with pytest.raises(StoreError, match="no such alert"):
        actions.mute(visit(routes), P, "0", today, "x")
    with pytest.raises(StoreError, match="not muted"):
        actions.unmute(visit(routes), P, alert)


def test_viewers_read_and_do_not_mute_and_the_limited_see_none(routes: Store) -> None:
    routes.grant("v@example.com", "viewer", P, actor="boss")
    routes.grant("s@example.com", "viewer", P, actor="boss", segments=("region=east",))
    alert = rules(routes)["missed"].alert.id
    assert actions.alerts(logged_in(routes, "v@example.com"), P)
    with pytest.raises(Forbidden):
        actions.mute(logged_in(routes, "v@example.com"), P, alert, dt.date(2999, 1, 1), "x")
    assert actions.alerts(logged_in(routes, "s@example.com"), P) == ()
    assert actions.firing(logged_in(routes, "s@example.com")) == ()
    assert actions.portfolio(logged_in(routes, "s@example.com"))[0].decision is None
