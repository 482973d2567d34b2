"""The page of payments: bring in a bank's file, and decide about the entries that fitted nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from console.actions import payments as acts
from console.concurrency.background import run_blocking
from console.domain.errors import Invalid, Refused
from console.importing import payment_files
from console.importing.fields import PAYMENT_FIELDS
from console.importing.options import DECIMALS, ORDERS, is_currency
from console.importing.payment_files import ReadFile, Said
from console.importing.reader import BadFile
from console.store.queries import payments as reads
from console.web import page, parse
from console.web.imports import WHO, field_name, say
from console.web.permission import allow
from console.web.run_action import actor, context, flash_refusal, flash_unless_ok, new_call, run_form

payments = Blueprint("payments", __name__, url_prefix="/import/payments")
MOST_ON_PAGE = 20_000  # entries of one upload; the command takes more


@payments.get("")
@allow(*WHO)
def show() -> str:
    """Show the form, the entries that wait for a person, and the last files."""
    with context().database.reading() as db:
        waiting, total = reads.waiting(db, actor())
        return render_template(
            "import/payments.html",
            page=page.values(),
            waiting=waiting,
            total=total,
            files=reads.files(db, actor()),
            flagged=reads.flagged(db, actor()),
            creditors=reads.creditors(db),
            fields=PAYMENT_FIELDS,
            say=say,
            field_name=field_name,
        )


@payments.post("")
@allow(*WHO)
def bring() -> Response:
    """Read the uploaded file and book its payments."""
    try:
        said = payment_files.kept(context().database, _said())
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Invalid("Choose a file.", field="file")
        place = Path(current_app.extensions["console"]["settings"].instance) / "imports"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = place / f"payments-{uuid.uuid4().hex}"
        try:
            run_blocking(file.save, path)
            found = run_blocking(payment_files.read, path, said)
        finally:
            path.unlink(missing_ok=True)
    except BadFile as error:
        flash(say(error.text, error.words), "error")
        return redirect("/import/payments")
    except Refused as error:
        flash_refusal(error)
        return redirect("/import/payments")
    _book(said, file.filename, found)
    return redirect("/import/payments")


def _said() -> Said:
    form = request.form
    currency = form.get("currency", "").strip().upper()
    if currency and not is_currency(currency):
        raise Invalid("Enter the currency as three letters, such as CNY.", field="currency")
    decimal, order = form.get("decimal", ""), form.get("order", "")
    return Said(
        parse.text(form, "creditor", 80).strip(),
        parse.text(form, "source", 40).strip() or "main",
        currency,
        names_of(parse.text(form, "mapping"), PAYMENT_FIELDS),
        decimal if decimal in DECIMALS else "",
        order if order in ORDERS else "",
    )


def names_of(text: str, fields: Mapping[str, object]) -> dict[str, str]:
    """Return field -> header from lines such as ``amount = Betrag``."""
    names = {}
    for line in text.splitlines():
        field, found, name = line.partition("=")
        if field.strip() and (not found or field.strip() not in fields):
            raise Invalid("There is no field %(name)s.", field="mapping", name=field.strip()[:40])
        if found and name.strip():
            names[field.strip()] = name.strip()[:120]
    return names


def _book(said: Said, file_name: str, found: ReadFile) -> None:
    if len(found.rows) > MOST_ON_PAGE:
        flash(
            gettext("The file has more entries than a page takes. Use the command “python -m console payments”."),
            "error",
        )
        return
    if request.form.get("look") == "y":
        flash(
            gettext(
                "%(n)s entries can be read, %(bad)s cannot. Nothing was booked.",
                n=f"{len(found.rows):,}",
                bad=f"{len(found.bad):,}",
            )
        )
        return
    done = payment_files.book(new_call(), said, file_name, found)
    if flash_unless_ok(done):
        counts = {name: f"{done.data[name]:,}" for name in ("booked", "reversed", "known", "waiting", "bad")}
        flash(
            gettext(
                "%(booked)s booked, %(reversed)s taken back, %(known)s known already, "
                "%(waiting)s wait for a person, %(bad)s cannot be read.",
                **counts,
            )
        )
        if done.data["in_list"]:
            flash(
                gettext(
                    "%(n)s were paid before the day of the list: its balances hold them already.",
                    n=f"{done.data['in_list']:,}",
                )
            )


@payments.post("/<int:entry_id>")
@allow(*WHO)
def decide(entry_id: int) -> Response:
    """Assign a waiting entry, or reject it."""
    form = request.form
    why = parse.text(form, "why", 500)
    if form.get("do") == "reject":
        run_form(lambda call: acts.reject(call, entry_id, why))
    else:
        run_form(
            lambda call: acts.assign(
                call,
                entry_id,
                parse.text(form, "account", 80),
                parse.whole(form, "account_id", 0),
                parse.whole(form, "payment_id", 0),
                why,
            )
        )
    return redirect("/import/payments")


@payments.post("/flagged/<int:payment_id>")
@allow(*WHO)
def look_at(payment_id: int) -> Response:
    """Say whether a flagged payment counts, or take it back."""
    f = request.form
    run_form(lambda call: acts.look_at(call, payment_id, f.get("what") == "right", parse.text(f, "why", 300)))
    return redirect("/import/payments")
