"""A customer with a browser: the link of an agent, the code of the simulated carrier, the own page."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from console.actions.call import Act, Call
from console.actions.page_door import make_link
from console.store.models import CustomerPhone
from tests import databases
from tests.people import SampleSite
from tests.served import Served


def page_site(folder: Path) -> Served:
    """Return a site whose real time is the test's, too: links and codes live in real time."""
    made = Served(databases.fresh_sqlite(folder), folder, customers=6)
    object.__setattr__(made.parts["context"], "wall_clock", lambda: made.site.now)
    return made


def send_link(served: Served, login: str = "agent1") -> tuple[int, str]:
    """Let an agent send the link during a talk. Return the customer and the path of the link."""
    site = served.site
    token = site.talk(login)
    view = site.desk(login).customer
    assert view is not None
    phone = next(p.id for p in view.phones if p.role == "debtor")
    client = served.client(login)
    form = {"token": str(token), "phone_id": str(phone), "key": str(uuid.uuid4())}
    done = client.post("/desk/link", data=form, headers={"X-CSRFToken": served.token(client)})
    assert done.status_code == 200, done.get_data(as_text=True)
    found = re.search(r"http://\S+(/my/l/\S+)", served.parts["texts"].sent[0].text)
    assert found
    return site.customer_of(token), found.group(1)


def page_link(served: Served, customer_id: int) -> str:
    """Make a link without a talk and return its token."""
    site = served.site
    call = Call(served.parts["context"], site.actor("lead1"), site.now)
    phone = site.one(
        select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer_id, CustomerPhone.role == "debtor")
    )
    return site.database.transaction(lambda work: make_link(Act(work, call), customer_id, phone, None))


def csrf(client: FlaskClient, path: str = "/my/code") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found
    return found.group(1)


def ask_code(served: Served, client: FlaskClient) -> str:
    """Ask for a code, and return it as the simulated carrier delivered it."""
    before = len(served.parts["texts"].sent)
    assert client.post("/my/code/send", data={"csrf_token": csrf(client)}).status_code == 200
    assert len(served.parts["texts"].sent) == before + 1
    found = re.match(r"\d{6}", served.parts["texts"].sent[0].text)
    assert found
    return found.group()


def name_of(site: SampleSite, customer_id: int) -> str:
    return site.customer(customer_id).name


def enter(served: Served, link: str, customer_id: int) -> FlaskClient:
    """Open the page of this customer in a new browser."""
    client = served.app.test_client()
    client.get(link)
    code = ask_code(served, client)
    form = {"csrf_token": csrf(client), "code": code, "name": name_of(served.site, customer_id)}
    assert client.post("/my/code", data=form).headers["Location"] == "/my"
    return client


def do(client: FlaskClient, path: str, **form: Any) -> str:
    """Send a form of the page, and return the page that comes after it."""
    data = {"csrf_token": csrf(client, "/my"), "key": str(uuid.uuid4()), **form}
    assert client.post(path, data=data).status_code == 302
    return client.get("/my").get_data(as_text=True)
