"""Background entry points of sessions."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, periodic
from sporezo.meets import domain


@periodic(every=dt.timedelta(minutes=1))
def offer_places() -> None:
    """What was offered until now is offered to the next; what came free at night is offered in the morning."""
    domain.sweep_offers(now=clock.now())


@periodic(every=dt.timedelta(minutes=1))
def tell_of_arrivals() -> None:
    """Who joined a confirmed session: they hear that it is on, and the others hear who they are."""
    domain.tell_of_arrivals(now=clock.now())


@periodic(every=dt.timedelta(minutes=10))
def settle_what_is_near() -> None:
    """Too few players: those in are told a day ahead, and it is called off in time."""
    domain.settle_what_is_near(now=clock.now())


@periodic(every=dt.timedelta(minutes=10))
def hold_what_is_over() -> None:
    """Sessions that ended some hours ago were played, unless somebody said otherwise."""
    domain.hold_what_is_over(now=clock.now())


@periodic(every=dt.timedelta(minutes=5))
def remind() -> None:
    """The evening before, and two hours before."""
    domain.remind(now=clock.now())


@periodic(every=dt.timedelta(minutes=5))
def watch() -> None:
    """Those who asked for it are asked whether they are back; whom they trust hears when they did not say so."""
    domain.watch(now=clock.now())


@periodic(every=dt.timedelta(hours=1), offset=dt.timedelta(minutes=20))
def forget_trusted() -> None:
    """The address of whoever was trusted serves a day."""
    domain.forget_trusted(now=clock.now())


@periodic(every=dt.timedelta(hours=1))
def accept_results() -> None:
    """What nobody corrected for two days stands."""
    domain.accept_results(now=clock.now())


@periodic(every=dt.timedelta(days=1), offset=dt.timedelta(hours=2))
def forget_costs() -> None:
    """Sporezo shows what each owes whom, and forgets it."""
    domain.forget_costs(now=clock.now())


@periodic(every=dt.timedelta(hours=1), offset=dt.timedelta(minutes=20))
def forget_threads() -> None:
    """What was said around a session is erased a season later."""
    domain.forget_threads(now=clock.now())


@periodic(every=dt.timedelta(hours=6))
def make_dates() -> None:
    """The dates of each series, five weeks ahead."""
    domain.make_ahead(now=clock.now())


@periodic(every=dt.timedelta(minutes=10))
def keep_series_going() -> None:
    """Hosts are asked five days ahead; two days ahead silence keeps; a series without a host is offered."""
    now = clock.now()
    domain.ask_hosts(now=now)
    domain.let_silence_keep(now=now)
    domain.find_hosts(now=now)
