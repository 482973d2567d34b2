"""What a customer agrees to on the own page: a promise, a plan, a payment, a time for a call."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import page_acts, page_payment
from console.actions.call import Answer, Call
from console.concurrency.background import run_blocking
from console.domain.actor import CUSTOMER
from console.domain.customer_page import payable
from console.domain.errors import Invalid, Refused
from console.domain.facts import Money
from console.gateways.cashier import Cashier, Wanted
from console.store.queries.customer_page import currency_of, zone_of
from console.store.queries.page_offers import debt_of, plans_page
from console.web import parse
from console.web.customer_page import new_key, run, said
from console.web.page_door import here, site_address
from console.web.permission import allow
from console.web.run_action import actor, clock, context

page_agree = Blueprint("page_agree", __name__)
Page = str | Response


def _zone() -> ZoneInfo:
    with context().database.reading() as db:
        return zone_of(db, actor().id)


@page_agree.post("/my/promise")
@allow(CUSTOMER)
def promise() -> Response:
    """Promise an amount by a day."""
    form = request.form

    def make(call: Call) -> Answer:
        today = clock().now().astimezone(_zone()).date()
        with context().database.reading() as db:
            amount = parse.money(form, "amount", currency_of(db, actor().id))
        return page_acts.promise(call, parse.day(form, "on_date", today), amount, parse.whole(form, "facts_version"))

    return run(make)


@page_agree.get("/my/plan")
@allow(CUSTOMER)
def plans() -> Page:
    """Ask for the means, and show the plans that are possible without knowing them."""
    with context().database.reading() as db:
        view = plans_page(db, actor().id, clock().now())
    if view is None:
        abort(404)
    return render_template("my/plan.html", my=here(), view=view, key=new_key, error="")


@page_agree.post("/my/means")
@allow(CUSTOMER)
def means() -> Page:
    """Show the plans that fit income and necessary spending. Both are used once and not stored."""
    form = request.form
    income = must = None
    error = ""
    with context().database.reading() as db:
        try:
            currency = currency_of(db, actor().id)
            income, must = parse.money(form, "income", currency), parse.money(form, "must_pay", currency)
        except Refused as refused:
            error = said(refused)
        view = plans_page(db, actor().id, clock().now(), income, must)
    return render_template("my/plan.html", my=here(), view=view, key=new_key, error=error)


@page_agree.post("/my/plan")
@allow(CUSTOMER)
def agree() -> Response:
    """Agree to a plan."""
    form = request.form

    def make(call: Call) -> Answer:
        day = parse.whole(form, "payday", 0)
        return page_acts.plan(
            call,
            form.get("plan", "")[:20],
            form.get("ability", "")[:10],
            day or None,
            parse.whole(form, "facts_version"),
        )

    return run(make)


@page_agree.post("/my/call")
@allow(CUSTOMER)
def call_me() -> Response:
    """Ask for a call at a lawful time."""
    form = request.form

    def make(call: Call) -> Answer:
        try:
            at = datetime.fromisoformat(form.get("at", ""))
        except ValueError:
            raise Invalid("Choose one of the times on the page.", field="at") from None
        if at.tzinfo is None:
            raise Invalid("Choose one of the times on the page.", field="at")
        return page_acts.call_me(call, at, parse.whole(form, "facts_version"))

    return run(make)


@page_agree.post("/my/pay")
@allow(CUSTOMER)
def pay() -> Page:
    """Go to the cashier with an amount. The sample's cashier is a page of its own."""
    form = request.form
    try:
        with context().database.reading() as db:
            debt = debt_of(db, actor().id, parse.whole(form, "account"))
        amount = parse.money(form, "amount", debt.balance.currency)
        payable(amount, debt.balance)
    except Refused as error:
        flash(said(error), "error")
        return redirect("/my")
    parts = current_app.extensions["console"]
    cashier: Cashier = parts["cashier"]
    reference = f"page-{secrets.token_hex(12)}"
    if cashier.name == "simulated":
        view = {"debt": debt, "amount": Money(amount, debt.balance.currency), "reference": reference}
        return render_template("my/pay.html", my=here(), view=view, key=new_key)
    back = f"{site_address()}/my"
    wanted = Wanted(reference, debt.creditor_id, debt.number, amount, debt.balance.currency, back)
    address = run_blocking(cashier.start, wanted)
    if not address:
        flash(gettext("The payment page does not answer. Try again later, or pay as you are used to."), "error")
        return redirect("/my")
    return redirect(address)


@page_agree.post("/my/pay/simulated")
@allow(CUSTOMER)
def pay_simulated() -> Response:
    """Book a payment of the sample's simulated cashier."""
    if current_app.extensions["console"]["cashier"].name != "simulated":
        abort(404)
    form = request.form
    return run(
        lambda call: page_payment.pay_simulated(
            call, parse.whole(form, "account"), parse.whole(form, "minor"), form.get("reference", "")[:60]
        ),
        gettext("Paid (simulated). Thank you."),
    )
