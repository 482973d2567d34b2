"""One press, one card: which card is next."""

from __future__ import annotations

import pytest

from console.domain.guidance import CARD_OF, STEP_KEYS, step_after, step_of


@pytest.mark.parametrize(
    ("steps", "verified", "told", "after"),
    [
        (("open", "verify", "recording"), False, False, "verify"),
        (("verify", "recording"), False, False, "recording"),
        (("recording",), False, True, "verify"),  # the check stands open
        (("verify", "recording"), False, True, None),
        (("verify",), False, False, None),  # no recording here: nothing but the check is left
        (("open",), False, False, "verify"),
        (("recording", "debt", "listen"), True, True, "debt"),
        (("listen", "offer", "next_step"), True, True, "offer"),  # a reminder asks for no cause
        (("close",), True, True, "close"),
    ],
)
def test_the_next_card_is_the_next_one_shown(
    steps: tuple[str, ...], verified: bool, told: bool, after: str | None
) -> None:
    assert step_after(steps, verified=verified, told=told) == after


def test_no_card_is_skipped_on_the_way_through_a_whole_call() -> None:
    passed, at = ["open"], "open"
    for _ in range(len(STEP_KEYS) - 1):
        number = STEP_KEYS.index(at)
        after = step_after(STEP_KEYS[number : number + 3], verified=True, told=True)
        assert after is not None
        passed.append(at := after)
    assert passed == list(STEP_KEYS)


def test_a_point_names_its_step_and_each_disclosure_its_card() -> None:
    assert step_of("call.fear.M1.offer.v12") == "offer"
    assert step_of("") == step_of("call.offer") == ""
    assert set(CARD_OF.values()) <= set(STEP_KEYS)
