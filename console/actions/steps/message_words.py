"""The library's words for a message: by state of mind and stage, filled with the values of the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.actions.call import Act
from console.domain.bilingual import Bilingual, called
from console.domain.guidance import talking_points
from console.domain.guidance.resolve import fill
from console.domain.messages import speaks_chinese
from console.store.cached.talking_points import library, library_version
from console.store.customer_case import Case
from console.store.models import Person
from console.store.queries.placeholders import sample_values

NOBODY = Bilingual("Customer service", "客服")


@dataclass(frozen=True)
class Words:
    """Words of a message with the talking point that they come from."""

    text: str
    template: str
    subject: str = ""


SUBJECTS: Mapping[str, tuple[str, str]] = {
    "reminder": ("The reminder we agreed on", "按约定的提醒"),
    "confirm": ("What we agreed on", "约定事项确认"),
}


def words_for(
    act: Act, case: Case, channel: str, step: str, truths: Mapping[str, bool], agent_id: int | None, kind: str
) -> Words | None:
    """Return the words of this step in the customer's language, or None when the library has none that is true.

    Without a state of mind that the agents have corrected, the neutral words are taken.
    """
    session = act.work.session
    state = case.customer.psychology_label
    found = talking_points(
        state or "*",
        unsure=not state,
        stage=case.customer.stage,
        step=step,
        truths=truths,
        library=library(session, library_version(session)),
        channel=channel,
        draw=lambda cell: act.context.rng.random(),
    )
    point = next((point for point in found.points if point.step == step), None)
    if point is None:
        return None
    person = session.get(Person, agent_id) if agent_id is not None else None
    name = called(person.name, person.name_zh) if person is not None else NOBODY
    chinese = speaks_chinese(case.customer.region)
    values = sample_values(case, name, act.now)["zh" if chinese else "en"]
    subject = SUBJECTS.get(kind, ("", ""))[1 if chinese else 0] if channel == "email" else ""
    return Words(fill(point.zh if chinese else point.en, values), point.id, subject)
