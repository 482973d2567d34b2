"""Talking points: written, approved by a second person, published at a time, rolled back.

Also the weights of evidence, which are learned from corrections only when a person accepts them.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.domain import learning
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged, GuidanceChanged
from console.domain.guidance import LIBRARY, Point, examine
from console.domain.mind_costs import Costs
from console.store.cached.talking_points import model, point_of
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Due, Handout, Site, TalkingPoint, Weights
from console.store.training_labels import labelled


@action("library.write")
def write_point(act: Act, values: dict[str, Any]) -> Answer:
    """Write a new version of a talking point. Nobody sees it before it is approved and published."""
    session = act.work.session
    point = Point(
        str(values.get("psychology", "")),
        str(values.get("stage", "")),
        str(values.get("step", "")),
        str(values.get("en", "")).strip(),
        str(values.get("zh", "")).strip(),
        str(values.get("why_en", "")).strip()[:200],
        str(values.get("why_zh", "")).strip()[:200],
        tuple(values.get("needs", ())),
        channel=str(values.get("channel", "call")),
    )
    examine(point)
    built_in = max((p.version for p in LIBRARY if p.cell == point.cell), default=0)
    last = session.execute(
        select(func.max(TalkingPoint.version)).where(
            TalkingPoint.psychology == point.psychology,
            TalkingPoint.stage == point.stage,
            TalkingPoint.channel == point.channel,
            TalkingPoint.step == point.step,
        )
    ).scalar()
    version = max(last or 0, built_in) + 1
    point_id = add(
        session,
        TalkingPoint,
        psychology=point.psychology,
        stage=point.stage,
        channel=point.channel,
        step=point.step,
        version=version,
        en=point.en,
        zh=point.zh,
        why_en=point.why_en,
        why_zh=point.why_zh,
        needs=list(point.needs),
        state="draft",
        share=1.0,
        author_id=act.actor.id,
        made_at=act.now,
        approved_by_id=None,
        approved_at=None,
        publish_at=None,
        retired_at=None,
        from_version=None,
        to_version=None,
        note=str(values.get("note", ""))[:300],
    )
    act.work.happened(ComplianceChanged())
    return Answer(data={"point": point_id, "version": version})


def _row(act: Act, point_id: int) -> TalkingPoint:
    row = act.work.session.execute(
        select(TalkingPoint).where(TalkingPoint.id == point_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    return row


@action("library.approve", decides=True)
def approve_point(act: Act, point_id: int) -> Answer:
    """Approve a version that another person wrote; it is checked once more."""
    row = _row(act, point_id)
    if row.author_id == act.actor.id:
        raise Conflict("A second person must approve what you wrote.")
    if row.state != "draft":
        raise Conflict("This was already decided.")
    examine(point_of(row))
    put(act.work.session, row, state="approved", approved_by_id=act.actor.id, approved_at=act.now)
    return Answer(data={"point": row.id})


@action("library.publish")
def publish_point(act: Act, point_id: int, at: datetime | None, beside: int) -> Answer:
    """Publish an approved version now or at a time; ``beside`` is the per cent of contacts that see it.

    100 replaces the versions before it. With less, contacts are split between it and them.
    """
    row = _row(act, point_id)
    if row.state != "approved":
        raise Conflict("Approve this version first.")
    if not 1 <= beside <= 100:
        raise Invalid("Enter a share from 1 to 100 per cent.", field="share")
    put(act.work.session, row, share=beside / 100)
    when = at or act.now
    if when < act.now - timedelta(minutes=1):
        raise Invalid("The time is in the past.", field="at")
    put(act.work.session, row, publish_at=when)
    if when <= act.now:
        _go_live(act, row)
    else:
        add(act.work.session, Due, what="library", due_at=when, payload={"point": row.id}, result="")
    return Answer(data={"point": row.id})


def _rivals(act: Act, row: TalkingPoint) -> list[TalkingPoint]:
    """Return the published versions that this one is compared with: same cell, same facts."""
    own = point_of(row).slot
    return [
        other
        for other in act.work.session.execute(
            select(TalkingPoint).where(
                TalkingPoint.psychology == row.psychology,
                TalkingPoint.stage == row.stage,
                TalkingPoint.channel == row.channel,
                TalkingPoint.step == row.step,
                TalkingPoint.state == "published",
                TalkingPoint.id != row.id,
            )
        ).scalars()
        if point_of(other).slot == own
    ]


def _next_version(act: Act) -> int:
    version = (act.work.session.execute(select(Site.library_version)).scalar() or 0) + 1
    act.work.session.execute(update(Site).values(library_version=version))
    act.work.happened(ComplianceChanged())
    return version


def _go_live(act: Act, row: TalkingPoint) -> None:
    version = _next_version(act)
    rivals = _rivals(act, row)
    if row.share >= 1:
        for rival in rivals:
            put(act.work.session, rival, state="retired", retired_at=act.now, to_version=version)
    else:
        if not rivals:
            _write_built_in(act, row, version, share=1 - row.share)
        for rival in rivals:
            put(act.work.session, rival, share=(1 - row.share) / len(rivals))
    put(act.work.session, row, state="published", from_version=version)
    _tell_desks(act)


def _free_version(act: Act, row: TalkingPoint, wanted: int) -> int:
    """Return the built-in version's number, or the next free one when the site has used it for a text of its own."""
    taken = set(
        act.work.session.execute(
            select(TalkingPoint.version).where(
                TalkingPoint.psychology == row.psychology,
                TalkingPoint.stage == row.stage,
                TalkingPoint.channel == row.channel,
                TalkingPoint.step == row.step,
            )
        ).scalars()
    )
    return wanted if wanted not in taken else max(taken) + 1


def _write_built_in(act: Act, row: TalkingPoint, version: int, *, share: float) -> None:
    """Write the built-in point of the cell as a row with its share of contacts, so that both can be compared."""
    point = next((p for p in LIBRARY if p.slot == point_of(row).slot), None)
    if point is None:
        raise Invalid("There is nothing to compare it with: enter 100 per cent.", field="share")
    add(
        act.work.session,
        TalkingPoint,
        psychology=row.psychology,
        stage=row.stage,
        channel=row.channel,
        step=row.step,
        version=_free_version(act, row, point.version),
        en=point.en,
        zh=point.zh,
        why_en=point.why_en,
        why_zh=point.why_zh,
        needs=list(point.needs),
        state="published",
        share=share,
        author_id=None,
        made_at=act.now,
        approved_by_id=None,
        approved_at=None,
        publish_at=act.now,
        retired_at=None,
        from_version=version,
        to_version=None,
        note="built in",
    )


def _tell_desks(act: Act) -> None:
    busy = act.work.session.execute(select(Handout.agent_id).where(Handout.ended_at.is_(None))).scalars()
    act.work.happened(GuidanceChanged(tuple(busy)))


@action("library.due", audited=False)
def publish_due(act: Act, due_id: int, point_id: int) -> Answer:
    """Publish what was approved for this time."""
    taken = act.work.session.execute(update(Due).where(Due.id == due_id, Due.done_at.is_(None)).values(done_at=act.now))
    if not taken.rowcount:  # type: ignore[attr-defined]
        return Answer()  # another worker was first
    row = _row(act, point_id)
    if row.state == "approved":
        _go_live(act, row)
    return Answer(data={"point": point_id})


@action("library.retire")
def roll_back(act: Act, point_id: int) -> Answer:
    """Roll a published version back: the version before it, or the built-in one, is shown again."""
    row = _row(act, point_id)
    if row.state not in ("published", "approved"):
        raise Conflict("This was already decided.")
    was = row.state
    put(act.work.session, row, state="retired", retired_at=act.now)
    if was == "published":
        version = _next_version(act)
        put(act.work.session, row, to_version=version)
        rivals = _rivals(act, row)
        for rival in rivals:
            put(act.work.session, rival, share=1 / len(rivals))
        if not rivals:
            rows = act.work.session.execute(
                select(TalkingPoint)
                .where(
                    TalkingPoint.psychology == row.psychology,
                    TalkingPoint.stage == row.stage,
                    TalkingPoint.channel == row.channel,
                    TalkingPoint.step == row.step,
                    TalkingPoint.version < row.version,
                    TalkingPoint.from_version.is_not(None),
                )
                .order_by(TalkingPoint.version.desc())
            ).scalars()
            own = point_of(row).slot
            before = next((r for r in rows if point_of(r).slot == own), None)
            if before is not None:
                _again(act, before, version)
        _tell_desks(act)
    return Answer(data={"point": row.id})


def _again(act: Act, row: TalkingPoint, version: int) -> None:
    last = act.work.session.execute(
        select(func.max(TalkingPoint.version)).where(
            TalkingPoint.psychology == row.psychology,
            TalkingPoint.stage == row.stage,
            TalkingPoint.channel == row.channel,
            TalkingPoint.step == row.step,
        )
    ).scalar_one()
    values = {c.key: getattr(row, c.key) for c in TalkingPoint.__table__.columns if c.key != "id"}
    values.update(
        version=last + 1,
        state="published",
        from_version=version,
        to_version=None,
        share=1.0,
        retired_at=None,
        publish_at=act.now,
        note=f"v{row.version} again",
    )
    add(act.work.session, TalkingPoint, **values)


@action("library.learn")
def propose_weights(act: Act) -> Answer:
    """Fit the weights to all corrections on record. Nothing changes before they are accepted."""
    session = act.work.session
    cases = labelled(session, act.now, 2000)
    if len(cases) < learning.FEWEST:
        raise Conflict(
            "Too few corrections to learn from: %(n)s, at least %(least)s are needed.",
            n=len(cases),
            least=learning.FEWEST,
        )
    version = session.execute(select(Site.library_version)).scalar() or 0
    held_out, taught = cases[::5], [c for n, c in enumerate(cases) if n % 5]
    now = model(session, version)
    fitted = learning.fit(taught, learning.Model(costs=now.costs))
    fitted = replace(fitted, leaning=learning.leaning_band(held_out, fitted))
    row_id = add(
        session,
        Weights,
        made_at=act.now,
        by_id=act.actor.id,
        labels=len(cases),
        factors=asdict(fitted),
        error_before=learning.reliability(held_out, now)[1],
        error_after=learning.reliability(held_out, fitted)[1],
        active=False,
    )
    return Answer(data={"weights": row_id, "labels": len(cases)})


@action("library.costs")
def propose_costs(act: Act, sure: float, leaning: float, margin: float) -> Answer:
    """Propose what wrong words cost at this site. The weights stay; nothing changes before it is accepted."""
    costs = Costs(sure, leaning, margin)
    if not costs.valid():
        raise Invalid(
            "Enter costs above 0 and at most 20, those of “sure” not below those of “leaning”, and a margin below 100.",
            field="sure",
        )
    session = act.work.session
    now = model(session, session.execute(select(Site.library_version)).scalar() or 0)
    if now.costs == costs:
        raise Conflict("These costs are in force already.")
    cases = labelled(session, act.now, 2000)
    proposed = replace(now, costs=costs)
    proposed = replace(proposed, leaning=learning.leaning_band(cases, proposed))
    row_id = add(
        session,
        Weights,
        made_at=act.now,
        by_id=act.actor.id,
        labels=now.labels,
        factors=asdict(proposed),
        error_before=None,
        error_after=None,
        active=False,
    )
    return Answer(data={"weights": row_id})


@action("library.accept_weights", decides=True)
def accept_weights(act: Act, weights_id: int) -> Answer:
    """Put proposed weights in force. The person who proposed them may not decide."""
    row = act.work.session.get(Weights, weights_id)
    if row is None:
        raise NotYours()
    if row.active:
        raise Conflict("This was already decided.")
    if row.by_id == act.actor.id:
        raise Conflict("A second person must approve what you wrote.")
    act.work.session.execute(update(Weights).values(active=False))
    put(act.work.session, row, active=True)
    _next_version(act)
    _tell_desks(act)
    return Answer(data={"weights": row.id})
