"""Python's cyclic garbage collector, kept from stopping the desks."""

from __future__ import annotations

import gc
import time

from console.concurrency.background import yield_to_loop

EVERY_S = 0.25  # seconds between two collections of young objects
MIDDLE_EVERY, FULL_EVERY = 20, 14_400  # in rounds: the middle generation each 5 seconds, all once an hour


def freeze_startup_objects() -> None:
    """Switch automatic collection off and exempt everything made at start-up.

    An automatic collection stopped all desks for some 20 ms, a full one for some 250 ms with 500 desks
    open. ``collect_when_idle`` collects what is made from now on.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


def collect_when_idle() -> None:
    """Collect young cyclic garbage four times a second when the loop is idle; run for ever.

    The middle generation is collected every 5 seconds, all objects once an hour.
    """
    rounds = 0
    while True:
        time.sleep(EVERY_S)
        rounds += 1
        yield_to_loop()
        gc.collect(2 if rounds % FULL_EVERY == 0 else 1 if rounds % MIDDLE_EVERY == 0 else 0)
