"""Deeds of the round: open it, play it, plan and decide it, answer it, and what each minute asks for."""

from sporezo.rounds.domain.again import look_again
from sporezo.rounds.domain.answers import Unseen, answer, withdraw_from_all
from sporezo.rounds.domain.backfill import backfill, wait_for
from sporezo.rounds.domain.decide import Planned, decide, plan
from sporezo.rounds.domain.leanings import lean
from sporezo.rounds.domain.minute import sweep
from sporezo.rounds.domain.opening import open_round, open_rounds, opt_in, withdraw
from sporezo.rounds.domain.rehearsals import play_through, rehearse
from sporezo.rounds.domain.rendezvous import ask_to_join, come, knock, open_door, pass_over, say_rather

__all__ = [
    "Planned",
    "Unseen",
    "answer",
    "ask_to_join",
    "backfill",
    "come",
    "decide",
    "knock",
    "lean",
    "look_again",
    "open_door",
    "open_round",
    "open_rounds",
    "opt_in",
    "pass_over",
    "plan",
    "play_through",
    "rehearse",
    "say_rather",
    "sweep",
    "wait_for",
    "withdraw",
    "withdraw_from_all",
]
