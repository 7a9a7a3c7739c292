"""Deeds on sessions: propose or organise one, join, wait, knock, leave, book its court, confirm, cancel, hold."""

from sporezo.meets.domain.after import tell
from sporezo.meets.domain.courts import allow_booking, book_court, court_failed, forget_costs, move
from sporezo.meets.domain.ends import call_off, cancel, confirm, hold, hold_what_is_over, settle_what_is_near
from sporezo.meets.domain.guests import welcome
from sporezo.meets.domain.people import admit, ask, hand_over, join, knock, leave, leave_all, let_go, pass_over, recount
from sporezo.meets.domain.reminders import read_place_link, remind
from sporezo.meets.domain.results import Sheet, accept_results, agree, score
from sporezo.meets.domain.roll import answer_the_roll, call_the_roll
from sporezo.meets.domain.starts import organise, propose, reshape
from sporezo.meets.domain.thread import edit, forget_threads, hide, report_post, say, show_again, take_back
from sporezo.meets.domain.waiting import decline, offer_places, sweep_offers, wait

__all__ = [
    "Sheet",
    "accept_results",
    "admit",
    "agree",
    "allow_booking",
    "answer_the_roll",
    "ask",
    "book_court",
    "call_off",
    "call_the_roll",
    "cancel",
    "confirm",
    "court_failed",
    "decline",
    "edit",
    "forget_costs",
    "forget_threads",
    "hand_over",
    "hide",
    "hold",
    "hold_what_is_over",
    "join",
    "knock",
    "leave",
    "leave_all",
    "let_go",
    "move",
    "offer_places",
    "organise",
    "pass_over",
    "propose",
    "read_place_link",
    "recount",
    "remind",
    "report_post",
    "reshape",
    "say",
    "score",
    "settle_what_is_near",
    "show_again",
    "sweep_offers",
    "take_back",
    "tell",
    "wait",
    "welcome",
]
