"""Which words of a reference may be an account."""

from __future__ import annotations

from datetime import date

import pytest

from console.domain.payments import PaymentRow, account_keys, with_keys


def row(*texts: str, **more: str) -> PaymentRow:
    return PaymentRow(1, date(2026, 11, 20), 100, "CNY", texts=texts, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SA-1 Rate November", "sa-1"),
        ("Rate;LN-0001.", "ln-0001"),
        ("loan 6228 4800 1234", "622848001234"),
        ("还款（账号：JK20260001）", "jk20260001"),
    ],
)
def test_a_reference_names_an_account_between_other_words(text: str, named: str) -> None:
    assert named in account_keys(row(text))


def test_short_words_dates_and_words_without_a_digit_name_none() -> None:
    assert not {"1", "12", "2026", "rate", "thanks"} & set(account_keys(row("Rate 1, no. 12, 2026, thanks")))


def test_an_accounts_own_column_counts_alone() -> None:
    assert account_keys(row("LN-0002", account=" LN-0001 ")) == ("ln-0001",)


def test_equal_rows_of_a_file_have_keys_of_their_own_in_every_file() -> None:
    keys = [one.key for one in with_keys([row("a"), row("a"), row("b")])]
    assert len(set(keys)) == 3
    assert [one.key for one in with_keys([row("b"), row("a"), row("a")])] == [keys[2], keys[0], keys[1]]
