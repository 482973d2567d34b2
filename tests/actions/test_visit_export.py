"""The export of a visit: whole as it leaves, and every change of it is named, by the console and by a plain script."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from console.actions import field_places
from console.cli.setup import Stop
from console.cli.verify import check_visit
from console.evidence.export import zip_faults
from console.evidence.keys import site_keys
from console.store.models import ChainEntry, Trip, VisitRound
from scripts.verify_visit import altered
from tests import databases
from tests.actions.field_site import Tablet, go_out, near
from tests.served import Served

PHOTO = b"a photo" * 40


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def again(files: Mapping[str, bytes], to: Path) -> str:
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return str(to)


def worked(served: Served) -> int:
    """Let a visit with a photo and a note take place; return its trip."""
    visit = go_out(served.site)[0]
    tablet = Tablet(served.site)
    tablet.do("depart", visit)
    tablet.do("arrive", visit, how="gps", place=near())
    about: dict[str, Any] = {
        "what": "photo",
        "type": "image/jpeg",
        "bytes": len(PHOTO),
        "sha256": hashlib.sha256(PHOTO).hexdigest(),
    }
    entry = tablet.write("media", visit, **about)
    tablet.send(entry)
    client = served.client("collector1")
    mark = about["sha256"]
    head = {"X-CSRFToken": served.token(client), "X-Parts": "1", "X-Sha256": mark, "X-Part-Sha256": mark}
    assert client.put(f"/field/media/{entry.id}/0", data=PHOTO, headers=head).get_json()["whole"] is True
    tablet.do("note", visit, text="<script>alert(1)</script>")
    tablet.do("outcome", visit, code="V-NH")
    tablet.do("leave", visit)
    return int(served.site.one(select(Trip.id)))


def test_an_export_is_whole_and_every_change_of_it_is_named(tmp_path: Path) -> None:
    url = databases.fresh_sqlite(tmp_path)
    served = Served(url, tmp_path, customers=12)
    trip = worked(served)
    lead = served.client("lead1")
    assert f"/rounds/record/{trip}" in lead.get("/rounds").get_data(as_text=True)
    assert served.client("agent1").get(f"/rounds/record/{trip}").status_code == 404
    assert lead.get(f"/rounds/record/{trip + 1}").status_code == 404
    data = lead.get(f"/rounds/record/{trip}").get_data()
    assert served.site.one(select(ChainEntry.id).where(ChainEntry.kind == "action.visit.export"))
    files = files_of(data)
    photo = next(name for name in files if name.endswith(".jpg"))
    assert files[photo] == PHOTO and f'<img src="{photo}"' in files["page.html"].decode()
    assert "&lt;script&gt;" in files["page.html"].decode() and "V-NH" in files["page.html"].decode()
    whole = again(files, tmp_path / "whole.zip")
    assert zip_faults(files) == [] and altered(whole) == []
    key = json.loads(files["manifest.json"])["key"]
    assert altered(whole, key) == [] and altered(whole, "x") == ["manifest.json: signed by another key"]

    served.site.now = served.site.one(select(VisitRound.ends_at)) + field_places.AFTER * 2
    assert field_places.purge(served.site.worker()) > 0
    later = files_of(lead.get(f"/rounds/record/{trip}").get_data())
    assert b"31.21" not in later["record.json"] and zip_faults(later) == []

    record = json.loads(files["record.json"])
    met = next(one for one in record["parts"] if one["name"] == "times")
    met["value"]["left"] = "later"
    changes = {
        photo: b"another photo",
        "record.json": json.dumps(record).encode(),
        "manifest.json": files["manifest.json"].replace(b'"v": 1', b'"v": 2'),
        "more.txt": b"x",
    }
    for name, content in changes.items():
        path = again({**files, name: content}, tmp_path / "changed.zip")
        found = altered(path)
        assert found[0].startswith(name) and zip_faults({**files, name: content})[0].startswith(name), name
        assert (name != "record.json") or "record.json: times" in found
    gone = {name: content for name, content in files.items() if name != photo}
    assert zip_faults(gone) == [photo] == altered(again(gone, tmp_path / "gone.zip"))
    bad = again({**files, photo: b"x"}, tmp_path / "bad.zip")
    settings = served.parts["settings"]
    with served.site.database.reading() as session:
        assert "is whole" in check_visit(session, whole, settings)
        for path, secret, said in ((bad, "s", "Altered: media/"), (whole, "t", "another site")):
            with pytest.raises(Stop, match=said):
                check_visit(session, path, replace(settings, secret_key=secret * 40))
        session.execute(delete(ChainEntry).where(ChainEntry.kind == "visit.sealed"))
        with pytest.raises(Stop, match="not in the audit chains"):
            check_visit(session, whole, settings)
    served.site.close()


def test_the_keys_of_a_site_come_from_its_secret_alone() -> None:
    assert site_keys("a" * 40).sign_raw == site_keys("a" * 40).sign_raw != site_keys("b" * 40).sign_raw
