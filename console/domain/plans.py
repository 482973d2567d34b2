"""Offers fitted to credit grade and ability to repay, instalment arithmetic, limits of authority.

The matrix and its kinds are the guidance's collection plan: reminder, move of the due date, split,
pause, dated promise, autopay, instalments, hardship plan, settlement quote, personalised
instalments and advice. Money is integer minor units. A card plan never runs beyond 60 months
(China, card rules 2011 art. 70); the house keeps that limit for every product. Weights, defaults
and authority are the house's own estimate and stand here as data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from console.domain.errors import Invalid
from console.domain.plan_words import WORDS, day_en, day_zh
from console.domain.promises import PLAN_MONTHS, latest_promise

Ability = Literal["able", "partly", "unable", "unknown"]
Schedule = tuple[tuple[date, int], ...]

CARD = "credit_card"
ABILITIES: tuple[Ability, ...] = ("able", "partly", "unable", "unknown")  # ever more careful
SHIFT_DAYS = 14  # a part moves at most this far to a working day, so dates stay in order
