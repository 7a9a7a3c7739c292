"""Deeds on sessions and series: propose, organise, begin, join, wait, leave, book a court, confirm, cancel, hold."""

from sporezo.meets.domain.after import tell
from sporezo.meets.domain.alone import change_one
from sporezo.meets.domain.arrivals import tell_of_arrivals
from sporezo.meets.domain.courts import allow_booking, book_court, court_failed, forget_costs, move
from sporezo.meets.domain.dates import make_ahead, make_dates
from sporezo.meets.domain.ends import call_off, cancel, confirm, hold, hold_what_is_over, settle_what_is_near
from sporezo.meets.domain.excuses import appeal, ask_excuse, decide_appeal, excuse
from sporezo.meets.domain.formats import play_as
from sporezo.meets.domain.guests import welcome
from sporezo.meets.domain.invitations import invite, turn_down, uninvite
from sporezo.meets.domain.keeping import (
    ask_hosts,
    find_hosts,
    hand_over_series,
    keep,
    let_silence_keep,
    skip_asked,
    take_over,
)
from sporezo.meets.domain.people import (
    admit,
    ask,
    hand_over,
    join,
    knock,
    leave,
    leave_all,
    let_go,
    let_in,
    pass_over,
    recount,
    recount_locked,
)
from sporezo.meets.domain.regulars import be_regular, name_cohost, stop_being_regular
from sporezo.meets.domain.reminders import place_link, read_place_link, remind
from sporezo.meets.domain.results import Sheet, accept_results, agree, score
from sporezo.meets.domain.roll import answer_the_roll, call_the_roll
from sporezo.meets.domain.series import begin, change, repeat, skip, stop
from sporezo.meets.domain.skips import bring_back
from sporezo.meets.domain.starts import organise, propose, reshape
from sporezo.meets.domain.thread import (
    edit,
    forget_threads,
    hide,
    report_player,
    report_post,
    say,
    show_again,
    take_back,
)
from sporezo.meets.domain.vigils import (
    back_link,
    forget_trusted,
    read_back_link,
    read_hushed_link,
    read_trusted_link,
    say_back,
    share,
    take_back_hush,
    trusted_link,
    watch,
)
from sporezo.meets.domain.vigils import stop as stop_sharing
from sporezo.meets.domain.waiting import decline, hold_for, offer_places, sweep_offers, wait

__all__ = [
    "Sheet",
    "accept_results",
    "admit",
    "agree",
    "allow_booking",
    "answer_the_roll",
    "appeal",
    "ask",
    "ask_excuse",
    "ask_hosts",
    "back_link",
    "be_regular",
    "begin",
    "book_court",
    "bring_back",
    "call_off",
    "call_the_roll",
    "cancel",
    "change",
    "change_one",
    "confirm",
    "court_failed",
    "decide_appeal",
    "decline",
    "edit",
    "excuse",
    "find_hosts",
    "forget_costs",
    "forget_threads",
    "forget_trusted",
    "hand_over",
    "hand_over_series",
    "hide",
    "hold",
    "hold_for",
    "hold_what_is_over",
    "invite",
    "join",
    "keep",
    "knock",
    "leave",
    "leave_all",
    "let_go",
    "let_in",
    "let_silence_keep",
    "make_ahead",
    "make_dates",
    "move",
    "name_cohost",
    "offer_places",
    "organise",
    "pass_over",
    "place_link",
    "play_as",
    "propose",
    "read_back_link",
    "read_hushed_link",
    "read_place_link",
    "read_trusted_link",
    "recount",
    "recount_locked",
    "remind",
    "repeat",
    "report_player",
    "report_post",
    "reshape",
    "say",
    "say_back",
    "score",
    "settle_what_is_near",
    "share",
    "show_again",
    "skip",
    "skip_asked",
    "stop",
    "stop_being_regular",
    "stop_sharing",
    "sweep_offers",
    "take_back",
    "take_back_hush",
    "take_over",
    "tell",
    "tell_of_arrivals",
    "trusted_link",
    "turn_down",
    "uninvite",
    "wait",
    "watch",
    "welcome",
]
