"""What the rules look at: the proposed contact and the facts, at one instant, with day counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from console.domain.compliance.proposed import Proposed
from console.domain.facts import Account, Attempt, Consent, CustomerFacts, Phone, Request
from console.domain.speech import Heard, Truths, listen, truths_of

UNCONNECTED = frozenset({"no_answer", "busy", "off", "suspended", "invalid", "rejected", "voicemail", None})
MAINLAND = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC"})


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Give the zone; cached, since the loops ask for it often."""
    return ZoneInfo(name)


@lru_cache(maxsize=65536)
def midnight(zone: str, day: date) -> datetime:
    """Give the first instant of a local day, as an aware datetime."""
    return datetime.combine(day, time(0), zone_of(zone))


OWN_PARTIES = frozenset({"debtor", "co_debtor", "guarantor", "guardian", "representative"})


class Ctx:
    """One question at one instant in the pack's zone."""

    __slots__ = ("_heard", "_today", "asked", "at", "day_start", "facts", "local", "number", "proposed", "zone")

    def __init__(
        self, proposed: Proposed, facts: CustomerFacts, at: datetime, zone: str, asked: datetime | None = None
    ) -> None:
        self.proposed = proposed
        self.facts = facts
        self.at = at
        self.asked = asked or at  # when the question was put; ``at`` may lie after it
        self.zone = zone
        self.local = at.astimezone(zone_of(zone))
        self.day_start = midnight(zone, self.local.date())
        self.number = proposed.number
        self._today: list[Attempt] | None = None
        self._heard: tuple[Heard, ...] | None = None

    def clock(self, hour: int, minute: int = 0, days: int = 0) -> datetime:
        """Give that local time of this local day (or ``days`` later)."""
        day = self.local.date() + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), zone_of(self.zone))

    def tomorrow(self) -> datetime:
        """Give the first instant of the next local day."""
        return midnight(self.zone, self.local.date() + timedelta(days=1))

    def today(self) -> list[Attempt]:
        """Give the customer's outbound attempts of this local day up to now."""
        if self._today is None:
            start, at = self.day_start, self.at
            self._today = [
                a
                for a in self.facts.attempts or ()
                if a.direction == "out" and start <= a.at <= at and a.result != "not_dialled"
            ]
        return self._today

    def history_gap(self) -> datetime | None:
        """Give when today's history is known again, or None when it is known whole.

        From the asking on we see every contact ourselves, whatever was unknown before.
        """
        known = self.facts.attempts_known_from
        if self.facts.attempts is None or known is None:
            known = self.asked
        if known <= self.day_start:
            return None
        return self.tomorrow()

    def number_today(self) -> list[Attempt]:
        """Give today's outbound attempts at the proposed number, in whoever's file."""
        start, at = self.day_start, self.at
        others = [
            a
            for a in self.facts.number_attempts or ()
            if a.number == self.number and a.direction == "out" and start <= a.at <= at and a.result != "not_dialled"
        ]
        return [a for a in self.today() if a.number == self.number] + others

    def detail(self, key: str) -> Any:
        """Give a detail of the proposal, or None when it is unknown."""
        return self.proposed.extra.get(key)

    def accounts(self) -> tuple[Account, ...]:
        """Give the debts that the contact is about; all of them when none is named."""
        rows = self.facts.accounts or ()
        named = self.proposed.account_ids
        return tuple(a for a in rows if a.id in named) if named else rows

    def truths(self) -> Truths:
        """Give what is true of the debts and of the listener, for judging words."""
        debtor = self.proposed.party in OWN_PARTIES
        known = self.detail("identity_verified") is not False
        return truths_of(self.facts.accounts, listener="debtor" if debtor else "other", verified=debtor and known)

    def heard(self) -> tuple[Heard, ...]:
        """Give what the words of the proposal contain; nothing when there are none."""
        if self._heard is None:
            text = self.proposed.text
            self._heard = listen(text, "message", self.truths()) if text else ()
        return self._heard

    def phone(self) -> Phone | None:
        """Give the proposed number as the customer's file knows it."""
        return next((p for p in self.facts.phones or () if p.e164 == self.number), None)

    def requests(self, *kinds: str) -> Iterator[Request]:
        """Give the holds of these kinds that bind now and here, whatever hours they name."""
        for request in self.facts.requests or ():
            if request.kind in kinds and request.since <= self.at:
                if request.until is not None and request.until <= self.at:
                    continue
                scope = request.scope
                if scope:
                    channels = scope.get("channels")
                    if channels and self.proposed.channel not in channels:
                        continue
                    number = scope.get("number")
                    if number is not None and number != self.number:
                        continue
                    account = scope.get("account")
                    named = self.proposed.account_ids
                    if account is not None and named and account not in named:
                        continue
                yield request

    def binding(self, *kinds: str) -> Iterator[tuple[Request, datetime | None]]:
        """Give the holds that bind at this minute, each with its end by time alone (or None)."""
        for request in self.requests(*kinds):
            if not request.scope.get("hours") and not request.scope.get("days"):
                yield request, request.until
                continue
            ends = [end for zone in self.places() if (end := window_end(request, self.at, zone))]
            if ends:
                end = max(ends)
                yield request, min(end, request.until) if request.until else end

    def places(self) -> tuple[str, ...]:
        """Give the zones that count: where the customer is known to be, or every candidate."""
        known = self.facts.customer.at_zone
        return (known,) if known else self.facts.customer.zones or (self.zone,)

    def consents(self, kind: str) -> Iterator[Consent]:
        """Give consents of a kind that may ever cover this channel (rule 25: by ``binds_from``)."""
        for consent in self.facts.consents or ():
            if consent.kind == kind and (consent.channels is None or self.proposed.channel in consent.channels):
                if consent.revoked_at is not None and consent.revoked_at > self.asked:
                    consent = replace(consent, revoked_at=None)  # nobody knew of it yet
                yield consent

    def covering(self, kind: str, at: datetime) -> datetime | None:
        """Give the end of the consent that covers ``at``, or None when none does."""
        ends = [end for c in self.consents(kind) if (end := consent_end(c, at, self.zone))]
        return max(ends, default=None)

    def open_end(self, opens: int, closes: int) -> datetime | None:
        """Give when the open window that holds now ends, consents joined; None when closed."""
        at = self.at
        end: datetime | None = None
        for _ in range(8):
            local = at.astimezone(zone_of(self.zone))
            if opens <= local.hour < closes:
                step = datetime.combine(local.date(), time(closes % 24), zone_of(self.zone))
                if closes == 24:
                    step += timedelta(days=1)
            else:
                covered = self.covering("hours", at)
                if covered is None:
                    return end
                step = covered
            if end is not None and step <= end:
                return end
            end = at = step
        return end

    def next_consent(self, kind: str, before: datetime) -> datetime | None:
        """Give the first instant in (now, before) at which a consent begins to cover."""
        found: datetime | None = None
        for consent in self.consents(kind):
            for start in consent_starts(consent, self.at, self.zone):
                if self.at < start < (found or before) and consent_end(consent, start, self.zone):
                    found = start
        return found


def at_work(ctx: Ctx) -> bool:
    """True when the number, the address or the contact itself is tied to the customer's work."""
    phone, address = ctx.phone(), ctx.proposed.address
    return bool(
        (phone is not None and phone.kind in ("work", "switchboard"))
        or (address is not None and address.kind == "work")
        or ctx.detail("consumer_at") == "work"
    )


def tied_to_place(ctx: Ctx, request: Request) -> bool:
    """True when this contact reaches the customer at the place that the request names."""
    phone, address = ctx.phone(), ctx.proposed.address
    place = request.scope.get("place")
    tied = {
        "work": at_work(ctx),
        "home": (
            (phone is not None and phone.kind in ("landline", "home"))
            or (address is not None and address.kind == "home")
            or ctx.detail("consumer_at") == "home"
        ),
    }
    named = request.scope.get("number") is not None  # the number itself matched already
    other = ctx.detail("consumer_at") == place
    return place is None or named or tied.get(str(place), other) or other


def hour_of(text: str) -> time:
    """Give a clock time from "HH:MM"; "24:00" is midnight."""
    hours, minutes = text.split(":")[:2]
    return time(int(hours) % 24, int(minutes))


def consent_end(consent: Consent, at: datetime, zone: str) -> datetime | None:
    """Give when a consent that covers ``at`` stops covering; None when it does not cover."""
    if consent.binds_from is not None and at < consent.binds_from:
        return None
    limits = [limit for limit in (consent.until, consent.revoked_at) if limit is not None]
    if any(limit <= at for limit in limits):
        return None
    local = at.astimezone(zone_of(zone))
    start_day = local.date()
    end = datetime.combine(start_day + timedelta(days=366), time(0), zone_of(zone))
    if consent.window is not None:
        opens, closes = hour_of(consent.window[0]), hour_of(consent.window[1])
        now = local.time().replace(tzinfo=None)
        over = closes <= opens  # over midnight
        if over and now < closes:
            start_day -= timedelta(days=1)
            end = datetime.combine(local.date(), closes, zone_of(zone))
        elif now >= opens and (over or now < closes):
            end_day = local.date() + timedelta(days=1 if over else 0)
            end = datetime.combine(end_day, closes, zone_of(zone))
        else:
            return None
    elif consent.days is not None:
        end = datetime.combine(start_day + timedelta(days=1), time(0), zone_of(zone))
    if consent.days is not None and start_day.isoweekday() not in consent.days:
        return None
    return min([end, *limits])


def consent_starts(consent: Consent, at: datetime, zone: str) -> list[datetime]:
    """Give the instants of the next two local days at which a consent may begin to cover."""
    starts = [consent.binds_from] if consent.binds_from is not None else []
    day = at.astimezone(zone_of(zone)).date()
    opens = hour_of(consent.window[0]) if consent.window is not None else time(0)
    for days in range(3):
        starts.append(datetime.combine(day + timedelta(days=days), opens, zone_of(zone)))
    return starts


def window_end(request: Request, at: datetime, zone: str) -> datetime | None:
    """Give when the hours that a request names, and that hold at ``at``, are over; None outside.

    Scope: ``hours`` [["22:00", "06:00"], …] local, ``days`` ISO weekdays of the window's start.
    """
    local = at.astimezone(zone_of(zone))
    windows = request.scope.get("hours") or [["00:00", "24:00"]]
    days = request.scope.get("days")
    ends = []
    for opens_text, closes_text in windows:
        opens, closes = hour_of(opens_text), hour_of(closes_text)
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            if days and day.isoweekday() not in days:
                continue
            start = datetime.combine(day, opens, zone_of(zone))
            over = closes <= opens
            end = datetime.combine(day + timedelta(days=1 if over else 0), closes, zone_of(zone))
            if start <= at < end:
                ends.append(end)
    return max(ends, default=None)
