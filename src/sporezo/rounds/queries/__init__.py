"""Reads of the round: the facts the engine plans from, a member's proposals, reasons as sentences."""

from sporezo.rounds.queries.board import Board, board_of
from sporezo.rounds.queries.door import at_door, is_of_level
from sporezo.rounds.queries.dryrun import DryRun, dry_run, opted_in, plan_document, side_by_side
from sporezo.rounds.queries.elsewhere import Elsewhere, elsewhere
from sporezo.rounds.queries.fewer import Shortage, formats_for_those_in, shortages
from sporezo.rounds.queries.figures import Figures, figures_of
from sporezo.rounds.queries.gather import (
    candidates,
    engagements,
    playing,
    promised,
    rounds_missed,
    sessions_wished,
    slot_of,
    start_of,
)
from sporezo.rounds.queries.leanings import (
    KEEPABLE,
    Chosen,
    leaning_of,
    leanings_of,
    weights_for,
    weights_of,
    what_counts,
)
from sporezo.rounds.queries.links import forward_token, forwarded
from sporezo.rounds.queries.missed import NotThisWeek, not_this_week
from sporezo.rounds.queries.near import NearAndFitting, near_and_fitting
from sporezo.rounds.queries.reasons import (
    remedy_for_lead,
    remedy_sentence,
    sentences,
    wait_sentence,
    what_would_help,
    why_left_out,
)
from sporezo.rounds.queries.record import record_of
from sporezo.rounds.queries.seats import SeatCard, card_of, cards_of, open_seats, seats_for
from sporezo.rounds.queries.status import status_document
from sporezo.rounds.queries.weeks import (
    OpenRound,
    due_to_decide,
    due_to_look_again,
    latest_decided,
    next_undecided,
    rounds_to_play,
)

__all__ = [
    "KEEPABLE",
    "Board",
    "Chosen",
    "DryRun",
    "Elsewhere",
    "Figures",
    "NearAndFitting",
    "NotThisWeek",
    "OpenRound",
    "SeatCard",
    "Shortage",
    "at_door",
    "board_of",
    "candidates",
    "card_of",
    "cards_of",
    "dry_run",
    "due_to_decide",
    "due_to_look_again",
    "elsewhere",
    "engagements",
    "figures_of",
    "formats_for_those_in",
    "forward_token",
    "forwarded",
    "is_of_level",
    "latest_decided",
    "leaning_of",
    "leanings_of",
    "near_and_fitting",
    "next_undecided",
    "not_this_week",
    "open_seats",
    "opted_in",
    "plan_document",
    "playing",
    "promised",
    "record_of",
    "remedy_for_lead",
    "remedy_sentence",
    "rounds_missed",
    "rounds_to_play",
    "seats_for",
    "sentences",
    "sessions_wished",
    "shortages",
    "side_by_side",
    "slot_of",
    "start_of",
    "status_document",
    "wait_sentence",
    "weights_for",
    "weights_of",
    "what_counts",
    "what_would_help",
    "why_left_out",
]
