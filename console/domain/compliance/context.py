"""What the rules look at: the proposed contact and the facts, at one instant, with day counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from console.domain.compliance.types import Proposed
from console.domain.facts import Attempt, Consent, CustomerFacts, Phone, Request

UNCONNECTED = frozenset(
    {"no_answer", "busy", "off", "suspended", "invalid", "rejected", "voicemail", None}
)
MAINLAND = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC"}
)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Give the zone; cached, since the loops ask for it often."""
    return ZoneInfo(name)


@lru_cache(maxsize=65536)
def midnight(zone: str, day: date) -> datetime:
    """Give the first instant of a local day, as an aware datetime."""
    return datetime.combine(day, time(0), zone_of(zone))


class Ctx:
    """One question at one instant in the pack's zone."""

    __slots__ = (
        "_today",
        "asked",
        "at",
        "day_start",
        "facts",
        "local",
        "number",
        "proposed",
        "zone",
    )

    def __init__(
        self,
        proposed: Proposed,
        facts: CustomerFacts,
        at: datetime,
        zone: str,
        asked: datetime | None = None,
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
                a for a in self.facts.attempts or () if a.direction == "out" and start <= a.at <= at
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
            if a.number == self.number and a.direction == "out" and start <= a.at <= at
        ]
        return [a for a in self.today() if a.number == self.number] + others

    def phone(self) -> Phone | None:
        """Give the proposed number as the customer's file knows it."""
        return next((p for p in self.facts.phones or () if p.e164 == self.number), None)

    def requests(self, *kinds: str) -> Iterator[Request]:
        """Give the holds of these kinds that bind now and here."""
        for request in self.facts.requests or ():
            if request.kind in kinds and request.since <= self.at:
                if request.until is not None and request.until <= self.at:
                    continue
                channels = request.scope.get("channels")
                if channels and self.proposed.channel not in channels:
                    continue
                yield request

    def consents(self, kind: str) -> Iterator[Consent]:
        """Give consents of a kind that may ever cover this channel (rule 25: by ``binds_from``)."""
        for consent in self.facts.consents or ():
            if consent.kind == kind and (
                consent.channels is None or self.proposed.channel in consent.channels
            ):
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


def _hour(text: str) -> time:
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
        opens, closes = _hour(consent.window[0]), _hour(consent.window[1])
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
    opens = _hour(consent.window[0]) if consent.window is not None else time(0)
    for days in range(3):
        starts.append(datetime.combine(day + timedelta(days=days), opens, zone_of(zone)))
    return starts
