"""What the rules look at: the proposed contact and the facts at one instant, with counts of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from console.domain.compliance.incoming import heard_wishes
from console.domain.compliance.proposed import Proposed
from console.domain.compliance.reach import NUMBERED, refused
from console.domain.compliance.who import DEBTORS_EAR, WISHES, binds
from console.domain.facts import Account, Attempt, Consent, CustomerFacts, Party, Phone, Request
from console.domain.speech import Heard, Truths, listen, truths_of

UNCONNECTED = frozenset({"no_answer", "busy", "off", "suspended", "invalid", "rejected", "voicemail", None})
SPOKEN = ("effective", "met")  # a dialogue took place
MAINLAND = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC"})


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of an IANA name. Cached, because loops ask for it often."""
    return ZoneInfo(name)


@lru_cache(maxsize=65536)
def midnight(zone: str, day: date) -> datetime:
    """Return the first instant of a local day as an aware datetime."""
    return datetime.combine(day, time(0), zone_of(zone))


OWN_PARTIES = frozenset({"debtor", "co_debtor", "guarantor", "guardian", "representative"})


class Ctx:
    """One proposed contact and the facts at one instant, seen in the pack's time zone."""

    __slots__ = (
        "_heard",
        "_kinds",
        "_today",
        "_wishes",
        "asked",
        "at",
        "day_start",
        "facts",
        "label",
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
        label: str = "",
    ) -> None:
        self.proposed = proposed
        self.label = label  # why the contact is not what it is called, "" when it is
        self.facts = facts
        self.at = at
        self.asked = asked or at  # when the verdict was asked for: a search for later times moves only ``at``
        self.zone = zone
        self.local = at.astimezone(zone_of(zone))
        self.day_start = midnight(zone, self.local.date())
        self.number = proposed.number
        self._today: list[Attempt] | None = None
        self._heard: tuple[Heard, ...] | None = None
        self._wishes: tuple[Request, ...] | None = None
        self._kinds: frozenset[str] = frozenset()

    def clock(self, hour: int, minute: int = 0, days: int = 0) -> datetime:
        """Return a local clock time on this local day, or ``days`` later."""
        day = self.local.date() + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), zone_of(self.zone))

    def tomorrow(self) -> datetime:
        """Return the first instant of the next local day."""
        return midnight(self.zone, self.local.date() + timedelta(days=1))

    def today(self) -> list[Attempt]:
        """Return the customer's outbound attempts of this local day up to now."""
        if self._today is None:
            start, at = self.day_start, self.at
            self._today = [
                a
                for a in self.facts.attempts or ()
                if a.direction == "out" and start <= a.at <= at and a.result != "not_dialled"
            ]
        return self._today

    def history_gap(self) -> datetime | None:
        """Return when today's history will be complete again, or None when it is complete now.

        From the moment of the question on, the product sees every contact itself.
        """
        known = self.facts.attempts_known_from
        if self.facts.attempts is None or known is None:
            known = self.asked
        if known <= self.day_start:
            return None
        return self.tomorrow()

    def number_today(self) -> list[Attempt]:
        """Return today's outbound attempts at the proposed number, also those in other customers' files."""
        start, at = self.day_start, self.at
        others = [
            a
            for a in self.facts.number_attempts or ()
            if a.direction == "out" and start <= a.at <= at and a.result != "not_dialled"
        ]
        return [a for a in [*self.today(), *others] if self.number is None or a.number in (None, self.number)]

    def detail(self, key: str) -> Any:
        """Return a detail of the proposal, or None when it is unknown."""
        return self.proposed.extra.get(key)

    def accounts(self) -> tuple[Account, ...]:
        """Return the debts that the contact is about, or all debts when none is named."""
        rows = self.facts.accounts or ()
        named = self.proposed.account_ids
        return tuple(a for a in rows if a.id in named) if named else rows

    def may_concern(self, account_id: str) -> bool:
        """Return True when the contact is, or may be, about this debt."""
        if self.proposed.account_ids:
            return account_id in self.proposed.account_ids
        return self.facts.accounts is None or any(account.id == account_id for account in self.facts.accounts)

    def truths(self) -> Truths:
        """Return the facts of the debts and of the listener that the text check needs."""
        debtor = self.proposed.party in OWN_PARTIES
        known = self.detail("identity_verified") is not False
        return truths_of(self.facts.accounts, listener="debtor" if debtor else "other", verified=debtor and known)

    def heard(self) -> tuple[Heard, ...]:
        """Return the findings in the proposed text, or none when there is no text."""
        if self._heard is None:
            text = self.proposed.text
            self._heard = listen(text, "message", self.truths()) if text else ()
        return self._heard

    def phones(self) -> tuple[Phone, ...]:
        """Return the proposed number as it is in the customer's file. It may stand there several times."""
        return tuple(p for p in self.facts.phones or () if p.e164 == self.number)

    def wishes(self) -> tuple[Request, ...]:
        """Return the requests on file with those that incoming messages express."""
        if self._wishes is None:
            on_file = self.facts.requests or ()
            self._wishes = (*on_file, *heard_wishes(self.facts.attempts or (), self.asked, on_file))
            self._kinds = frozenset(request.kind for request in self._wishes)
        return self._wishes

    def requests(self, *kinds: str, ear: tuple[Party, ...] = DEBTORS_EAR) -> Iterator[Request]:
        """Yield the holds of these kinds that bind now and cover this contact, without regard to their hours.

        ``ear``: the parties that stand for the debtor. A wish of anybody else binds that person alone.
        """
        rows = self.wishes()
        if self._kinds.isdisjoint(kinds):
            return
        for request in rows:
            if request.kind in kinds and request.since <= self.at:
                if request.until is not None and request.until <= self.at:
                    continue
                scope = request.scope
                if scope:
                    channels = scope.get("channels")
                    if channels and self.proposed.channel not in refused(channels):
                        continue
                    number = scope.get("number")
                    if number is not None and not self.may_use(number):
                        continue
                    account = scope.get("account")
                    named = self.proposed.account_ids
                    if account is not None and named and account not in named:
                        continue
                if request.kind in WISHES and not binds(request, self.proposed, ear):
                    continue
                yield request

    def may_use(self, number: str) -> bool:
        """Return True when the contact goes to this number, or to a number that is not named."""
        return self.number == number or (self.number is None and self.proposed.channel in NUMBERED)

    def binding(self, *kinds: str, ear: tuple[Party, ...] = DEBTORS_EAR) -> Iterator[tuple[Request, datetime | None]]:
        """Yield the holds that bind at this minute, each with the time at which it ends by itself, or None."""
        for request in self.requests(*kinds, ear=ear):
            if not request.scope.get("hours") and not request.scope.get("days"):
                yield request, request.until
                continue
            ends = [end for zone in self.places() if (end := window_end(request, self.at, zone))]
            if ends:
                end = max(ends)
                yield request, min(end, request.until) if request.until else end

    def places(self) -> tuple[str, ...]:
        """Return the time zones that count: the one where the customer is known to be, else every possible one."""
        known = self.facts.customer.at_zone
        return (known,) if known else self.facts.customer.zones or (self.zone,)

    def consents(self, kind: str) -> Iterator[Consent]:
        """Yield the consents of a kind that may cover this channel (rule 25: from ``binds_from`` on)."""
        for consent in self.facts.consents or ():
            if consent.kind == kind and (consent.channels is None or self.proposed.channel in consent.channels):
                if consent.revoked_at is not None and consent.revoked_at > self.asked:
                    consent = replace(consent, revoked_at=None)  # the revocation was not known at that time
                yield consent

    def covering(self, kind: str, at: datetime) -> datetime | None:
        """Return the latest end of the consents that cover ``at``, or None when no consent does."""
        ends = [end for c in self.consents(kind) if (end := consent_end(c, at, self.zone))]
        return max(ends, default=None)

    def open_end(self, opens: int, closes: int) -> datetime | None:
        """Return when the open hours end, with adjoining consents counted in. None when they are closed now."""
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
        """Return the first instant between now and ``before`` at which a consent starts to cover, or None."""
        first: datetime | None = None
        for consent in self.consents(kind):
            for start in consent_starts(consent, self.at, self.zone):
                if self.at < start < (first or before) and consent_end(consent, start, self.zone):
                    first = start
        return first


def at_work(ctx: Ctx) -> bool:
    """Return True when the number, the address or the contact itself belongs to the customer's work."""
    address = ctx.proposed.address
    return bool(
        any(phone.kind in ("work", "switchboard") for phone in ctx.phones())
        or (address is not None and address.kind == "work")
        or ctx.detail("consumer_at") == "work"
    )


def tied_to_place(ctx: Ctx, request: Request) -> bool:
    """Return True when this contact reaches the customer at the place named in the request."""
    address = ctx.proposed.address
    place = request.scope.get("place")
    tied = {
        "work": at_work(ctx) or (ctx.proposed.channel == "email" and ctx.detail("email_employer") is True),
        "home": (
            any(phone.kind in ("landline", "home") for phone in ctx.phones())
            or (address is not None and address.kind == "home")
            or ctx.detail("consumer_at") == "home"
        ),
    }
    named = request.scope.get("number") is not None  # ``Ctx.requests`` has already compared the number
    other = ctx.detail("consumer_at") == place
    return place is None or named or tied.get(str(place), other) or other


def hour_of(text: str) -> time:
    """Return the clock time of "HH:MM". "24:00" is midnight."""
    hours, minutes = text.split(":")[:2]
    return time(int(hours) % 24, int(minutes))


def consent_end(consent: Consent, at: datetime, zone: str) -> datetime | None:
    """Return when a consent that covers ``at`` stops to cover, or None when it does not cover ``at``."""
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
        over = closes <= opens  # the window runs over midnight
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
    """Return the instants of the next two local days at which a consent may start to cover."""
    starts = [consent.binds_from] if consent.binds_from is not None else []
    day = at.astimezone(zone_of(zone)).date()
    opens = hour_of(consent.window[0]) if consent.window is not None else time(0)
    for days in range(3):
        starts.append(datetime.combine(day + timedelta(days=days), opens, zone_of(zone)))
    return starts


def window_end(request: Request, at: datetime, zone: str) -> datetime | None:
    """Return when the hours named in a request end, or None when ``at`` lies outside them.

    ``request.scope``: ``hours`` [["22:00", "06:00"], …] in local time, ``days`` ISO weekdays on which the
    window starts.
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
