"""Which roles may do which action: the one check of roles below the doors (rule 14).

A door declares its roles, too, so that a page is closed before it is drawn. This table holds when a door forgets one:
``console/actions/runtime.py`` asks it before every action. Whose object it is, ``console/store/scope.py`` knows. The
worker, which also stands for the host's command line, may do everything.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[tuple[str, ...], str] = {
    (): """
        alarm.tell alarm.watch books.root contact.line_reports due.confirm due.done due.promise due.remind
        factor.enter field.overdue field.purge field.purge_rest figures.counted figures.keep_rows
        figures.mark figures.write handout.deal handout.expire intake.orphans lead.looked lease.take
        library.due message.leave message.receive message.report message.settle page.code page.enter
        page.is_real page.seen people.keep_session people.mark_used people.sign_in round.close shift.lost
        account.found account.readmit keys.change site.restore sums.keep sweep visit.suggest wake.settle
    """,
    ("admin",): """
        admin.queue admin.requeue admin.team calendar.restore calendar.set factor.reset people.add
        people.change people.reset_password service.change_token service.end_token service.make_token
    """,
    ("collector",): """
        field.entry field.keep field.media_whole
    """,
    ("compliance",): """
        file.export file.limitation house.end house.write inbox.give_back inbox.take page.open_document
        paper.assign paper.end paper.record people.export review.answer review.confirm review.extend
        review.lift review.rule_seen safety.numbers second.creditor site.declare
    """,
    ("customer",): """
        page.allow_profiling page.call_me page.document page.leave page.opinion page.pay_simulated page.plan
        page.promise
    """,
    ("lead",): """
        lead.look round.open round.plan visit.cancel visit.decide visit.move
    """,
    ("service",): """
        permit.ask permit.settle service.attempt service.payment service.recording service.transcript
    """,
    ("collector", "lead"): """
        place.decide
    """,
    ("lead", "admin"): """
        admin.ranks floor.break floor.no_break floor.off floor.recall intake.applied intake.apply_slice
        intake.begin_apply intake.cancel intake.drop intake.hold intake.portfolio intake.read intake.stage
        intake.start lead.ask_back lead.ask_give lead.line lead.pin lead.take_back lead.unpin
        look.import_errors payments.assign payments.end payments.look_at payments.open payments.reject
        payments.take queue.offer_time queue.rank queue.serve queue.steer
    """,
    ("lead", "compliance"): """
        alarm.call_back alarm.handle alarm.look alarm.see alarm.take approval.decide file.look
        guide.lead_corrects house.approve library.accept_weights library.approve library.costs library.learn
        library.publish library.retire library.write look.judge look.open review.seen visit.export
    """,
    ("agent", "collector", "lead"): """
        approval.ask consent.record contact.answered contact.begin contact.finish contact.hang_up
        guide.ability guide.answer guide.correct guide.disclosure guide.explained guide.means guide.not_said
        guide.path guide.profiling guide.said guide.saw guide.signal guide.step guide.strike guide.unsaid
        handout.accept handout.decline handout.end_wrap_up handout.extend handout.give_back inbound.claim
        lead.answered message.judge message.words message.write note.listen note.save page.invite page.prove
        safety.end safety.enter safety.stand_down shift.break shift.offline shift.ready shift.search
        shift.seen transfer.hand_over visit.propose
    """,
    ("compliance", "admin"): """
        account.half account.rest
    """,
    ("lead", "compliance", "admin"): """
        suppress.ask_lift suppress.list suppress.take
    """,
    ("agent", "collector", "lead", "compliance"): """
        consent.revoke contact.correct file.number file.zone number.reveal second.ask
    """,
    ("agent", "collector", "lead", "compliance", "admin"): """
        factor.check factor.new_codes factor.switch_off factor.switch_on look.found people.change_password
        people.confirm people.prefer people.sign_out second.decide second.withdraw
    """,
    ("agent", "collector", "lead", "compliance", "customer"): """
        file.put
    """,
}
MAY: Mapping[str, tuple[str, ...]] = {name: roles for roles, names in _NAMES.items() for name in names.split()}


def may(name: str, role: str) -> bool:
    """Return True when this role may do the action. An action without a row is held by its doors alone."""
    roles = MAY.get(name)
    return roles is None or role in roles or role == "worker"
