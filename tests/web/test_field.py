"""The doors of a tablet: today's round with signed permits, the sealed outbox, media by parts."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.domain.visit_permit import read_permit
from console.evidence.keys import public_verifies, seal_for, unb64
from console.store.models import Attempt, FieldEntry, Trip, VisitMedia
from tests import databases
from tests.actions.field_site import Tablet, go_out, near
from tests.served import Served


class Pad:
    """A collector's browser on a tablet."""

    def __init__(self, served: Served) -> None:
        self.site = served.site
        self.client = served.client("collector1")
        self.headers = {"X-CSRFToken": served.token(self.client)}
        self.tablet = Tablet(served.site)

    def round(self) -> dict[str, Any]:
        return dict(self.client.get("/field/round").get_json())

    def sync(self, *entries: Any, **more: Any) -> Any:
        body = {"stream": self.tablet.stream, "device_now": self.tablet.ms(), "entries": list(entries), **more}
        return self.client.post("/field/sync", json=body, headers=self.headers)

    def put(self, name: str, part: int, data: bytes, whole: bytes, **more: str) -> Any:
        head = {"X-Parts": "2", "X-Sha256": hashlib.sha256(whole).hexdigest(), **self.headers, **more}
        head.setdefault("X-Part-Sha256", hashlib.sha256(data).hexdigest())
        return self.client.put(f"/field/media/{name}/{part}", data=data, headers=head)


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[Pad]:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=12)
    go_out(served.site)
    yield Pad(served)
    served.site.close()


def test_a_round_comes_with_permits_that_anybody_can_test(pad: Pad) -> None:
    found = pad.round()
    assert found["round"]["pair"][0]["id"] == found["me"] and len(found["stops"]) == 3
    assert {code["code"] for code in found["codes"]} >= {"V-PTP", "V-SAFE"}
    key = unb64(found["keys"]["sign"]["raw"])
    for stop in found["stops"]:
        permit = stop["permit"]
        assert public_verifies(key, permit["signature"], permit["text"])
        assert not public_verifies(key, permit["signature"], permit["text"].replace("4", "5"))
        allowed = read_permit(permit["text"])
        assert allowed.visit == stop["visit"] and allowed.allows(pad.site.now)
        assert not allowed.allows(allowed.ends) and stop["stop"] is None
        words = " ".join(point["en"] for point in stop["points"] if not point["after_identity"])
        assert words and "owe" not in words, "no word of the debt before the identity is known"
    assert pad.client.get("/field/round").headers["Cache-Control"] == "no-store"


def test_a_signed_permit_makes_an_offline_departure_lawful_and_a_forged_one_does_not(pad: Pad) -> None:
    first, second = pad.round()["stops"][:2]
    given = {name: first["permit"][name] for name in ("text", "signature")}
    true = pad.tablet.write("depart", first["visit"], permit=given)
    left = pad.tablet.write("leave", first["visit"])
    forged = {**given, "text": second["permit"]["text"]}
    false = pad.tablet.write("depart", second["visit"], permit=forged)
    pad.site.later(hours=2)
    answers = pad.sync(*(asdict(entry) for entry in (true, left, false))).get_json()["answers"]
    assert [one["code"] for one in answers] == ["", "", "breach"]
    breaches = dict(pad.site.rows(select(Trip.visit_id, Attempt.breach).join(Attempt, Attempt.id == Trip.attempt_id)))
    assert breaches == {first["visit"]: False, second["visit"]: True}


def test_sealed_entries_are_opened_once_and_what_cannot_be_read_stops_nothing_else(pad: Pad) -> None:
    found = pad.round()
    raw, visit = unb64(found["keys"]["seal"]["raw"]), found["stops"][0]["visit"]
    entries = [pad.tablet.write("depart", visit), pad.tablet.write("arrive", visit, how="gps", place=near())]
    sealed = [{"sealed": seal_for(raw, json.dumps(asdict(one)).encode(), os.urandom(12))} for one in entries]
    broken = {"sealed": {**sealed[0]["sealed"], "data": "AAAA" + sealed[0]["sealed"]["data"][4:]}}
    done = pad.sync(broken, *sealed).get_json()
    assert [one["state"] for one in done["answers"]] == ["needs_you", "confirmed", "confirmed"]
    assert done["answers"][0]["code"] == "unreadable" and done["answers"][0]["message"]
    assert done["next"] == {"seq": 3, "prev": entries[1].hash}
    assert done["answers"][1]["data"]["token"] == pad.round()["stops"][0]["token"]
    again = pad.sync(*sealed).get_json()
    assert again["answers"] == done["answers"][1:] and len(pad.site.rows(select(FieldEntry.id))) == 2
    where = pad.client.get(f"/field/stream/{pad.tablet.stream}").get_json()
    assert where["next"] == done["next"]
    assert pad.sync({"id": "x"}).get_json()["answers"][0]["code"] == "unreadable"
    assert pad.client.post("/field/sync", data=b"{", headers=pad.headers).status_code == 422
    assert pad.client.post("/field/sync", json={}).status_code in (400, 403), "the token of the page is needed"


def test_the_lead_sees_both_stories_and_where_an_alarmed_pair_was_last(tmp_path: Path) -> None:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=12)
    visit = go_out(served.site)[0]
    tablet = Tablet(served.site)
    tablet.do("depart", visit)
    tablet.do("sos", visit, place=near())
    tablet.do("cannot_find", visit, reason="wrong_map", note="<b>behind the school", place=near(4))
    lead = served.client("lead1")
    form = {"csrf_token": served.token(lead), "visit": visit, "why": "has paid"}
    assert lead.post("/rounds/cancel", data=form).status_code == 302
    tablet.do("arrive", visit, how="gps", place=near())
    page = lead.get("/rounds").get_data(as_text=True)
    assert "may not be visited now: has paid" in page and "(has paid)" in page and "&lt;b&gt;behind" in page
    lead.post("/rounds/place", data={**form, "correction": 1, "what": "take"})
    assert "behind the school" not in lead.get("/rounds").get_data(as_text=True)
    socket = served.socket(lead, "/alarms")
    alarms = socket.emit("snapshot", {}, namespace="/alarms", callback=True)["panels"]["alarms"]
    assert "31.21000, 121.45000 (±12 m)" in alarms and "c2" in alarms
    served.site.close()


def test_media_come_by_parts_in_any_order_and_are_whole_only_when_their_hash_fits(pad: Pad) -> None:
    visit = pad.round()["stops"][0]["visit"]
    photo = os.urandom(1500)
    about: dict[str, Any] = {
        "what": "photo",
        "type": "image/jpeg",
        "bytes": len(photo),
        "sha256": hashlib.sha256(photo).hexdigest(),
    }
    entry = pad.tablet.write("media", visit, place=near(), **about) if pad.tablet.write("depart", visit) else None
    assert entry is not None
    assert pad.put(entry.id, 1, photo[1000:], photo).get_json() == {"ok": True, "have": [1], "whole": False}
    bad = pad.put(entry.id, 0, photo[:1000], photo, **{"X-Part-Sha256": "0" * 64})
    assert bad.status_code == 422
    assert pad.put(entry.id, 0, photo[:1000], photo).get_json()["whole"] is False, "its entry has not come"
    pad.sync(*(asdict(one) for one in pad.tablet.written))
    assert pad.client.get(f"/field/media/{entry.id}").get_json() == {"ok": True, "have": [0, 1], "whole": True}
    assert pad.site.one(select(VisitMedia.whole_at)) == pad.site.now
    assert pad.put(entry.id, 0, photo[:1000], photo).get_json()["whole"] is True
    assert pad.put(entry.id, 0, photo[:999], photo[1:]).status_code == 422, "another medium under the same id"
    assert (
        pad.put("../../x", 0, b"1", photo).status_code == 404
        and pad.put(str(uuid.uuid4()), 7, b"1", photo).status_code == 422
    )


def test_sealed_media_are_opened_and_compared_with_what_was_announced(pad: Pad) -> None:
    found = pad.round()
    voice = os.urandom(700)
    sealed = seal_for(unb64(found["keys"]["seal"]["raw"]), voice, os.urandom(12))
    sent = unb64(sealed["data"])
    about: dict[str, Any] = {
        "what": "voice",
        "type": "audio/webm",
        "bytes": 700,
        "sha256": hashlib.sha256(voice).hexdigest(),
    }
    pad.tablet.write("depart", found["stops"][0]["visit"])
    entry = pad.tablet.write("media", found["stops"][0]["visit"], **about)
    pad.sync(*(asdict(one) for one in pad.tablet.written))
    seal = {"X-Seal": f"{sealed['kid']} {sealed['epk']} {sealed['iv']}"}
    assert pad.put(entry.id, 0, sent[:400], sent, **seal).get_json()["whole"] is False
    assert pad.put(entry.id, 1, sent[400:], sent, **seal).get_json()["whole"] is True


def test_an_outbox_of_another_person_is_refused_whole(pad: Pad) -> None:
    entry = asdict(pad.tablet.write("sos"))
    me = pad.round()["me"]
    refused = pad.sync(entry, person=me + 1)
    assert refused.status_code == 409 and refused.get_json() == {"ok": False, "code": "other_person"}
    assert pad.site.rows(select(FieldEntry.id)) == []
    assert pad.sync(entry, person=me).get_json()["answers"][0]["state"] == "confirmed"
