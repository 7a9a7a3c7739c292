"""SQLite, where the threads of one process write in the order they came.

SQLite queues nobody: whoever finds the file taken sleeps for up to a tenth of a second and tries again, so of a hundred
who write at once some wait very long, and a few are told that the database is locked. Here a thread waits for its turn
first. Between processes, the one whose turn it is tries again twice a millisecond, so that no gap is missed.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict, deque

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PATIENCE_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.0005


class Turns:
    """A lock that is handed on in the order it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def take(self, patience_seconds: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience_seconds):
            return True
        with self._guard:
            if mine.is_set():  # it came while we were leaving
                return True
            self._waiting.remove(mine)
            return False

    def hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


_turns: defaultdict[str, Turns] = defaultdict(Turns)  # by file


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds its turn from BEGIN IMMEDIATE to COMMIT or ROLLBACK."""

    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        turns = _turns[str(self.settings_dict["NAME"])]
        if not turns.take(PATIENCE_SECONDS):
            raise OperationalError("database is locked")
        self._has_turn = True
        has_begun = False
        try:
            self._begin()
            has_begun = True
        finally:
            if not has_begun:
                self._end_turn()

    def _begin(self) -> None:
        """BEGIN IMMEDIATE, tried again and again while another process writes; SQLite itself would sleep longer."""
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError:
            with self.wrap_database_errors:
                self._begin_when_free()
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000:.0f}")

    def _begin_when_free(self) -> None:
        """Straight to SQLite: looking through Django's cursor costs more than most waits last."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            time.sleep(LOOK_AGAIN_SECONDS)
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turns[str(self.settings_dict["NAME"])].hand_on()
