"""Turns: one caller at a time, the most urgent first."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(order=True)
class _Waiting:
    rank: int
    newest_first: int
    turn: threading.Event = field(compare=False, default_factory=threading.Event)
    mine: bool = field(compare=False, default=False)


class Turns:
    """Lets one caller at a time pass: the lowest rank first, of equal ranks the one that came last.

    Who comes last is served first because the others have given up the sooner: under a flood a newcomer waits for one
    turn and not for all. When more than ``most`` wait, the last in that order is turned away.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._state = threading.Lock()
        self._busy = False
        self._count = 0
        self._waiting: list[_Waiting] = []

    @contextmanager
    def turn(self, rank: int) -> Iterator[bool]:
        """Wait for a turn and hold it. Yields False, without a turn, when too many wait.

        Whoever is stopped while waiting gives the place up: a turn that went to nobody would stop everybody.
        """
        me = self._enter(rank)
        try:
            me.turn.wait()
            yield me.mine
        finally:
            self._leave(me)

    def _enter(self, rank: int) -> _Waiting:
        with self._state:
            self._count += 1
            me = _Waiting(rank, -self._count)
            if not self._busy:
                self._busy = me.mine = True
                me.turn.set()
                return me
            heapq.heappush(self._waiting, me)
            if len(self._waiting) > self.most:
                last = max(self._waiting)
                self._waiting.remove(last)
                heapq.heapify(self._waiting)
                last.turn.set()
        return me

    def _leave(self, me: _Waiting) -> None:
        with self._state:
            if not me.mine:
                if me in self._waiting:
                    self._waiting.remove(me)
                    heapq.heapify(self._waiting)
                return
            if not self._waiting:
                self._busy = False
                return
            first = heapq.heappop(self._waiting)
            first.mine = True
            first.turn.set()
