"""A person of another team wants what this team has: every door that a role may use, tried with this team's objects.

The doors come from the running application: routes, socket events and the doors of machines. A door is shut when
nothing of the other team moves and none of its words stand in the answer.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text, true

from console.actions import customer_file, handout, import_runs, inbound, note, payments, service_tokens
from console.actions.service_tokens import Limits
from console.domain.customer_file import Statement
from console.domain.payments import PaymentRow
from console.domain.promises import OutcomeForm
from console.domain.service_tokens import SCOPES
from console.live.messages import COMMANDS, DESK
from console.store import scope
from console.store.models import (
    Account,
    Agent,
    Attempt,
    Base,
    Customer,
    CustomerPhone,
    Outcome,
    Payment,
    PaymentEntry,
    Phone,
    Proposal,
    Request,
    RingIn,
    SpeechFinding,
    Visit,
)
from console.web.api import SHAPES
from tests import databases
from tests.actions.promised import pay
from tests.actions.visit_site import hire, put_on_map
from tests.live.test_event_attack import body_of
from tests.people import IDS, SampleSite
from tests.served import Served
from tests.web.attack import STILL, Target
from tests.web.test_attack import USUAL
from tests.web.test_permissions import expected

WORDS = "secret words of team A"
OWN = STILL | {"look", "op", "alarm", "agent_log"}  # what a refused act may write: looks, alarms, the chain
# doors that make something of one's own or end one's own session
SKIPPED = {"/logout", "/import", "/import/payments", "/import/suppressions", "/password", "/me/<what>"}
FOREIGN = {"agent": "agent3", "collector": "collector2", "lead": "lead2"}


class Story:
    """Everything that team A has, with the ids by which a door would name it."""

    def __init__(self, served: Served) -> None:
        self.served, site = served, served.site
        for role in ("collector", "lead"):
            hire(site, FOREIGN[role], role)
        site.sql("UPDATE person SET team_id = 2 WHERE login IN ('lead2', 'collector2')")
        site.sql("UPDATE person SET password_hash = (SELECT password_hash FROM person WHERE id = 1)")
        self.strangers = {row.id for row in site.rows(text("SELECT id FROM person WHERE team_id = 2"))}
        for one in self.strangers - {IDS["agent3"]}:
            site.execute(insert(Agent).values(id=one, since=site.now, skills=[]))
        first = site.talk("agent1")
        form = OutcomeForm(parts=(((site.now + timedelta(days=2)).date(), 500_00),))
        assert site.finish("agent1", first, "PTP-P", form, note=WORDS).ok
        assert handout.end_wrap_up(site.call("agent1"), first).ok
        self.token = site.desk("agent1").token
        assert handout.accept(site.call("agent1"), self.token).ok
        site.connect("agent1", self.token)
        self.customer = site.customer_of(self.token)
        note.save_note(site.call("agent1"), self.token, "我要杀了你", 0)
        said = Statement("complaint", wording=WORDS)
        assert customer_file.put_on_file(site.call("compliance1"), self.customer, said).ok
        moved = ("home", "Road 1", "Asia/Urumqi", "CN", "新疆", WORDS, "letter")
        assert customer_file.moved_house(site.call("agent1"), self.customer, *moved).ok
        caller = site.one(select(Customer.id).order_by(Customer.id.desc()).limit(1))
        assert inbound.take_inbound(site.call("agent2"), caller, "13911112222").ok
        self.run = import_runs.start(site.call("lead1"), 1, "main", "a.csv", None).data["run_id"]
        file = payments.open_file(site.call("lead1"), "Sample Bank (made up)", "main", "p.csv", {}, {}).data["file_id"]
        row = PaymentRow(1, site.now.date() - timedelta(days=1), 100, "TWD", account="nobody", texts=(WORDS,))
        assert payments.take_slice(site.call("lead1"), file, [row]).data["waiting"] == 1
        pay(site, site.customer_of(first), "over", 10**11)  # above the debt: a person looks at it first
        place = put_on_map(site, self.customer, 31.2, 121.4)
        visit = {"customer_id": self.customer, "place_id": place, "proposed_at": site.now, "why": WORDS, "factors": []}
        visit |= {"gain_minor": 1, "cost_minor": 0, "currency": "TWD", "minutes": 10, "bound": False, "travel_s": 0}
        site.execute(insert(Visit).values(**visit, state="proposed", metres=0, left_out="", end_reason=""))
        site.sql("UPDATE queue SET team_id = 1")
        self.known = {row.id for row in site.rows(select(Customer.id))}
        self.fields, self.places = self._names(site)
        self.words = self._canaries(site)

    def _names(self, site: SampleSite) -> tuple[dict[str, str], dict[str, int]]:
        """Return form field -> value, and part of a path -> id, all of team A's objects."""
        attempt = site.one(select(Attempt.id).where(Attempt.customer_id == self.customer))
        phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == self.customer))
        key, visit = site.customer(self.customer).external_id, site.one(select(Visit.id))
        account = site.one(select(Account.external_id).where(Account.customer_id == self.customer))
        ids = {
            "customer_id": self.customer,
            "agent_id": IDS["agent1"],
            "run_id": self.run,
            "ring_id": site.one(select(RingIn.id)),
            "entry_id": site.one(select(PaymentEntry.id)),
            "payment_id": site.one(select(Payment.id).where(Payment.held)),
            "proposal_id": site.one(select(Proposal.id)),
            "request_id": site.one(select(Request.id)),
            "finding_id": site.one(select(SpeechFinding.id)),
        }
        fields = {
            **{name: str(value) for name, value in ids.items()},
            "token": str(self.token),
            "customer": str(self.customer),
            "attempt_id": str(attempt),
            "phone_id": str(phone),
            "outcome_id": str(site.one(select(Outcome.id))),
            "consent_id": "1",
            "account": account,
            "visit": str(visit),
            "id": str(ids["finding_id"]),
            "q": key,
            "query": key,
            "to": "me",
            "what": "seen",
            "yes": "1",
            "why": "because so",
        }
        return fields, ids

    def _canaries(self, site: SampleSite) -> tuple[str, ...]:
        mine = site.customer(self.customer)
        numbers = site.rows(
            select(Phone.e164)
            .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
            .where(CustomerPhone.customer_id == self.customer)
        )
        return (mine.name, WORDS, *(row.e164[-11:] for row in numbers))

    def url(self, path: str) -> str:
        """Return the address of a route with team A's ids in it."""
        url = re.sub(r"<int:(\w+)>", lambda found: str(self.places.get(found.group(1), 1)), path)
        url = url.replace("<client_id>", str(uuid.UUID(int=7))).replace("<what>", "seen")
        return url.replace("<kind>.<extension>", "customers.csv")

    def rows(self, tables: set[str]) -> dict[tuple[str, Any], Any]:
        """Return the rows of these tables by table and first column, without those of the strangers themselves."""
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name in tables - OWN:
                for row in self.served.site.rows(select(table)):
                    mine = table.name in ("agent", "person") and row[0] in self.strangers
                    found[table.name, row[0]] = None if mine else tuple(map(str, row))
        return found


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Yield one story for all: what is refused changes nothing. The test that opens the scope comes last."""
    tmp_path = tmp_path_factory.mktemp("matrix")
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield Story(served)
    served.site.close()


def tried(story: Story, role: str, doors: Mapping[tuple[str, str], set[str]]) -> tuple[list[str], int]:
    """Return the doors that were not shut for a stranger with this role, and how many were tried."""
    served, target = story.served, Target(story.served)
    client = served.client(FOREIGN[role])
    token = served.token(client)
    everything = {table.name for table in Base.metadata.sorted_tables}
    before, faults, count = story.rows(everything), [], 0
    for (method, path), roles in doors.items():
        if role not in roles or path in SKIPPED or path.startswith(("/alarms", "/static", "/dev")):
            continue
        count += 1
        sent = {**USUAL, **story.fields, "key": str(uuid.uuid4()), "facts_version": "0", "version": "0"}
        where: dict[str, Any] = {"query_string": sent} if method == "GET" else {"data": sent}
        with target.writes() as written:
            answer = client.open(story.url(path), method=method, headers={"X-CSRFToken": token}, **where)
        page = answer.get_data(as_text=True)
        shown = page.replace('value="' + story.fields["q"], "")
        if any(word in shown for word in story.words):
            faults.append(f"{method} {path} shows {role} of another team what is not theirs")
        after = story.rows(written)
        moved = [key for key, row in after.items() if key in before and row is not None and before[key] != row]
        gone = [key for key in before if key[0] in written - OWN and key not in after]
        if moved or gone:
            faults.append(f"{method} {path} lets {role} of another team change {sorted({*moved, *gone})[:3]}")
            before = story.rows(everything)
    return faults, count


@pytest.mark.parametrize("role", sorted(FOREIGN))
def test_no_door_opens_an_object_of_another_team(story: Story, role: str) -> None:
    faults, count = tried(story, role, expected())
    assert faults == []
    assert count > 40, "the matrix tried hardly a door"


def test_no_socket_event_moves_what_another_team_has(story: Story) -> None:
    served, everything = story.served, {table.name for table in Base.metadata.sorted_tables}
    before = story.rows(everything)
    socket = served.socket(served.client(FOREIGN["agent"]), DESK)
    for command in COMMANDS:
        if command.namespace == DESK and "token" in command.payload.model_fields:
            body = {**body_of(command, story.token), "attempt": int(story.fields["attempt_id"])}
            body = {name: body[name] for name in command.payload.model_fields}
            answer = socket.emit(command.event, body, namespace=DESK, callback=True)
            assert not answer["ok"], command.event
    after = story.rows(everything)
    assert [key for key, row in before.items() if row is not None and after.get(key) != row] == []


def test_no_machine_of_another_creditor_finds_anything(story: Story) -> None:
    served, site = story.served, story.served.site
    site.sql(
        "INSERT INTO creditor (name, name_zh, type, home_region, phone_back) VALUES ('Other', '', 'bank', 'CN', '')"
    )
    made = service_tokens.make_token(
        site.call("admin1"), "m", list(SCOPES), Limits(creditor_id=2, permits_a_minute=600)
    )
    at = site.now.isoformat()
    sent = {
        "creditor": 1,
        "customer": story.fields["q"],
        "account": story.fields["account"],
        "external_id": "stolen",
        "at": at,
        "amount_minor": 100,
        "currency": "TWD",
        "key": "0" * 36,
        "agency": "x",
        "channel": "sms",
        "result": "not_sent",
        "recording": "r",
        "attempt": int(story.fields["attempt_id"]),
        "segments": [{"speaker": "agent", "text": "hello"}],
    }
    before = story.rows({table.name for table in Base.metadata.sorted_tables})
    for door, shape in SHAPES.items():
        method, path = door.split()
        fields = {name: sent[name] for name in shape.model_fields if name in sent}
        if door == "POST /api/attempts":
            fields["result"] = "no_answer"
        if door in ("POST /api/attempts", "POST /api/permits", "POST /api/recordings", "POST /api/permits/<id>"):
            fields["key"] = str(uuid.uuid4())
        answer = served.app.test_client().open(
            path.replace("<id>", story.fields["attempt_id"]),
            method=method,
            json=fields,
            headers={"Authorization": f"Bearer {made.data['secret']}"},
        )
        assert answer.status_code == 404, (door, answer.get_json())
    after = story.rows({table.name for table in Base.metadata.sorted_tables})
    assert before == after


def test_an_open_scope_turns_the_matrix_red(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_had_by", lambda *_: true())
    monkeypatch.setattr(scope, "is_colleague", lambda *_: True)
    doors = {
        key: roles for key, roles in expected().items() if key[1] in ("/compliance/try", "/admin/ranks/<int:agent_id>")
    }
    found, _ = tried(story, "lead", doors)
    assert any("/compliance/try shows" in one for one in found)
    assert any("/admin/ranks" in one for one in found)
