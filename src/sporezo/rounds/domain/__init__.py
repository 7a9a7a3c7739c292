"""Deeds of the round: open it, play it, plan and decide it, answer it, and what each minute asks for."""

from sporezo.rounds.domain.answers import answer
from sporezo.rounds.domain.decide import Planned, decide, plan
from sporezo.rounds.domain.minute import sweep
from sporezo.rounds.domain.opening import open_round, open_rounds, opt_in, withdraw

__all__ = ["Planned", "answer", "decide", "open_round", "open_rounds", "opt_in", "plan", "sweep", "withdraw"]
